"""The folding table: what each code point is among letters. Made from ICU by scripts/make-folding-table and shipped.

Unicode tables differ between versions of Python and ICU; with one shipped table, grouping keys are the same on all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO

import icu
import numpy as np
from numpy.typing import NDArray

from posts.text.disguise import CONTROL, MONEY

CODES = 0x110000
IGNORED = 0xFF  # plain form of a sign that is taken out before anything is looked at (zero-width, emoji joiners)
FILE = "folding.npz"

# Scripts whose letters are drawn like Latin ones; a letter elsewhere that happens to look Latin fools nobody.
LOOK_ALIKE_SCRIPTS = {"Cyrl", "Grek", "Armn", "Cher", "Lisu", "Copt"}
# Prototypes of UTS 39 that are not yet the plain letter, and two letters that it likens to a digit or to two letters.
PROTOTYPES = {"ĸ": "k", "ꞓ": "e", "ʍ": "m", "ƅ": "b", "ɑ": "a", "ɩ": "i", "б": "б", "Б": "б", "β": "b"}
# Marks of these scripts are accents and vowel points that writers leave out; elsewhere a mark is a vowel.
ACCENT_SCRIPTS = {"Latn", "Grek", "Cyrl", "Armn", "Copt", "Arab", "Hebr", "Zinh", "Zyyy"}
WIDE_SCRIPTS = {"Hani", "Hira", "Kana", "Bopo", "Hang"}
WIDE = 3  # a sign of these says as much as about three letters of an alphabet
ARABIC = {"ي": "ی", "ى": "ی", "ك": "ک"}
BADGES = (0x1F130, 0x1F150, 0x1F170)  # squared and negative letters A-Z, which NFKD leaves alone
KEYCAP = 0x20E3
WECHAT = dict.fromkeys("薇徽溦嶶", "微")  # written for the first sign of 微信 (WeChat), so that no filter finds it
LOOKS_LIKE_I = "l"  # l, I and 1 are drawn alike, so l and i count as one letter: k1ng = king, sa1ary = salary


@dataclass(frozen=True, slots=True)
class Folding:
    """For each code point: `pool[starts:starts + counts]` are its letters, `plain` the ASCII sign it stands for.

    A sign of money is plainly the control code of the letter that it is drawn like (see disguise).
    """

    starts: NDArray[np.uint32]
    counts: NDArray[np.uint8]
    plain: NDArray[np.uint8]
    pool: NDArray[np.uint32]

    def to_bytes(self) -> bytes:
        """Return the file's bytes; starts are stored as steps, which pack well."""
        buffer = BytesIO()
        steps = np.diff(self.starts, prepend=np.uint32(0))
        np.savez_compressed(buffer, steps=steps, counts=self.counts, plain=self.plain, pool=self.pool)
        return buffer.getvalue()


@cache
def folding() -> Folding:
    """Return the shipped table."""
    with np.load(BytesIO((files("posts.text") / FILE).read_bytes())) as stored:
        starts = np.cumsum(stored["steps"], dtype=np.uint32)
        return Folding(starts, stored["counts"], stored["plain"], stored["pool"])


def make() -> Folding:
    """Return the table as this ICU makes it."""
    starts, counts, plain = np.zeros(CODES, np.uint32), np.zeros(CODES, np.uint8), np.zeros(CODES, np.uint8)
    pool: list[int] = []
    known: dict[str, int] = {}
    for code in range(CODES):
        folded = letters_of(chr(code))
        plain[code] = _plain(code, folded)
        run = widened(folded)
        if run and run not in known:
            known[run] = len(pool)
            pool += map(ord, run)
        starts[code], counts[code] = known.get(run, 0), len(run)
    return Folding(starts, counts, plain, np.array(pool, np.uint32))


def widened(folded: str) -> str:
    """Return letters as they are counted: l as i, and Han, kana and hangul signs three times."""
    merged = folded.replace(LOOKS_LIKE_I, "i")
    return "".join(char * WIDE if _script(char) in WIDE_SCRIPTS else char for char in merged)


