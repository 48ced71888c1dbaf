"""Texts of handed-in files: bytes to characters, by their own marks or as declared; never by guess."""

from __future__ import annotations

import codecs
import re

from posts.errors import InputError

# Those of the WHATWG list that phones and office programs write; punycode, idna and the like are traps.
DECLARED = (
    *("utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp874", "cp932", "cp949", "cp950", "gb18030", "big5", "shift_jis"),
    *("euc-kr", "euc-jp", "koi8-r", "iso-8859-1", "iso-8859-2", "iso-8859-15"),
    *(f"cp125{number}" for number in range(9)),
)
BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # no database keeps a NUL or half a character
LINK = re.compile(r"https?://[^\s<>\"'\x00-\x1f]{1,2000}")
LINK_ENDS = ".,;:!?)]}»”’'\""


def decoded_text(body: bytes, declared: str | None = None) -> str:
    """Return the characters of a file: by its byte order mark, as declared, or UTF-8; refuse what does not fit."""
    mark, name = encoding_of(body[:4], declared)
    try:
        return storable(body[mark:].decode(name))
    except UnicodeDecodeError as problem:
        raise wrong_encoding(name, problem.start + 1) from problem


def encoding_of(head: bytes, declared: str | None = None) -> tuple[int, str]:
    """Return the bytes of a file's mark and the encoding it says; without one the declared encoding, or UTF-8."""
    for mark, name in BOMS:
        if head.startswith(mark):
            return len(mark), name
    if declared is not None and declared.lower() not in DECLARED:
        raise InputError(f"the encoding {declared[:40]} is not taken", f"use one of {', '.join(DECLARED)}")
    name = (declared or "utf-8").lower()
    return 0, "utf-16-le" if name == "utf-16" else name


def wrong_encoding(name: str, byte: int) -> InputError:
    """Return the refusal of a file in which a byte does not fit its encoding."""
    what = f"the file is not {name.upper()}: byte {byte:,} does not fit"
    return InputError(what, "say its encoding, for example --encoding cp1252, or save it as UTF-8")


def storable(text: str) -> str:
    """Return a text in which what no database keeps stands as U+FFFD."""
    return UNSTORABLE.sub("\ufffd", text)


def links_in(text: str) -> tuple[str, ...]:
    """Return the web addresses of a text in their order, each once."""
    return tuple(dict.fromkeys(found.rstrip(LINK_ENDS) for found in LINK.findall(text)))
