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
    for mark, name in BOMS:
        if body.startswith(mark):
            return _decoded(body[len(mark) :], name)
    if declared is not None and declared.lower() not in DECLARED:
        raise InputError(f"the encoding {declared[:40]} is not taken", f"use one of {', '.join(DECLARED)}")
    return _decoded(body, (declared or "utf-8").lower())


def storable(text: str) -> str:
    """Return a text in which what no database keeps stands as U+FFFD."""
    return UNSTORABLE.sub("\ufffd", text)


def links_in(text: str) -> tuple[str, ...]:
    """Return the web addresses of a text in their order, each once."""
    return tuple(dict.fromkeys(found.rstrip(LINK_ENDS) for found in LINK.findall(text)))


def _decoded(body: bytes, name: str) -> str:
    try:
        return storable(body.decode(name))
    except UnicodeDecodeError as problem:
        what = f"the file is not {name.upper()}: byte {problem.start + 1} does not fit"
        raise InputError(what, "say its encoding, for example --encoding cp1252, or save it as UTF-8") from problem
