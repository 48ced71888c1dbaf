"""letters: nothing but plain small letters, the same in any batch, equal to a slow way that goes sign by sign."""

from __future__ import annotations

import importlib
import string
from pathlib import Path

import icu
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.text import letters
from posts.text.folding import folding, letters_of, make, widened
from posts.text.zawgyi import to_unicode
from tests.posts.compiled import needs_compiler

module = importlib.import_module("posts.text.letters")  # the package has a function of this name
ANY = st.text(alphabet=st.characters())  # lone surrogates too
PIECES = (Path(__file__).parent / "letters_pieces.txt").read_text(encoding="utf-8").split()
MIXED = st.lists(st.sampled_from([*PIECES, " ", "\n", "e\u0301", "\u200b", "\ud800"])).map("".join)
LEETSPEAK = st.lists(
    st.sampled_from(
        ["k3rja ", "d1 ", "15 ", "b4ru! ", "kota ", "1500 ", "t!ket", "@b ", "a@1b ", "! ", "fr€€ ", "€5 ", "¥k", "a₿"]
    )
).map("".join)

LETTERS_AND_DIGITS = string.ascii_lowercase + string.digits
MONEY = dict(zip("€£₤¥₩¢₵₡₽₱₿฿₫₭₦₮₳₣₲₥₴", "ellywcccppbbdkntafgms", strict=True))
LEET = dict(zip("0123456789@$!", "oizeasgtbgasi", strict=True)) | {letter.upper(): letter for letter in MONEY.values()}


def slow(text: str) -> str:
    """Say what the letters of one text are, sign by sign."""
    text = slow_burmese(text)
    signs = [sign for sign in text if not is_ignored(sign)]
    plain = "".join(plain_of(sign) for sign in signs)
    dropped, leet = slow_links(plain), slow_leet(plain)
    folded = [
        "" if at in dropped else widened(leet[at] if at in leet else letters_of(sign)) for at, sign in enumerate(signs)
    ]
    return "".join(folded)


def slow_burmese(text: str) -> str:
    is_burmese = ["\u1000" <= sign <= "\u109f" for sign in text]
    if not any(is_burmese):
        return text
    runs: list[tuple[int, int]] = []
    at = 0
    while at < len(text):
        end = at
        if is_burmese[at]:
            while end < len(text) and (is_burmese[end] or text[end] in "\u200b\u200c\u200d \u00a0"):
                end += 1
            runs.append((at, end))
        at = max(end, at + 1)
    if to_unicode(" ".join(text[start:end] for start, end in runs)) is None:
        return text
    for start, end in reversed(runs):
        text = text[:start] + (to_unicode(text[start:end]) or text[start:end]) + text[end:]
    return text


def is_ignored(sign: str) -> bool:
    return bool(icu.Char.hasBinaryProperty(ord(sign), icu.UProperty.DEFAULT_IGNORABLE_CODE_POINT)) or sign == "\u20e3"


def plain_of(sign: str) -> str:
    """Return the ASCII sign that one stands for, or NUL; for a sign of money a capital, which nothing else gives."""
    if sign in MONEY:
        return MONEY[sign].upper()
    folded = letters_of(sign)
    if len(folded) == 1 and folded.isascii():
        return folded
    if icu.Char.charType(sign) == icu.UCharCategory.DECIMAL_DIGIT_NUMBER:
        return str(icu.Char.charDigitValue(ord(sign)))
    if "\ud800" <= sign <= "\udfff":
        return "\0"
    flat = str(icu.Normalizer2.getNFKDInstance().normalize(sign))
    return flat if len(flat) == 1 and "!" <= flat <= "~" else "\0"


def slow_links(plain: str) -> set[int]:
    dropped: set[int] = set()
    end = 0
    for at, sign in enumerate(plain):
        if sign not in "@/" or at < end:
            continue
        span = slow_handle(plain, at, end) if sign == "@" else slow_link(plain, at, end)
        if span:
            dropped |= set(range(*span))
            end = span[1]
    return dropped


def back(plain: str, at: int, end: int, signs: str) -> int:
    while at > end and plain[at - 1] in signs:
        at -= 1
    return at


