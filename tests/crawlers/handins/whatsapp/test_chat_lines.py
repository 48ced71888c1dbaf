"""Lines of a chat read in steps: those of the file decoded whole, in every encoding that we take."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.handins.texts import decoded_text
from crawlers.handins.whatsapp import chat_lines as module
from crawlers.handins.whatsapp.chat_lines import chat_lines
from tests.crawlers.handins.handing import held


@given(
    text=st.text("ab\n\r\0\u0a00\u2028ก\U0001f600", max_size=40),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "gb18030"]),
    step=st.integers(1, 9),
)
def test_steps_of_any_size_give_the_lines_of_the_whole_file(text: str, encoding: str, step: int) -> None:
    body = text.encode(encoding)
    declared = encoding.removesuffix("-sig")

    lines = list(chat_lines(held(body), declared, step))

    assert lines == [line.removesuffix("\r") for line in decoded_text(body, declared).split("\n")]


@given(widths=st.lists(st.integers(0, 12), min_size=1, max_size=6), step=st.integers(1, 9))
def test_of_a_line_that_is_too_long_only_its_beginning_is_kept(widths: list[int], step: int) -> None:
    body = "\n".join("x" * width for width in widths).encode()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "LINE_LETTERS", 5)
        lines = list(chat_lines(held(body), None, step))

    assert lines == ["x" * min(width, 5) for width in widths]
