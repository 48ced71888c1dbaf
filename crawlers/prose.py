"""Prose: markup of an article, advert or status to the text a reader sees: blocks on lines of their own, blanks joined.

Telegram's messages are not read this way: there every line break is a `<br>` (crawlers.html).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from crawlers.decode import check_tags
from crawlers.html import SILENT, Element, parse, seen_length, stripped_length, values
from posts.errors import PageChanged

PARAGRAPHS = frozenset({"p", "blockquote", "ul", "ol", "dl", "table", "pre", "h1", "h2", "h3", "h4", "h5", "h6"})
BLOCKS = frozenset(
    {"div", "li", "tr", "dt", "dd", "section", "article", "header", "footer", "main", "aside", "figure"}
    | {"address", "hr", "form", "figcaption", "nav", "summary", "details"}
)
BLANKS = re.compile(r"[ \t\n\r\f]+")  # what HTML collapses; no-break spaces are words of their author
CELLS = frozenset({"td", "th"})  # on one line, and never run together
LINE, PARAGRAPH = "\n", "\n\n"
HIDDEN_CHARS = 40  # on real pages the text with its tags cut out is as long as the parsed one
HIDDEN_SHARE = 50
MARKUP = re.compile(r"<[A-Za-z!/?]|&[#A-Za-z]")


@dataclass(frozen=True, slots=True)
class Prose:
    """The text of a piece of markup, where its links and pictures lead, and whether all of it could be parsed."""

    text: str
    links: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    is_whole: bool = True


def prose(markup: str) -> Prose:
    """Read a piece of markup; plain text without any markup stays as it is."""
    if not MARKUP.search(markup):
        return Prose(markup.strip())
    body = f"<div>{markup}</div>".encode("utf-8", "replace")
    check_tags(body)
    try:
        parsed = parse(body)
    except PageChanged:
        return Prose(markup.strip(), is_whole=False)
    text = text_of_blocks(parsed.root)
    hidden = stripped_length(body) - seen_length(text)
    is_whole = parsed.is_whole and hidden <= max(HIDDEN_CHARS, seen_length(text) // HIDDEN_SHARE)
    links = tuple(dict.fromkeys(values(parsed.root, "//a/@href")))
    pictures = tuple(dict.fromkeys(one.get("src") or "" for one in parsed.root.iter("img") if not is_emoji(one)))
    return Prose(text, links, tuple(filter(None, pictures)), is_whole)


def is_emoji(image: Element) -> bool:
    """Say whether a picture stands for a sign of the text; its fallback is in `alt`."""
    return "emoji" in (image.get("class") or "").lower()


def text_of_blocks(element: Element) -> str:
    """Return the text of an element as a reader sees it."""
    pieces: list[str] = []
    for piece in _pieces(element):
        if piece in {LINE, PARAGRAPH}:
            _break(pieces, piece)
        elif piece == "\v":  # a <br>: every one counts
            _trim(pieces)
            pieces.append("\n")
        else:
            _add(pieces, piece)
    return "".join(pieces).strip()


def _add(pieces: list[str], words: str) -> None:
    is_at_start = not pieces or pieces[-1].endswith(("\n", " "))
    pieces.append(words.lstrip(" ") if is_at_start else words)


def _trim(pieces: list[str]) -> None:
    while pieces and not pieces[-1].strip(" "):
        pieces.pop()
    if pieces:
        pieces[-1] = pieces[-1].rstrip(" ")


def _break(pieces: list[str], lines: str) -> None:
    """End a line, or a paragraph, unless it has ended already."""
    _trim(pieces)
    tail = "".join(pieces[-2:])
    have = len(tail) - len(tail.rstrip("\n"))
    if tail and have < len(lines):
        pieces.append("\n" * (len(lines) - have))


def _pieces(element: Element) -> Iterator[str]:
    walker = etree.iterwalk(element, events=("start", "end"))
    preformatted = 0
    for event, at in walker:
        tag = at.tag if isinstance(at.tag, str) else ""
        preformatted += (event == "start") - (event == "end") if tag == "pre" else 0
        if event == "start" and tag in SILENT:
            walker.skip_subtree()
            continue
        if tag == "br" and event == "start":
            yield "\v"
        elif tag == "img" and event == "start" and is_emoji(at):
            yield at.get("alt") or ""
        elif tag in PARAGRAPHS:
            yield PARAGRAPH
        elif tag in BLOCKS:
            yield LINE
        elif tag in CELLS:
            yield " "
        words = (at.text if event == "start" else at.tail if at is not element else "") or ""
        yield from _words(words, is_kept=preformatted > 0)


def _words(words: str, *, is_kept: bool) -> Iterator[str]:
    if not is_kept:
        yield BLANKS.sub(" ", words) if words else ""
        return
    for number, line in enumerate(words.split("\n")):
        if number:
            yield "\v"
        yield line
