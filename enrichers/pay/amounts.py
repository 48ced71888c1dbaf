"""Amounts: numbers with money and multipliers, as low and high ends."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from enrichers.patterns import Hit, goes_on, goes_on_before, is_word
from enrichers.pay.words import PayData

FIRST, DIVIDER, SECOND = 1, 5, 6  # groups of PayData.amount: currency, number, multiplier, currency; divider; again
CHINESE = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "兩": 2}
AMHARIC_PREFIX = frozenset("ከበየለስ")
SUFFIXED = re.compile("[\u0900-\u0dff\u1200-\u139f]")  # Indic scripts and Ethiopic: cases are part of the word
LEAST_WORDED = 100  # before a smaller number a word such as đồng is another word's end: hợp đồng 3 năm
UNITS = {"十": 10, "百": 100, "千": 1000}
FEWEST = 100  # the least multiplier of the second part of a number in two parts
MYRIAD = "万萬"
MAX_AMOUNT = 10_000_000_000  # more is no pay in any money; hostile numbers end here

# Letters that only traditional Chinese has; their money is Taiwan's.
TRADITIONAL = frozenset("個們國對說時會機發經無點萬與來這為過還讓開關門電話學費錢資職應歲體灣臺嗎請聯絡給園區")
SIMPLIFIED = frozenset("个们国对说时会机发经无点万与来这为过还让开关门电话学费钱资职应岁体湾吗请联络给园区")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount or range in its place in the folded form; `has_factor` where a multiplier was written."""

    low: float
    high: float
    currency: str | None
    has_factor: bool
    is_range: bool
    factor: float
    start: int
    end: int


def amount(hit: Hit, data: PayData, langs: frozenset[str], is_traditional: bool) -> Amount | None:
    """Return the amount that a match stands for, or None where it is no amount."""
    one = _Half(hit, FIRST, data, langs)
    other = _Half(hit, SECOND, data, langs)
    if one.is_inside_word or hit.form.text[max(0, one.start - 1) : one.start] in {"/", "."}:
        return None
    is_range = other.number > 0 and _is_divider(hit, data, langs) and not _is_inside_word(hit, other.end)
    if not one.number or (not is_range and _is_inside_word(hit, one.end)):
        return None
    currency = one.currency or (other.currency if is_range else None)
    if currency == "CNY" and is_traditional:
        currency = "TWD"
    if max(one.number * (one.factor or 1), other.number * (other.factor or 1)) > MAX_AMOUNT:
        return None
    factor = one.factor or (other.factor if is_range else 0) or 1
    low = one.number * factor
    if not is_range:
        return Amount(low, low, currency, bool(one.factor), False, factor, one.start, one.end)
    high = other.number * (other.factor or one.factor or 1)
    if other.factor and one.number * (one.factor or 1) >= 1000 and not one.factor:
        low = one.number  # 800.000 - 1 jt
    if high < low:
        return Amount(low, low, currency, bool(one.factor), False, factor, one.start, one.end)
    last = other.factor or one.factor or 1
    return Amount(low, high, currency, bool(one.factor or other.factor), True, last, one.start, other.end)