def letters_of(char: str) -> str:
    """Return the plain small letters that a code point stands for; nothing for all that is no letter."""
    code = ord(char)
    kind = icu.Char.charType(char)
    if kind in _NO_SIGN:
        return ""
    for badge in BADGES:
        if badge <= code < badge + 26:
            return chr(ord("a") + code - badge)
    pieces = char if _script(char) == "Hang" else icu.Normalizer2.getNFKDInstance().normalize(char)
    return "".join(_letter(ARABIC.get(piece, piece)) for piece in str(pieces))


_NO_SIGN = {
    icu.UCharCategory.UNASSIGNED,
    icu.UCharCategory.CONTROL_CHAR,
    icu.UCharCategory.SURROGATE,
    icu.UCharCategory.PRIVATE_USE_CHAR,
}
_MARKS = {
    icu.UCharCategory.NON_SPACING_MARK,
    icu.UCharCategory.COMBINING_SPACING_MARK,
    icu.UCharCategory.ENCLOSING_MARK,
}


def _letter(char: str) -> str:
    script = _script(char)
    if icu.Char.charType(char) in _MARKS:
        return "" if script in ACCENT_SCRIPTS else char
    if not icu.Char.isalpha(char):
        return ""
    if script in LOOK_ALIKE_SCRIPTS:
        return _look_alike(char, script) or _small(char)
    if script == "Latn":
        latin = "".join(piece for piece in _latin(char) if icu.Char.isalpha(piece))
        return latin if latin.isascii() else _prototype(char) or latin
    if script == "Hani":
        simple = str(_transliterator("Traditional-Simplified").transliterate(char))
        simple = simple if len(simple) == 1 else char
        return WECHAT.get(simple, simple)
    return _small(char)


def _look_alike(char: str, script: str) -> str | None:
    """Return the Latin letter that a letter is drawn like; both cases of a letter give the same one.

    Greek capitals go by their own looks (Η is H, η is n): they are used as Latin capitals.
    """
    small, capital = _small(char), str(icu.UnicodeString(char).toUpper())
    order = (char, small, capital) if script == "Grek" else (small, capital)
    return next((found for form in order if len(form) == 1 and (found := _prototype(form))), None)


def _prototype(char: str) -> str | None:
    if char in PROTOTYPES:
        return PROTOTYPES[char]
    skeleton = str(icu.Normalizer2.getNFKDInstance().normalize(_spoof_checker().getSkeleton(0, char)))
    bare = "".join(_latin(piece) for piece in skeleton if icu.Char.charType(piece) not in _MARKS)
    return bare if len(bare) == 1 and bare.isascii() and bare.isalpha() else None


def _latin(char: str) -> str:
    return PROTOTYPES.get(char) or str(_transliterator("Latin-ASCII").transliterate(char)).lower()


def _plain(code: int, folded: str) -> int:
    if icu.Char.hasBinaryProperty(code, icu.UProperty.DEFAULT_IGNORABLE_CODE_POINT) or code == KEYCAP:
        return IGNORED
    if chr(code) in MONEY:
        return ord(MONEY[chr(code)]) & CONTROL
    if len(folded) == 1 and folded.isascii():
        return ord(folded)
    digit = icu.Char.charDigitValue(code)
    if icu.Char.charType(code) == icu.UCharCategory.DECIMAL_DIGIT_NUMBER and digit >= 0:
        return ord("0") + int(digit)
    sign = str(icu.Normalizer2.getNFKDInstance().normalize(chr(code))) if not _is_surrogate(code) else ""
    return ord(sign) if len(sign) == 1 and "!" <= sign <= "~" else 0


def _is_surrogate(code: int) -> bool:
    return 0xD800 <= code <= 0xDFFF


def _small(char: str) -> str:
    return str(icu.UnicodeString(char).foldCase())


def _script(char: str) -> str:
    return str(icu.Script.getScript(char).getShortName())


@cache
def _transliterator(name: str) -> icu.Transliterator:
    return icu.Transliterator.createInstance(name)


@cache
def _spoof_checker() -> icu.SpoofChecker:
    return icu.SpoofChecker()
