"""Words of pay: currencies, multipliers, periods and what tells an offer from a price; and what a dollar buys."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from enrichers.labels import Labels
from enrichers.patterns import Pattern
from posts.post import Record
from posts.text import bare as undisguised
from posts.text import fold

NUMBER = (
    r"\d{1,3}(?: \d{3}){1,3}|\d[\d.,']{0,14}\d|\d"
    r"|[一二两兩三四五六七八九十百]{1,4}|[一二两兩三四五六七八九十百千万萬]{3,9}"
)
FEE, PAY, COMMISSION, HEAD, RANSOM = "fee", "pay", "commission", "per-head", "ransom"


def folded(word: str) -> str:
    """Return a word as it stands in the folded form of a text."""
    return fold(word).text


class PayRows(Record, frozen=True, kw_only=True):
    """pay.yaml."""

    version: int
    src: str
    currencies: dict[str, tuple[str, ...]]
    only: dict[str, tuple[str, ...]]
    multipliers: dict[int, tuple[str, ...]]
    money_of: dict[str, str]
    ranges: tuple[str, ...]
    from_before: tuple[str, ...]
    from_after: tuple[str, ...]
    up_to_before: tuple[str, ...]
    up_to_after: tuple[str, ...]
    pay_words: tuple[str, ...]
    no_pay_words: tuple[str, ...]
    commission_words: tuple[str, ...]
    head_words: tuple[str, ...]
    ransom_words: tuple[str, ...]
    periods: dict[str, tuple[str, ...]]


class Rate(Record, frozen=True, kw_only=True):
    """What one unit of a currency was worth in US dollars on a day."""

    currency: str
    usd_per_unit: float
    date: str
    source: str


@dataclass(frozen=True)
class PayData:
    """The words of pay and the table of rates."""

    rows: PayRows
    rates: Mapping[str, Rate]
    form: Callable[[str], str] = folded

    @cached_property
    def bare(self) -> PayData:
        """The same words in the undisguised form."""
        return replace(self, form=lambda word: undisguised(fold(word)).text)

    @cached_property
    def currency_of(self) -> Mapping[str, str]:
        """The currency that each word names."""
        return {self.form(word): code for code, words in self.rows.currencies.items() for word in words}

    @cached_property
    def factor_of(self) -> Mapping[str, int]:
        """The number that each multiplier stands for."""
        return {self.form(word): factor for factor, words in self.rows.multipliers.items() for word in words}

    @cached_property
    def only(self) -> Mapping[str, frozenset[str]]:
        """The languages in which an ambiguous word counts."""
        return {self.form(word): frozenset(langs) for word, langs in self.rows.only.items()}

    @cached_property
    def amount(self) -> Pattern:
        """An amount or a range: groups currency, number, multiplier, currency, divider, and the same again."""
        money, factor = _any(self.currency_of), _any(self.factor_of)
        one = rf"(?:({money}) ?:? ?)?({NUMBER})(?: ?({factor}))?(?: ?({money}))?"
        return Pattern(rf"{one}(?: ?({_any(map(self.form, self.rows.ranges))}) ?{one})?", longest=True)

    @cached_property
    def around(self) -> Labels:
        """The words around an amount that say whether and how it is pay."""
        lists = (
            (PAY, self.rows.pay_words),
            (FEE, self.rows.no_pay_words),
            (COMMISSION, self.rows.commission_words),
            (HEAD, self.rows.head_words),
            (RANSOM, self.rows.ransom_words),
        )
        return Labels({word: label for label, words in lists for word in words}, self.form)

    @cached_property
    def periods(self) -> Labels:
        """The words for how often."""
        return Labels({word: period for period, words in self.rows.periods.items() for word in words}, self.form)

    @cached_property
    def bounds_before(self) -> Labels:
        """The words before an amount for `from` and `up to`."""
        return Labels(_bounds(self.rows.from_before, self.rows.up_to_before), self.form)

    @cached_property
    def bounds_after(self) -> Labels:
        """The words behind an amount for `from` and `up to`."""
        return Labels(_bounds(self.rows.from_after, self.rows.up_to_after), self.form)


def _bounds(from_words: Iterable[str], up_to_words: Iterable[str]) -> dict[str, str]:
    return dict.fromkeys(from_words, "from") | dict.fromkeys(up_to_words, "up_to")


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))
