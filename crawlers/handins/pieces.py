"""Pieces: what a reader finds in a large file, a bounded part of it at a time, so that no answer is held whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from crawlers.handins.found import Found, Refusal
from posts.post import Post

PIECE_POSTS = 2_000  # with their answers of about 1 KiB each: both processes hold one piece
PIECE_LETTERS = 1 << 20  # four bytes each where one of them is an emoji


def in_pieces(results: Iterable[Post | Refusal]) -> Iterator[Found]:
    """Yield posts and refusals in their order, so many at a time."""
    posts: list[Post] = []
    refused: list[Refusal] = []
    letters = 0
    for one in results:
        if isinstance(one, Refusal):
            refused.append(one)
        else:
            posts.append(one)
            letters += len(one.text)
        if len(posts) + len(refused) >= PIECE_POSTS or letters >= PIECE_LETTERS:
            yield Found(posts=tuple(posts), refused=tuple(refused))
            posts, refused, letters = [], [], 0
    if posts or refused:
        yield Found(posts=tuple(posts), refused=tuple(refused))
