"""Again: the posts of a hand-in out of the archive, as today's code reads them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from crawlers.handins import jsonl_file
from crawlers.handins.folder import NAMING
from crawlers.handins.kinds import KINDS
from crawlers.handins.opened import opened
from crawlers.handins.parcel import Files, files_with_posts, parcel_of
from crawlers.handins.reading import FileReader
from crawlers.handins.spool import Spool
from crawlers.handins.working_copy import keep_copy
from posts.capture import Capture, FileFacts
from posts.errors import InputError
from posts.home import Home
from posts.post import Post
from posts.segments import whole
from posts.warc_stream import body_pieces


@lru_cache(maxsize=2)
def _others(archive: Path, segment: str) -> tuple[Capture, ...]:
    """Return what was handed in together: a segment is closed when it is read again, and has a folder's thousands."""
    return whole(archive, segment).captures


def posts_again(home: Home, capture: Capture) -> Iterator[Post]:
    """Yield the posts of an archived hand-in; what is refused was told when it was handed in."""
    facts = capture.file
    if facts is None or (facts.kind != jsonl_file.KIND and facts.kind not in KINDS):
        return  # a picture beside a chat, or the working copy of one
    with Spool(home.inbox) as spool, FileReader(spool) as reader:
        held = spool.take(body_pieces(home.archive, capture)).held
        if facts.kind == jsonl_file.KIND:
            yield from jsonl_file.posts_again(held, capture)
            return
        beside = _others(home.archive, capture.warc or "") if facts.kind in NAMING else ()
        others = [one for one in beside if one.id != capture.id]
        try:
            parcel = parcel_of(held, capture, others, home.archive, reader)
            names = files_with_posts(parcel, facts, held)
        except InputError:
            return
        for name in names:
            with spool.room():
                yield from _read(home, facts, name, parcel, reader)


def _read(home: Home, facts: FileFacts, name: str, parcel: Files, reader: FileReader) -> Iterator[Post]:
    def keep(original: Capture, _: bytes, __: str, copy: bytes) -> str:
        keep_copy(home.media, copy)
        return original.id

    for found in opened(facts, name, parcel, reader, keep):
        yield from found.posts