def forth(plain: str, at: int, signs: str) -> int:
    while at < len(plain) and plain[at] in signs:
        at += 1
    return at


def slow_handle(plain: str, at: int, end: int) -> tuple[int, int] | None:
    stop = forth(plain, at + 1, LETTERS_AND_DIGITS + "_.")
    if stop == at + 1:
        return None
    if at == end or plain[at - 1] not in LETTERS_AND_DIGITS:
        return at, stop
    if "." in plain[at + 1 : stop].strip("."):
        return back(plain, at, end, LETTERS_AND_DIGITS + "._-+%"), stop
    return None


def slow_link(plain: str, at: int, end: int) -> tuple[int, int] | None:
    stop = forth(plain, at, string.ascii_letters + string.digits + string.punctuation)
    if at - 1 >= end and plain[at - 1 : at + 2] == "://":
        return back(plain, at - 1, end, string.ascii_lowercase), stop
    start = back(plain, at, end, LETTERS_AND_DIGITS + ".-")
    name, dot, domain = plain[start:at].rpartition(".")
    is_host = dot and name.strip(".-") and len(domain) >= 2 and set(domain) <= set(string.ascii_lowercase)
    return (start, stop) if is_host else None


def slow_leet(plain: str) -> dict[int, str]:
    tokens = slow_tokens(plain)
    mixed = [token for _, token in tokens if set(token) & set(LEET) and set(token) - set(LEET)]
    words = [token for _, token in tokens if set(token) - set(LEET)]
    sandwiches = sum(map(is_sandwich, mixed))
    all_leet = sandwiches >= 4 and 5 * sandwiches >= len(words)
    found: dict[int, str] = {}
    for start, token in tokens:
        if may_be_leet(token) if all_leet else is_leet(token):
            found |= {start + place: LEET.get(sign, sign) for place, sign in enumerate(token)}
    return found


def slow_tokens(plain: str) -> list[tuple[int, str]]:
    found = []
    at = 0
    while at < len(plain):
        end = forth(plain, at, "".join([LETTERS_AND_DIGITS, *LEET]))
        found.append((at, plain[at:end].rstrip("!")))
        at = max(end, at + 1)
    return found


def is_sandwich(token: str) -> bool:
    between = "".join("." if sign in LEET else "a" for sign in token).strip(".")
    return any(1 <= len(run) <= 3 for run in between.split("a"))


def is_leet(token: str) -> bool:
    count = sum(sign in string.ascii_lowercase for sign in token)
    money = sum(sign in string.ascii_uppercase for sign in token)
    others = len(token) - count
    return count >= 2 and (is_sandwich(token) or (count >= 4 and others == 1) or money == others >= 2)


def may_be_leet(token: str) -> bool:
    return bool(set(token) & set(LEET)) and (len(token) <= 3 or bool(set(token) - set(LEET)))


def as_text(text: str) -> str:
    return letters([text])[0].tobytes().decode("utf-32-le")


@given(ANY | MIXED | LEETSPEAK)
def test_letters_are_those_of_the_slow_way(text: str) -> None:
    assert as_text(text) == slow(text)
    assert module._in_numpy([text])[0].tobytes().decode("utf-32-le") == slow(text)


@needs_compiler
@given(st.lists(ANY | MIXED | LEETSPEAK, max_size=5))
def test_compiled_letters_are_those_of_numpy(batch: list[str]) -> None:
    compiled, plain = module._compiled(list(batch), module.compiled), module._in_numpy(batch)

    assert compiled.codes.tolist() == plain.codes.tolist()
    assert compiled.bounds.tolist() == plain.bounds.tolist()


@given(st.lists(ANY | MIXED | LEETSPEAK, max_size=5))
def test_a_text_has_the_same_letters_in_any_batch(batch: list[str]) -> None:
    together = letters(batch)

    assert len(together) == len(batch)
    for number, text in enumerate(batch):
        assert together[number].tolist() == letters([text])[0].tolist()


