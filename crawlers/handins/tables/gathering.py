"""Gathering: the posts of a large table, a piece at a time, so that no answer of the worker grows without end."""

from __future__ import annotations

from collections.abc import Iterable

from crawlers.handins.found import Asked, Found, Refusal
from posts.post import Post

PIECE_POSTS = 2_000  # with their answers of about 1 KiB each: both processes hold one piece
PIECE_CHARS = 4 << 20
PIECE_REFUSED = 50_000  # a table of millions of wrong rows must not take one call of the reader beyond its minute
NO_ZONE = "some times have no zone: their words are kept, but no moment; say it with --zone, like Asia/Jakarta"
NAMED = 50  # of rows that are refused in one piece, so many are named


class Gathering:
    """What was read of one piece, until it is full."""

    def __init__(self, asked: Asked, note: str) -> None:
        self.asked = asked
        self._note = note
        self._posts: list[Post] = []
        self._refused: list[Refusal] = []
        self._unnamed = 0
        self._not_taken = 0
        self._chars = 0
        self._without_moment = False

    @property
    def is_full(self) -> bool:
        """Say whether the piece holds as much as one answer can."""
        return len(self._posts) >= PIECE_POSTS or self._chars > PIECE_CHARS or self._not_taken >= PIECE_REFUSED

    def take(self, line: int | None, post: Post, problems: Iterable[str]) -> None:
        """Keep a post; what of it could not be read is named with its line."""
        self._posts.append(post)
        self._chars += len(post.text) + 200 * (len(post.media) + len(post.links))
        self._without_moment |= post.posted_at is None and post.posted_precision not in {None, "unknown"}
        for problem in problems:
            self.refuse(Refusal(line=line, what=f"{problem}: the post is kept all the same", do="correct the value"))

    def refuse(self, refusal: Refusal) -> None:
        """Note a row that is not taken, or a part of one."""
        self._not_taken += 1
        if len(self._refused) < NAMED:
            self._refused.append(refusal)
        else:
            self._unnamed += 1

    def found(self, read_to: tuple[int, int]) -> Found:
        """Return the piece, which ends at `read_to`."""
        if self._unnamed:
            self._refused.append(
                Refusal(what=f"{self._unnamed} more rows", do="correct the first ones, then look again")
            )
        open_times = (NO_ZONE,) if self._without_moment else ()
        return Found(
            posts=tuple(self._posts),
            refused=tuple(self._refused),
            notes=((self._note,) if self.asked.read_to == (0, 0) and self._note else ()) + open_times,
            read_to=read_to if self.is_full else None,
        )
