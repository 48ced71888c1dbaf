"""clean: one code point for one, so that offsets need no map."""

from __future__ import annotations

import unicodedata
from functools import cache

CLEAN_RECIPE = "c1"

SPACE = " "
REPLACEMENT = "\ufffd"
STYLED = ((0x2460, 0x24FF), (0xFF01, 0xFFEE), (0x1D400, 0x1D7FF), (0x1F100, 0x1F12F))  # circled, wide, mathematical
BADGES = {0x1F130: 26, 0x1F150: 26, 0x1F170: 26}  # squared and negative letters A-Z, which NFKC leaves alone


def clean(text: str) -> str:
    """Return the text with plain digits, plain letters for styled ones, plain spaces; same length."""
    return text.translate(_table())


@cache
def _table() -> dict[int, str]:
    table = dict.fromkeys(range(55296, 57344), REPLACEMENT)
    for code in range(0x20000):
        plain = _plain(chr(code))
        if plain is not None:
            table[code] = plain
    for start, count in BADGES.items():
        table.update({start + step: chr(ord("A") + step) for step in range(count)})
    return table


def _plain(char: str) -> str | None:
    kind = unicodedata.category(char)
    if kind == "Nd" and not char.isascii():
        return str(unicodedata.decimal(char))
    if (kind == "Zs" and char != SPACE) or (kind == "Cc" and char not in "\n\t"):
        return SPACE
    if any(low <= ord(char) <= high for low, high in STYLED):
        folded = unicodedata.normalize("NFKC", char)
        return folded if len(folded) == 1 else None
    return None
