"""Lines of a file from anywhere on: as splitting it whole gives them, in every encoding that we take."""

from __future__ import annotations

import codecs
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.handins.tables import lines as module
from crawlers.handins.tables.lines import Lines, TooLong, check_text
from crawlers.handins.texts import decoded_text
from posts.errors import InputError
from tests.crawlers.handins.handing import held

TEXT = st.text('ab\n\u0a00\u2028,"ก', max_size=40)
MARKED = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}


def split(text: str) -> list[str]:
    whole = text.split("\n")
    return [f"{line}\n" for line in whole[:-1]] + ([whole[-1]] if whole[-1] else [])


@pytest.mark.parametrize(("encoding", "is_marked"), [(name, mark) for name in MARKED for mark in (True, False)])
@given(text=TEXT, first=st.integers(0, 10))
def test_lines_go_on_where_they_stopped(encoding: str, is_marked: bool, text: str, first: int) -> None:
    file = held((MARKED[encoding] if is_marked else b"") + text.encode(encoding))
    before = Lines(file, encoding)

    begun = list(islice(before, first))
    after = Lines(file, encoding, before.read_to)

    assert begun + list(after) == split(text)
    assert after.number == len(split(text))
    assert after.at == file.length


@given(text=st.text("ab\r", max_size=20))
def test_lines_of_old_machines_are_lines(text: str) -> None:
    assert list(Lines(held(text.encode()))) == split(text.replace("\r", "\n"))


@given(widths=st.lists(st.integers(0, 40), max_size=6), encoding=st.sampled_from(["utf-8", "utf-16-le"]))
def test_a_line_that_is_too_long_is_told_and_passed_over(widths: list[int], encoding: str) -> None:
    wanted = ["x" * width for width in widths]
    file = held("".join(f"{line}\n" for line in wanted).encode(encoding))
    found: list[str] = []

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MAX_LINE_BYTES", 16)
        patch.setattr(module, "STEP_BYTES", 6)
        lines = Lines(file, encoding)
        for _ in wanted:
            lines.begin()
            try:
                found.append(next(lines).rstrip())
            except TooLong as problem:
                found.append(f"{problem.line} is long")

    width = len("x".encode(encoding))
    assert found == [
        f"{number} is long" if (len(line) + 1) * width > 16 else line for number, line in enumerate(wanted, 1)
    ]


def test_a_row_of_many_lines_that_is_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_LINE_BYTES", 16)
    lines = Lines(held(b"123456789\n" * 5))

    lines.begin()
    next(lines)

    with pytest.raises(TooLong, match="the row has more"):
        next(lines)


@given(data=st.binary(max_size=40), size=st.integers(1, 7))
def test_a_file_is_refused_at_the_same_byte_as_when_it_is_read_whole(data: bytes, size: int) -> None:
    def refusal(check: object) -> str:
        try:
            check() if callable(check) else None
        except InputError as problem:
            return problem.what
        return ""

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("posts.held.STEP_BYTES", size)
        assert refusal(lambda: check_text(held(data))) == refusal(lambda: decoded_text(data))
