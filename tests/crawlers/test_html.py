"""HTML to text: exactly the text nodes; and a second opinion on how much text there is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.html import (
    Element,
    image_in_style,
    parse,
    seen_length,
    stripped_length,
    text_of,
    web_address,
)
from posts.errors import PageChanged

TAGS = ("div", "b", "i", "span", "a", "blockquote", "tg-emoji", "script", "style", "br")


def body_of(inner: str) -> Element:
    return parse(f"<html><body><div id='x'>{inner}</div></body></html>".encode()).root.get_element_by_id("x")


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("a<br>b<br/>c", "a\nb\nc"),
        (" \n a  b\t ", "a  b"),
        ("a<i class='emoji'><b>👍</b></i>b", "a👍b"),
        ("a<!-- no -->b", "ab"),
        ("a<script>no()</script>b<style>x{}</style>c<noscript>d</noscript><svg><text>e</text></svg>f", "abcf"),
        ("&lt;b&gt; &amp; &#x1F600; &nbsp;x", "<b> & 😀 \u00a0x"),
        ("<b>a</b><i>b</i> c", "ab c"),
        ("<?php no ?>a", "a"),
        ("", ""),
        ("\u200ba\ufeff", "\u200ba\ufeff"),
    ],
)
def test_text_is_the_text_nodes_in_page_order(inner: str, text: str) -> None:
    assert text_of(body_of(inner)) == text


def plain_walk(element: Element) -> str:
    """The slow obvious model: recursion."""
    if element.tag == "br":
        return "\n"
    if element.tag in {"script", "style", "template", "noscript", "svg"}:
        return ""
    return (element.text or "") + "".join(plain_walk(child) + (child.tail or "") for child in element)


@settings(max_examples=200)
@given(
    pieces=st.lists(
        st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]) | st.text("ab <&;", max_size=8),
        max_size=30,
    )
)
def test_the_walk_agrees_with_recursion_on_any_markup(pieces: list[str]) -> None:
    root = parse(f"<html><body>x{''.join(pieces)}</body></html>".encode()).root

    assert text_of(root) == plain_walk(root).strip()


@pytest.mark.parametrize("body", [b"", b"   ", b"<!-- -->"])
def test_what_is_no_page_is_refused(body: bytes) -> None:
    with pytest.raises(PageChanged, match="no HTML page"):
        parse(body)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"<p>a\xffb</p>c", "a\ufffdbc"),
        (b"<p>a\x00b</p>", "a\ufffdb"),
        (b"<p>&#0;&#xD800;&#x110000;</p>", "\ufffd\ufffd"),
        (b"<meta charset=iso-8859-1><p>\xc3\xa9</p>", "é"),
        (b"\xef\xbb\xbf<p>x</p>", "x"),
    ],
)
def test_broken_characters_become_the_sign_for_it_and_the_rest_stays(body: bytes, text: str) -> None:
    found = text_of(parse(body).root)

    assert found.replace("\ufffd\ufffd\ufffd", "\ufffd\ufffd") == text
    found.encode()


def test_a_page_knows_whether_it_was_parsed_to_its_depth() -> None:
    assert parse(b"<div>" * 1000 + b"x").is_whole
    assert not parse(b"<div>" * 3000 + b"x").is_whole


@pytest.mark.parametrize(
    ("style", "address"),
    [
        ("background-image:url('https://a.example.org/x.jpg')", "https://a.example.org/x.jpg"),
        ('width:1px;background-image:url("//a.example.org/x.jpg?a=1&b=2");left:0', "//a.example.org/x.jpg?a=1&b=2"),
        ("background:url( https://a.example.org/x.jpg )", "https://a.example.org/x.jpg"),
        ("width:1px", None),
        ("background-image:url()", None),
    ],
)
def test_a_background_picture_has_an_address(style: str, address: str | None) -> None:
    element = body_of("")
    element.set("style", style)

    assert image_in_style(element) == address


def test_no_element_has_no_picture() -> None:
    assert image_in_style(None) is None


def test_an_address_without_scheme_gets_one() -> None:
    assert [web_address(raw) for raw in ("//a/b", "https://a", None, "")] == ["https://a/b", "https://a", None, ""]


@given(words=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), max_size=10))
def test_cutting_tags_counts_the_same_letters(words: list[str]) -> None:
    escaped = [word.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for word in words]
    body = "<html><body>" + "".join(f"<p title='x'>{word}</p><!-- y --><script>z</script>" for word in escaped)
    clean = "".join(char for word in words for char in word if char.isprintable() or char.isspace())

    assert stripped_length(body.encode()) >= seen_length(clean)


@pytest.mark.parametrize(
    ("body", "length"),
    [
        (b"<p>abc</p>", 3),
        (b"a <b>c</b> d", 3),
        (b"<script>abc</script>d", 1),
        (b"<SCRIPT>abc</SCRIPT>d", 1),
        (b"a<script>never closed", 1),
        (b"a<!-- never closed", 1),
        (b"a < b", 2),
        (b"a<b", 1),
        (b"&#6016;&amp;", 2),
        (b"<!DOCTYPE html><?xml x?>a", 1),
        (b"", 0),
    ],
)
def test_the_second_opinion_counts_what_stands_between_tags(body: bytes, length: int) -> None:
    assert stripped_length(body) == length


@pytest.mark.parametrize("trap", [b"<script>", b"<!--", b"<", b"<svg><", b"</", b"<a "])
def test_the_second_opinion_takes_linear_time(trap: bytes) -> None:
    def seconds(size: int) -> float:
        body = trap * (size // len(trap))
        start = time.process_time()
        stripped_length(body)
        return time.process_time() - start

    assert seconds(400_000) < 1.0
