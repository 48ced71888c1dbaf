"""Page: what one page of a platform holds, as its pure `read` says."""

from __future__ import annotations

from posts.capture import Outcome
from posts.post import Post, Record


class Missing(Record, frozen=True, kw_only=True):
    """A part of a page that could not be read, or that looks hidden from us."""

    kind: str
    sentence: str


class Page(Record, frozen=True, kw_only=True):
    """Posts in page order, the address of the next older page, gaps; `outcome` says why there are no posts."""

    posts: tuple[Post, ...] = ()
    next: str | None = None
    gaps: tuple[Missing, ...] = ()
    outcome: Outcome | None = None
    detail: str | None = None