class _Half:
    """One side of a range: money, number, multiplier, money."""

    def __init__(self, hit: Hit, group: int, data: PayData, langs: frozenset[str]) -> None:
        self._hit, self._data, self._langs = hit, data, langs
        self.number = _number(hit.group(group + 1))
        self.start, self.end = hit.span(group + 1)
        before = self._before(group)
        if before.isalpha() and len(before) > 2 and self.number < LEAST_WORDED and not hit.group(group + 2):
            before = ""
        money = self._money_behind(group + 3)
        factor = self._standing(group + 2, follower=hit.span(group + 3)[0] if money else -1)
        self.factor = data.factor_of.get(factor, 0) or int(self._is_counted(group + 1))
        self.currency = data.currency_of.get(before) or (money if factor or not hit.group(group + 2) else None)
        if factor:
            self.end = hit.span(group + 2)[1]
        if money and self.currency == money:
            self.end = max(self.end, hit.span(group + 3)[1])
        if self.number and self._is_chinese(group + 1) and not (self.factor or self.currency):
            self.number = 0.0  # 一天, 一个: no amount

        if before:
            self.start = hit.span(group)[0]

    @property
    def is_inside_word(self) -> bool:
        """Whether letters or digits go on to its left; the one letter that means in, from, of in Amharic does not."""
        text = self._hit.form.text
        if text[max(0, self.start - 1) : self.start] in AMHARIC_PREFIX and not goes_on_before(text, self.start - 1):
            return False
        return goes_on_before(text, self.start)

    def _before(self, group: int) -> str:
        """Return the money before the number, unless it is the end of another word: thu nhậ[p] 20."""
        word, start = self._meant(group), self._hit.span(group)[0]
        return "" if word and is_word(word[0]) and goes_on_before(self._hit.form.text, start) else word

    def _money_behind(self, group: int) -> str | None:
        return self._data.currency_of.get(self._standing(group))

    def _standing(self, group: int, follower: int = -1) -> str:
        """Return a word that ends where it stands, or where the word that follows begins."""
        word, end = self._meant(group), self._hit.span(group)[1]
        text = self._hit.form.text
        if not word or end == follower:
            return word
        if SUFFIXED.match(word[-1]) and len(word) > 2:
            return word
        return "" if is_word(word[-1]) and goes_on(text, end) else word

    def _meant(self, group: int) -> str:
        """Return a word if it counts in the languages of the post."""
        word = self._hit.group(group)
        return word if word not in self._data.only or self._data.only[word] & self._langs else ""

    def _is_counted(self, group: int) -> bool:
        """Say whether the number holds its multiplier: 一万二千."""
        return any(char in self._hit.group(group) for char in "千万萬")

    def _is_chinese(self, group: int) -> bool:
        return self._hit.group(group)[:1] in CHINESE or self._hit.group(group)[:1] in UNITS


def _is_divider(hit: Hit, data: PayData, langs: frozenset[str]) -> bool:
    word = hit.group(DIVIDER)
    return word not in data.only or bool(data.only[word] & langs)


def _is_inside_word(hit: Hit, end: int) -> bool:
    text = hit.form.text
    if SUFFIXED.match(text[end - 1]) and not text[end - 1].isdigit():
        return False
    return goes_on(text, end) and not text[end].isdigit()


def _number(written: str) -> float:
    """Return a number: 1.200, 1,200.50, 40 000, 2,5, 两, 十五."""
    if not written:
        return 0.0
    if written[0] in CHINESE or written[0] in UNITS:
        return float(_chinese(written))
    digits = written.replace(" ", "").replace("'", "")
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return float(digits)
    behind = digits[last + 1 :]
    others = digits[:last].replace(".", "").replace(",", "")
    separators = {char for char in digits if char in ".,"}
    if len(behind) == 3 and (len(separators) == 1) and digits[0] != "0":
        return float(others + behind)
    return float(f"{others}.{behind}")


def _chinese(written: str) -> int:
    """Return a Chinese number: 十五, 三千, 一万二千; a bare last digit counts tenths of the unit before: 一万二."""
    total, value, digit, unit = 0, 0, 0, 1
    for char in written:
        if char in MYRIAD:
            total, value, digit, unit = (value + digit) * 10_000, 0, 0, 10_000
        elif char in UNITS:
            value += (digit or 1) * UNITS[char]
            digit, unit = 0, UNITS[char]
        else:
            digit = CHINESE[char]
    return total + value + (digit * unit // 10 if unit >= 1000 else digit)


def compounded(amounts: list[Amount], text: str) -> list[Amount]:
    """Return the amounts with those joined that are one number: 1 lakh 20 thousand."""
    made: list[Amount] = []
    for one in amounts:
        last = made[-1] if made else None
        if last and last.currency is None and _is_rest(last, one) and text[last.end : one.start].strip() == "":
            low = last.low if last.is_range else last.low + one.low
            high = last.high + one.high
            made[-1] = replace(last, low=low, high=high, currency=one.currency, factor=one.factor, end=one.end)
        else:
            made.append(one)
    return made


def _is_rest(last: Amount, one: Amount) -> bool:
    return one.factor >= FEWEST and not one.is_range and last.factor > one.factor and one.high < last.factor
