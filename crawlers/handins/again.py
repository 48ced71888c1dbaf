"""Again: the posts of a hand-in out of the archive, as today's code reads them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from crawlers.handins import jsonl_file
from crawlers.handins.folder import NAMING
from crawlers.handins.kinds import KINDS
from crawlers.handins.opened import opened
from crawlers.handins.parcel import files_with_posts, parcel_of
from crawlers.handins.reading import FileReader
from crawlers.handins.working_copy import keep_copy
from posts.capture import Capture
from posts.errors import InputError
from posts.home import Home
from posts.post import Post
from posts.segments import whole
from posts.warc import body_of


@lru_cache(maxsize=2)
def _others(archive: Path, segment: str) -> tuple[Capture, ...]:
    """Return what was handed in together: a segment is closed when it is read again, and has a folder's thousands."""
    return whole(archive, segment).captures


def posts_again(home: Home, capture: Capture) -> tuple[Post, ...]:
    """Return the posts of an archived hand-in; what is refused was told when it was handed in."""
    facts = capture.file
    if facts is None or (facts.kind != jsonl_file.KIND and facts.kind not in KINDS):
        return ()  # a picture beside a chat, or the working copy of one
    body = body_of(home.archive, capture)
    if facts.kind == jsonl_file.KIND:
        return tuple(jsonl_file.posts_again(body, capture))

    def keep(original: Capture, _: bytes, __: str, copy: bytes) -> str:
        keep_copy(home.media, copy)
        return original.id

    beside = _others(home.archive, capture.warc or "") if facts.kind in NAMING else ()
    with FileReader() as reader:
        try:
            others = [one for one in beside if one.id != capture.id]
            parcel = parcel_of(body, capture, others, home.archive, reader)
            names = files_with_posts(parcel, facts, body)
        except InputError:
            return ()
        return tuple(
            post for name in names for found in opened(facts, name, parcel, reader, keep) for post in found.posts
        )