PLAIN = {
    "case, digits and signs": ("Kerja 5jt!!", "kerjajt"),
    "l counts as i, like 1": ("sa1ary SALARY", "saiarysaiary"),
    "leetspeak": ("k3rj4 d4l4m t1k3t", "kerjadaiamtiket"),
    "an @ inside a word": ("g@ji b3sar", "gajibesar"),
    "numbers with units stay numbers": ("24h 1500usd covid19 5jt 2nd", "husdcovidjtnd"),
    "signs of money for letters": ("fr€€ s€lary £ondon b₳₦k ₵a₴h", "freeseiaryiondonbankcash"),
    "signs of money that are none": ("500€ usd€ CN¥500 €1,200 kerja 5€", "usdcnkerja"),
    "an exclamation mark for an i": ("t!ket d!tanggung, buruan!!", "tiketditanggungburuan"),
    "leetspeak all over": ("15 17 7ru3? k3rj4 d1 k07a b4ru 0k, g4j1 1500 usd", "isittruekerjadikotabaruokgajiusd"),
    "one digit at the edge of a word": ("1nternet kerj4", "internetkerja"),
    "links": ("lihat https://example.org/Jobs?x=1 atau t.me/loker__contoh ya", "iihatatauya"),
    "a scheme alone": ("x ://y z", "xz"),
    "no link": ("and/or 24/7 a/b e.g./x", "andorabegx"),
    "handles and e-mail": ("hub @loker__contoh atau desk.a+b@example.org ok", "hubatauok"),
    "a handle behind a word": ("Telegram:@loker__contoh", "teiegram"),
    "a lone @": ("a @ b", "ab"),
    "full-width link": ("ｔ．ｍｅ／ｌｏｋｅｒ kerja", "kerja"),
    "zero-width inside a link": ("t.m\u200be/loker kerja", "kerja"),
    "look-alikes": ("Кеrjа Ηоtеӏ", "kerjahotei"),
    "Russian in both cases": ("РАБОТА работа", "paбotapaбota"),
    "ligatures and signs of several letters": ("ﬁne Straße ㎏ æ", "finestrassekgae"),
    "accents": ("Việc nhẹ lương cao ở Đà Nẵng", "viecnheiuongcaoodanang"),
    "Arabic letters": ("كي ى يَ", "کییی"),
    "WeChat in disguise": ("薇信 徽信 微信", "微微微信信信" * 3),
    "Han counts three times": ("機票", "机机机票票票"),
    "kana and hangul too": ("ｶ 한", "カカカ한한한"),
    "Khmer keeps its vowels": ("ប៉ោយប៉ែត", "ប៉ោយប៉ែត"),
    "Zawgyi": ("ေျပာင္းလဲရန္ အလုပ္", "ပြောင်းလဲရန်အလုပ်"),
    "Burmese in Unicode": ("မြန်မာ စကား", "မြန်မာစကား"),
    "a lone surrogate": ("a\ud800b", "ab"),
    "flags and keycaps": ("🇰🇭 1️⃣ kerja", "kerja"),
}


@pytest.mark.parametrize(("text", "wanted"), PLAIN.values(), ids=PLAIN)
def test_letters_of(text: str, wanted: str) -> None:
    assert as_text(text) == wanted


def test_the_shipped_table_is_the_one_that_its_maker_makes() -> None:
    shipped, made = folding(), make()

    for name in ("starts", "counts", "plain", "pool"):
        assert np.array_equal(getattr(shipped, name), getattr(made, name)), "run scripts/make-folding-table"


def test_the_table_is_made_the_same_each_time() -> None:
    assert folding().to_bytes() == folding().to_bytes()


HOSTILE = {
    "@": "@" * (1 << 20),
    "slashes": "a.bc/" * (1 << 18),
    "leet": "a1" * (1 << 19),
    "leet words": "a1b " * (1 << 18),
    "short numbers": "a1b c1d e1f g1h " + "1 " * (1 << 19),
    "exclamation marks": "a!" * (1 << 19),
    "digits": "a1b c1d e1f g1h " + "1" * (1 << 20),
    "one letter": "a" * (1 << 20),
    "Han": "招" * (1 << 18),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_megabyte_is_read(text: str) -> None:
    assert len(letters([text])) == 1
