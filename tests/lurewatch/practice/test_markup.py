"""Text as the preview writes it: read back, it says what the scene says."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from lurewatch.practice.markup import emoji_markup, text_markup
from lurewatch.practice.scene import ScenePost


def made(text: str, **fields: Any) -> ScenePost:
    return ScenePost(id=1, at=datetime(2026, 1, 5, tzinfo=UTC), text=text, **fields)


CASES = [
    ("a\nb", "a<br/>b"),
    ("@hr__satu01", '<a href="https://t.me/hr__satu01" target="_blank">@hr__satu01</a>'),
    ("hr@hotel.example.org", "hr@hotel.example.org"),
    (
        "https://a.example.org/x",
        '<a href="https://a.example.org/x" target="_blank" rel="noopener">https://a.example.org/x</a>',
    ),
    ("wa.me/628400", '<a href="http://wa.me/628400" target="_blank" rel="noopener">wa.me/628400</a>'),
    ("#loker", '<a href="?q=%23loker">#loker</a>'),
    ("<b>&\"'", "&lt;b&gt;&amp;&#34;&#39;"),
    ("$5!", "&#036;5&#33;"),
]


@pytest.mark.parametrize(("text", "written"), CASES, ids=[text for text, _ in CASES])
def test_each_kind_of_text_has_the_previews_own_form(text: str, written: str) -> None:
    assert text_markup(made(text), 1, 2026) == written


def test_an_emoji_is_a_picture_with_its_character_inside() -> None:
    assert emoji_markup("❤️") == (
        '<i class="emoji" style="background-image:url(\'//telegram.org/img/emoji/40/E29DA4.png\')"><b>❤️</b></i>'
    )


@pytest.mark.parametrize(("markup", "is_custom"), [(2021, False), (2026, True)])
def test_a_custom_emoji_has_its_own_element_since_the_newer_markup(markup: int, is_custom: bool) -> None:
    written = text_markup(made("🔥", custom_emoji=("🔥",)), 1, markup)

    assert written.startswith("<tg-emoji emoji-id=") is is_custom


def test_a_headline_is_the_first_line_in_bold() -> None:
    assert text_markup(made("one\ntwo", headline=True), 1, 2021) == "<b>one<br/></b>two"


def test_an_edited_post_is_written_as_the_visit_finds_it() -> None:
    post = made("before", versions={2: "after"})

    assert [text_markup(post, visit, 2026) for visit in (1, 2, 3)] == ["before", "after", "after"]


READABLE = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n@#🔥🇰🇭\u200b<&\"'!$"))


@given(text=READABLE, headline=st.booleans())
def test_whatever_the_text_a_browser_reads_the_same_words(text: str, headline: bool) -> None:
    written = text_markup(made(text, headline=headline, custom_emoji=("🔥",)), 1, 2026)

    read = html.fragment_fromstring(f"<div>{written}</div>")
    for line in read.xpath(".//br"):
        line.tail = "\n" + (line.tail or "")

    assert read.text_content() == text
