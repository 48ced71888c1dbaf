"""Charsets: a page in whatever encoding to UTF-8, only by encodings of the web, and never guessing in silence."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass

SEEN_BYTES = 4096  # the standard looks at 1,024; some pages put comments first
META = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
HEADER = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
XML = re.compile(rb"""^<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})""")
BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# Python's names of the encodings that the web standard knows (encoding.spec.whatwg.org); `charset=punycode` and its
# like are quadratic or no encodings of text at all (reliability 2.1). Narrow ones are read as browsers do, as the wide.
LABELS = {"windows-874": "cp874", "dos-874": "cp874", "x-sjis": "cp932", "windows-31j": "cp932", "x-gbk": "gb18030"}
WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
ALLOWED = frozenset(
    {"utf-8", "utf-16-le", "utf-16-be", "gb18030", "big5", "big5hkscs", "euc_jp", "iso2022_jp", "cp932", "cp949"}
    | {"koi8-r", "koi8-u", "mac-roman", "cp866", "cp874"}
    | {f"cp{number}" for number in range(1250, 1259)}
    | {f"iso8859-{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)}
)
SEVEN_BIT = frozenset({"iso2022_jp", "utf-16-le", "utf-16-be"})  # their bytes may look like UTF-8 and are not


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page's text; `lost` counts the characters that no encoding we may use could read."""

    text: str
    lost: int = 0


def decode_page(body: bytes, headers: Iterable[tuple[str, str]] = ()) -> Decoded:
    """Return the text of a page: by its byte order mark, as UTF-8 where it is that, else as header or page declare."""
    for mark, name in BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return _decoded(body[len(mark) :], name)
    declared = _declared(body, headers)
    if declared in SEVEN_BIT:
        return _decoded(body, declared)
    try:
        return Decoded(body.decode())
    except UnicodeDecodeError:
        return _decoded(body, declared or "utf-8")


def _decoded(body: bytes, name: str) -> Decoded:
    text = body.decode(name, "replace")
    return Decoded(text, text.count("\N{REPLACEMENT CHARACTER}"))


def _declared(body: bytes, headers: Iterable[tuple[str, str]]) -> str | None:
    """Return the first allowed encoding that header, XML declaration or meta element name."""
    types = [value for name, value in headers if name.lower() == "content-type"]
    labels = [found.group(1) for value in types if (found := HEADER.search(value))]
    head = body[:SEEN_BYTES]
    labels += [found.group(1).decode() for found in (XML.search(head), META.search(head)) if found]
    return next((name for label in labels if (name := _allowed(label))), None)


def _allowed(label: str) -> str | None:
    try:
        name = codecs.lookup(LABELS.get(label.lower(), label)).name
    except LookupError:
        return None
    name = {"utf-16": "utf-16-le"}.get(name, WIDER.get(name, name))
    return name if name in ALLOWED else None
