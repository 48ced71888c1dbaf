"""The tap: heads are kept exactly as they passed, however the bytes arrive."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from crawlers.network.tap import MAX_HEAD_BYTES, Heads

HEAD = b"HTTP/1.1 200 Fine  Indeed\r\nx-weird-Case:a  b\r\nSet-Cookie: 1\r\n\r\n"
INTERIM = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"


def heard(data: bytes, cuts: list[int]) -> Heads:
    heads = Heads()
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    for start, end in itertools.pairwise(edges):
        heads.received(data[start:end])
    return heads


@given(cuts=st.lists(st.integers(0, 300), max_size=20), body=st.binary(max_size=100), early=st.booleans())
def test_a_head_is_exact_in_whatever_pieces_it_comes(cuts: list[int], body: bytes, early: bool) -> None:
    heads = heard((INTERIM if early else b"") + HEAD + body, cuts)

    assert heads.response == HEAD
    assert not heads.is_cut


def test_a_head_without_carriage_returns_ends_at_its_empty_line() -> None:
    assert heard(b"HTTP/1.1 200 OK\nA: 1\n\nbody\r\n\r\n", [3]).response == b"HTTP/1.1 200 OK\nA: 1\n\n"


def test_nothing_heard_is_no_head() -> None:
    assert heard(b"HTTP/1.1 200 OK\r\nA: 1\r\n", []).response == b""


def test_a_head_without_end_is_cut_at_a_whole_line_and_said_to_be() -> None:
    flood = b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % number for number in range(200_000))

    heads = heard(flood, list(range(0, len(flood), 65_536)))

    assert heads.is_cut
    assert len(heads.response) <= MAX_HEAD_BYTES + 4
    assert flood.startswith(heads.response[:-4])
    assert heads.response.endswith(b": y\r\n\r\n")
