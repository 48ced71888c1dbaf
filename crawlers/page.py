"""Page: what one page of a platform holds, as its pure `read` says."""

from __future__ import annotations

from collections.abc import Sequence

from posts.capture import Outcome
from posts.post import Post, Record

MAX_DIGITS = 18  # more is no number of a platform, and no integer of a database


class Missing(Record, frozen=True, kw_only=True):
    """A part of a page that could not be read, or that looks hidden from us."""

    kind: str
    sentence: str


class Listed(Record, frozen=True, kw_only=True):
    """A page that another page lists: its address, the id of the post it shows and its newest number, where known."""

    url: str
    post: str | None = None
    number: int | None = None


class Page(Record, frozen=True, kw_only=True):
    """Posts in page order, the address of the next older page, gaps; `outcome` says why there are no posts.

    `listed` are pages that belong to this one and are read before the next older one (a thread, a job). `numbers` say
    where in time the page stands, where native ids do not (`number_of`); posts pinned out of order have none.
    `shown` and `gone` are posts that were looked for: those that stand though their words are read elsewhere, and those
    that the page says it no longer shows.
    """

    posts: tuple[Post, ...] = ()
    listed: tuple[Listed, ...] = ()
    numbers: tuple[int, ...] | None = None
    next: str | None = None
    gaps: tuple[Missing, ...] = ()
    shown: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    outcome: Outcome | None = None
    detail: str | None = None


def numbers_of(page: Page) -> Sequence[int]:
    """Return where in time the posts of a page stand."""
    if page.numbers is not None:
        return page.numbers
    return [number for post in page.posts if (number := number_of(post)) is not None]


def reaches(page: Page, floor: int | None) -> bool:
    """Say whether a page shows ids that are known: what is older stands in the ledger."""
    numbers = numbers_of(page)
    return floor is not None and bool(numbers) and min(numbers) <= floor


def number_of(post: Post) -> int | None:
    """Return the number that ends a post's native id; ids of one source grow with time."""
    last = (post.native_id or "").rpartition("/")[2]
    return int(last) if last.isascii() and last.isdigit() and len(last) <= MAX_DIGITS else None
