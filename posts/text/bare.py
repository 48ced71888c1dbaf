"""bare: the folded form without disguise, for a second look where the first finds nothing.

Latin letters lose their diacritics, look-alike letters in mixed-script words become Latin (UTS 39), digits and signs
of money inside words become letters (leetspeak), spelled-out letters close up, traditional Chinese becomes simplified,
WeChat in disguise becomes 微信.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import icu

from posts.text.disguise import MONEY
from posts.text.fold import Folded

BARE_RECIPE = "b3"

L_FOR_1 = re.compile("(?<=[aeiou])1(?=[aeiou])")  # sa1ary, ho1iday, ma1am; elsewhere 1 is an i more often than an l
LEET = str.maketrans(MONEY | dict(zip("034578@$", "oeastbas", strict=True)))
CYRILLIC_LEET = str.maketrans("01346@abcehkmoptxy", "оизчбаавсенкмортху")  # in a word of mostly Cyrillic letters
LOOK_ALIKE = str.maketrans("аеорсухіјѕԁһкмтвнαοιρυνκ", "aeopcyxijsdhkmtbhaoipuvk")  # Cyrillic and Greek
UNDECOMPOSED = {"đ": "d", "ł": "l", "ø": "o", "ı": "i"}
_MONEY = "".join(MONEY)
# A word may begin and end with signs of money, as long as it is plain that these are no price: £ondon, fr€€, not usd€.
TOKEN = re.compile(
    rf"(?:[{_MONEY}]+(?=[^\W\d_]{{4}}))?[^\W_]+"
    rf"(?:(?:[@$]|(?<=[^\W\d_])[{_MONEY}]+(?=[^\W\d_]))[^\W_]+)*"
    rf"(?:(?<=[^\W\d_])[{_MONEY}]{{2,}})?"
)
HAS_LATIN = re.compile(r"[a-z]")
# Spaces spell out a word only among spaces, and other signs only among those: "0perat0r k-e-r-j-a" is two words.
SPELLED = re.compile(r"(?<![^\W_])(?:(?:[^\W\d_] ){3,}|(?:[^\W\d_][.\-_*|]){3,})[^\W\d_](?![^\W_])")
WECHAT = re.compile("[薇徽溦嶶威](?=信)")
HAN_GAP = re.compile(r"(?<=[\u3400-\u9fff])[^\w\n]{1,2}(?=[\u3400-\u9fff])")
# One sign between two letters of a script whose words hold none: Arabic, Indic, Thai to Burmese, Ethiopic, Khmer.
_JOINED = r"\u0620-\u06ff\u0900-\u109f\u1200-\u139f\u1780-\u17ff"
JOINED_GAP = re.compile(rf"(?<=[{_JOINED}])[.\-*·_|/](?=[{_JOINED}])")


def bare(folded: Folded) -> Folded:
    """Return the undisguised form of a folded text; its map still points to the original."""
    closed = _without_gaps(folded)
    plain = TOKEN.sub(lambda token: _undisguise(token.group()), closed.text)
    return Folded(WECHAT.sub("微", plain.translate(_PLAIN)), closed.starts, closed.ends)


def _without_gaps(folded: Folded) -> Folded:
    drop = _gaps(folded.text)
    if not drop:
        return folded
    keep = [at for at in range(len(folded.text)) if at not in drop]
    starts = tuple(folded.starts[at] for at in keep)
    ends = tuple(folded.ends[at] for at in keep)
    return Folded("".join(folded.text[at] for at in keep), starts, ends)


def _gaps(text: str) -> set[int]:
    drop = {at for gap in HAN_GAP.finditer(text) for at in range(gap.start(), gap.end())}
    drop |= {gap.start() for gap in JOINED_GAP.finditer(text)}
    for spelled in SPELLED.finditer(text):
        drop |= {at for at in range(spelled.start(), spelled.end()) if not text[at].isalpha()}
    return drop


def _undisguise(token: str) -> str:
    if token.isalpha() and (token.isascii() or not HAS_LATIN.search(token)):
        return token  # nothing to undo: by far the most words
    letters = sum(char.isalpha() for char in token)
    if sum("а" <= char <= "я" for char in token) * 2 > len(token):
        return token.translate(CYRILLIC_LEET)
    if any("a" <= char <= "z" for char in token):
        token = token.translate(LOOK_ALIKE)
    if letters >= 2 and letters * 2 >= len(token) and HAS_LATIN.search(token):
        token = L_FOR_1.sub("l", token.translate(LEET)).replace("1", "i")
    return token


class _Plain(dict[int, str]):
    """What each code point becomes, looked up once."""

    def __missing__(self, code: int) -> str:
        self[code] = _bare_char(chr(code))
        return self[code]


_PLAIN = _Plain()


def _bare_char(char: str) -> str:
    if "\u3400" <= char <= "\u9fff":
        simple = str(_simplifier().transliterate(char))
        return simple if len(simple) == 1 else char
    if char in UNDECOMPOSED:
        return UNDECOMPOSED[char]
    base = unicodedata.normalize("NFD", char)[0]
    return base if "a" <= base <= "z" else char


@cache
def _simplifier() -> icu.Transliterator:
    return icu.Transliterator.createInstance("Traditional-Simplified")
