"""JSON lines: what cannot be taken is refused with one sentence that says what and where."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts import jsonl
from posts.errors import LineRefused
from posts.post import Count, Post
from tests.conftest import make_post

REFUSED = {
    "broken JSON": (b'{"platform": "x"', "not valid JSON"),
    "no object": (b"[1]", "expected `object`, got `array`"),
    "wrong type": (b'{"platform": "x", "text": 5}', "expected `str`, got `int` - at `$.text`"),
    "unknown field": (b'{"platform": "x", "text": "", "colour": 1}', "object contains unknown field `colour`"),
    "missing field": (b'{"platform": "x"}', "object missing required field `text`"),
    "invalid UTF-8": (b'{"platform": "x", "text": "\xff"}', "invalid UTF-8"),
    "lone surrogate": (b'{"platform": "x", "text": "a \\ud83d b and more words"}', "a lone surrogate"),
    "lone surrogate at the end": (b'{"platform": "x", "text": "a \\ud83d"}', "a lone surrogate"),
    "wrong time": (b'{"platform": "x", "text": "", "posted_at": "yesterday"}', "invalid RFC3339"),
    "wrong word": (b'{"platform": "x", "text": "", "via": "pigeon"}', "invalid enum value"),
    "deep nesting": (b'{"platform": "x", "text": ' + b"[" * 100_000, ""),
}


@pytest.mark.parametrize(("line", "sentence"), REFUSED.values(), ids=REFUSED)
def test_a_line_is_refused_with_its_place(line: bytes, sentence: str) -> None:
    with pytest.raises(LineRefused) as refused:
        jsonl.load(line, Post, file="posts.jsonl", number=7)

    assert str(refused.value).startswith("posts.jsonl:7: ")
    assert refused.value.what.startswith(sentence)
    assert refused.value.do
    assert "\n" not in str(refused.value)


def test_a_huge_line_is_refused_before_it_is_read_as_json() -> None:
    with pytest.raises(LineRefused, match="16 MiB"):
        jsonl.load(b" " * (jsonl.MAX_LINE_BYTES + 1), Post)


def test_a_text_above_one_mebibyte_is_refused() -> None:
    jsonl.check_text("a" * jsonl.MAX_TEXT_BYTES)

    with pytest.raises(LineRefused, match="more than 1 MiB"):
        jsonl.check_text("ក" * (jsonl.MAX_TEXT_BYTES // 3 + 1))


def test_a_post_comes_back_as_it_was_written() -> None:
    post = make_post(text="ទឹក 🇰🇭 \u200b\n x")

    assert jsonl.load(jsonl.line(post), Post) == post


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\n\r"))))
def test_numbered_lines_agree_with_the_obvious_way(texts: list[str]) -> None:
    data = "\n".join(texts).encode()

    wanted = [(at, line.rstrip(b"\r")) for at, line in enumerate(data.split(b"\n"), 1) if line.strip()]

    assert list(jsonl.numbered_lines(io.BytesIO(data))) == wanted


def test_a_line_without_end_is_cut_so_that_memory_stays_bounded() -> None:
    stream = io.BytesIO(b"x" * (3 * jsonl.MAX_LINE_BYTES) + b"\nshort\n")

    first, second = jsonl.numbered_lines(stream)

    assert len(first[1]) == jsonl.MAX_LINE_BYTES + 1
    assert second == (2, b"short")


def test_the_canonical_form_sorts_its_keys() -> None:
    assert jsonl.canonical({"b": 1, "a": {"d": "ក", "c": None}}) == '{"a":{"c":null,"d":"ក"},"b":1}'.encode()


def test_the_canonical_form_sorts_the_fields_of_records_too() -> None:
    assert jsonl.canonical(Count(value=5, raw="5")) == b'{"raw":"5","value":5}'
