"""Again: the posts of a hand-in out of the archive, as today's code reads them."""

from __future__ import annotations

from crawlers.handins import jsonl_file
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

    beside = [one for one in whole(home.archive, capture.warc or "").captures if one.id != capture.id]
    with FileReader() as reader:
        try:
            parcel = parcel_of(body, capture, beside, home.archive, reader)
            names = files_with_posts(parcel, facts, body)
        except InputError:
            return ()
        return tuple(post for name in names for post in opened(facts, name, parcel, reader, keep).posts)
