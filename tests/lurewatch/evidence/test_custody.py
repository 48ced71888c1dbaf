"""The custody chain of a home, and the chain of a bundle that is tied to it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lurewatch.evidence.chain import NO_LINES, bundle_chain, read_chain
from lurewatch.evidence.custody import START as NOBODY
from lurewatch.evidence.custody import CustodyEvent, broken_at, chained, head_of
from posts import jsonl
from posts.errors import ArchiveDamaged, LineRefused
from posts.identity import sha256_hex
from tests.conftest import START

# The plain subset of RFC 8785 that the log uses: ASCII keys, no floats; a float has more than one written form.
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abcXYZ_", max_size=5), inner, max_size=3),
    max_leaves=8,
)


def lines_of(count: int) -> list[bytes]:
    events = [CustodyEvent(t=START, event="item.collect", item=f"p1_{number}") for number in range(count)]
    return [line for _, _, line in chained(0, None, events)]


@given(VALUES)
def test_the_canonical_form_is_the_one_of_the_standard_library_and_survives_reading(value: object) -> None:
    plain = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    assert json.loads(jsonl.canonical(value)) == value
    assert jsonl.canonical(jsonl.load(jsonl.canonical(value), object)) == jsonl.canonical(value)
    assert jsonl.canonical(value) == plain or any(ord(letter) < 32 or ord(letter) == 127 for letter in plain.decode())


def test_a_line_has_its_keys_in_order_and_names_the_hash_of_the_line_before() -> None:
    first, second = lines_of(2)

    assert list(json.loads(first)) == sorted(json.loads(first))
    assert json.loads(first)["prev"] == NOBODY
    assert json.loads(second)["prev"] == sha256_hex(first + b"\n")


def test_a_chain_goes_on_where_it_ended() -> None:
    whole = lines_of(3)
    event = CustodyEvent(t=START, event="item.collect", item="p1_2")

    ((number, item, line),) = chained(2, whole[1], [event])

    assert (number, item, line) == (3, "p1_2", whole[2])


@pytest.mark.parametrize("at", range(3))
def test_a_home_log_tells_where_it_is_broken(at: int) -> None:
    lines = lines_of(3)
    assert broken_at(lines) is None

    del lines[at]

    assert broken_at(lines) == (at + 1 if at < 2 else None)  # nothing inside a log tells that its end was cut


@given(st.lists(st.booleans(), max_size=8))
def test_a_bundle_chain_holds_the_chosen_lines_and_each_can_be_put_together_again(chosen: list[bool]) -> None:
    home = [line for line, is_chosen in zip(lines_of(8), chosen, strict=False) if is_chosen]

    log, head = bundle_chain(home)
    chain = read_chain(log)

    assert (chain.unchained, chain.untied, chain.head) == ([], [], head)
    assert [line.home_sha256 for line in chain.lines] == [head_of(line) for line in home]
    assert head == NO_LINES if not home else head.home_sha256 == head_of(home[-1])


@given(
    st.integers(0, 5), st.sampled_from(["item", "t", "sha256", "capture", "event", "home_seq", "home_prev", "actor"])
)
def test_no_word_of_a_line_can_change_unseen(at: int, name: str) -> None:
    log, head = bundle_chain(lines_of(6))
    lines = [json.loads(line) for line in log.splitlines()]
    new: object = lines[at]["home_seq"] + 1 if name == "home_seq" else "2027-01-01T00:00:00Z"

    lines[at][name] = new
    chain = read_chain(b"".join(jsonl.canonical(line) + b"\n" for line in lines))

    assert at + 1 in chain.untied
    assert chain.unchained or chain.head != head


def test_a_home_line_that_cannot_be_put_together_again_is_refused() -> None:
    line = json.dumps(json.loads(lines_of(1)[0]), indent=1).replace("\n", "").encode()

    with pytest.raises(ArchiveDamaged, match="line 1 of the custody log"):
        bundle_chain([line])


@pytest.mark.parametrize("log", [b"\n", b"[]\n", b'{"seq":1}\n', b"\xff\n"])
def test_what_is_no_log_is_refused(log: bytes) -> None:
    with pytest.raises(LineRefused):
        read_chain(log)
