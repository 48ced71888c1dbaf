"""Pieces: each post and refusal is in one of them, in its order; none is larger than an answer may be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.handins import pieces as module
from crawlers.handins.found import Refusal
from crawlers.handins.pieces import in_pieces
from posts.post import Post

RESULTS = st.lists(
    st.text("x", max_size=9).map(lambda text: Post(platform="x", text=text))
    | st.integers(1, 9).map(lambda line: Refusal(what="w", do="d", line=line)),
    max_size=20,
)


@given(results=RESULTS, posts=st.integers(1, 4), letters=st.integers(1, 20))
def test_pieces_hold_everything_in_its_order(results: list[Post | Refusal], posts: int, letters: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "PIECE_POSTS", posts)
        patch.setattr(module, "PIECE_LETTERS", letters)
        found = list(in_pieces(results))

    assert [post for one in found for post in one.posts] == [one for one in results if isinstance(one, Post)]
    assert [one for piece in found for one in piece.refused] == [one for one in results if isinstance(one, Refusal)]
    assert all(0 < len(one.posts) + len(one.refused) <= posts for one in found)
    assert all(sum(len(post.text) for post in one.posts[:-1]) < letters for one in found)
