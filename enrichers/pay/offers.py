"""Offers: which amounts of a text are pay, for what stretch of time, from or up to what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from enrichers.forms import Form, Look
from enrichers.labels import Labelled
from enrichers.pay.amounts import SIMPLIFIED, TRADITIONAL, Amount, amount, compounded
from enrichers.pay.words import COMMISSION, FEE, HEAD, PAY, RANSOM, PayData
from posts.reading import Pay, Period

NEAR = 40  # signs before an amount in which its word stands
BEHIND = 22  # signs behind an amount in which its period stands
CLOSE = 12  # signs between a word for pay and a number without money
BOUND = 4  # signs between `from` and its amount
LEAST_BARE = 1000  # a number without money, multiplier or word for pay that can be pay by its period alone
MIN_BARE = 100  # a number without money or multiplier that can be pay
PLAUSIBLE_USD = (15, 30_000)  # a month; a number outside is in other money than we think
MONTHLY_USD = (30, 30_000)  # pay without a word for the period is by the month when it is of this size

ACCENTED = frozenset({"vi", "fr", "pt"})  # languages that many people type without their accents

PERIODS: Mapping[str, Period] = {
    "hour": "hour",
    "day": "day",
    "week": "week",
    "month": "month",
    "year": "year",
    "task": "task",
}
# Hours, days and weeks in a month of work: 26 days of 8 hours is the usual full month of the region.
PER_MONTH = {"hour": 208.0, "day": 26.0, "week": 52 / 12, "month": 1.0, "year": 1 / 12}


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the amounts of a text: the languages, spans that are contacts."""

    langs: tuple[str, ...]
    taken: Sequence[tuple[int, int]] = ()


_BREAK = re.compile(r"[,，;；。|•]")
FAR = 30  # signs that a comma or a line end between a word and an amount counts for


@dataclass(frozen=True)
class _Words:
    look: Look
    form: Form
    around: list[Labelled]
    periods: list[Labelled]
    before: list[Labelled]
    after: list[Labelled]

    def crosses_line(self, start: int, end: int) -> bool:
        """Say whether a line ends in a stretch of the form."""
        if end <= start:
            return False
        return "\n" in self.look.text[self.form.starts[start] : self.form.ends[end - 1]]


def find_pay(look: Look, data: PayData, around: Around) -> list[Pay]:
    """Return the offers of money of a text, in order; those in disguise where the open ones say less."""
    found = _find(look, look.folded, data, around)
    is_without_accents = not look.is_accented and bool(ACCENTED & frozenset(_plain(around.langs)))
    if look.is_accented or (look.counted is look.folded and not is_without_accents):
        return found
    hidden = [pay for pay in _find(look, look.counted, data.bare, around) if _says_more(pay, found)]
    kept = [pay for pay in found if not any(_overlap(pay, other) for other in hidden)]
    return sorted((*kept, *hidden), key=lambda pay: pay.start)


def _says_more(pay: Pay, found: Sequence[Pay]) -> bool:
    """Say whether an offer read without disguise stands nowhere openly, or stands there without money or period."""
    beside = [other for other in found if _overlap(pay, other)]
    return not beside or (pay.period != "unknown" and all(_is_poorer(other, pay) for other in beside))


def _is_poorer(one: Pay, other: Pay) -> bool:
    return one.currency is None or one.period == "unknown" or one.end - one.start < other.end - other.start


def _overlap(one: Pay, other: Pay) -> bool:
    return one.start < other.end and other.start < one.end


def _find(look: Look, form: Form, data: PayData, around: Around) -> list[Pay]:
    langs = frozenset(_plain(around.langs))
    traditional = "zh" in langs and _is_traditional(form.text)
    amounts = [one for hit in data.amount.find(form) if (one := amount(hit, data, langs, traditional))]
    amounts = compounded(amounts, form.text)
    placed = [_between(amounts, number) for number in range(len(amounts))]
    placed = [one for one in placed if _is_large(one.amount) and not _is_taken(form, one.amount, around)]
    if not placed:
        return []
    words = _Words(
        look,
        form,
        list(data.around.find(form)),
        list(data.periods.find(form)),
        list(data.bounds_before.find(form)),
        list(data.bounds_after.find(form)),
    )
    return [pay for one in placed for pay in _pay(look, data, around, words, one)]


@dataclass(frozen=True, slots=True)
class _Placed:
    """An amount and the ends of its neighbours, beyond which no word belongs to it."""

    amount: Amount
    left: int
    right: int


def _between(amounts: list[Amount], number: int) -> _Placed:
    left = amounts[number - 1].end if number else 0
    right = amounts[number + 1].start if number + 1 < len(amounts) else 1 << 30
    return _Placed(amounts[number], left, right)


def _pay(look: Look, data: PayData, around: Around, words: _Words, placed: _Placed) -> Iterator[Pay]:
    one = placed.amount
    kind = _kind(words, placed)
    period = _period(words, placed, kind)
    low, high, start, end = _bounds(words, placed)
    is_bounded = one.is_range or low is None or high is None
    if kind == FEE or not (kind or period != "unknown" or (one.currency and is_bounded)):
        return
    currency = one.currency or _money(one, data, _moneys(words, data, around), kind, period)
    if currency is None and not kind:
        return
    least = LEAST_BARE if period in {"month", "year"} else MIN_BARE
    if period != "unknown" and not (kind or one.currency or one.has_factor or one.high >= least):
        return
    if period == "unknown" and kind == PAY and _is_monthly(one, data, currency):
        period = "month"
    given_start, given_end = words.form.span(start, end)
    factor = PER_MONTH.get(period)
    usd = data.rates[currency].usd_per_unit * factor if factor and currency else None
    yield Pay(
        min=low,
        max=high,
        currency=currency,
        period=period,
        usd_month_min=_in_usd(low, usd),
        usd_month_max=_in_usd(high, usd),
        raw=look.text[given_start:given_end],
        start=given_start,
        end=given_end,
    )


def _kind(words: _Words, placed: _Placed) -> str | None:
    """Return what the nearest word before the amount makes of it."""
    one = placed.amount
    near = [word for word in words.around if placed.left - 1 <= word.start and word.end <= one.start <= word.end + NEAR]
    if near:
        return near[-1].label
    behind = [word for word in words.around if one.end <= word.start <= one.end + BEHIND and word.end <= placed.right]
    label = behind[0].label if behind else None
    return label if label in {HEAD, RANSOM} or (label == PAY and (one.currency or one.has_factor)) else None


def _period(words: _Words, placed: _Placed, kind: str | None) -> Period:
    if kind == RANSOM:
        return "ransom"
    one = placed.amount
    heads = [word for word in words.around if word.label == HEAD and one.end <= word.start <= one.end + BEHIND]
    if kind == HEAD or (heads and heads[0].start < placed.right):
        return "per-head"
    if kind == COMMISSION:
        return "commission"
    behind = [word for word in words.periods if one.end <= word.start <= one.end + BEHIND and word.end <= placed.right]
    before = [word for word in words.periods if placed.left <= word.start and word.end <= one.start <= word.end + NEAR]
    near = [(_distance(words, one.end, word.start), word) for word in behind[:1] if placed.right - word.end > 1]
    near += [(_distance(words, word.end, one.start), word) for word in before[-1:]]
    return PERIODS[min(near, key=lambda entry: entry[0])[1].label] if near else "unknown"


def _distance(words: _Words, start: int, end: int) -> int:
    """Return how far a word is from an amount; one behind a comma or a line end is far."""
    return end - start + (FAR if _BREAK.search(words.form.text, start, end) or words.crosses_line(start, end) else 0)


def _is_large(one: Amount) -> bool:
    """Say whether a number can be money: written with money or a multiplier, or large."""
    return one.currency is not None or one.has_factor or one.high >= MIN_BARE


def _money(one: Amount, data: PayData, moneys: Sequence[str], kind: str | None, period: Period) -> str | None:
    """Return the money of the post's language for a number without money, where its size fits pay by the month."""
    if not moneys or not (one.has_factor or kind or period in PER_MONTH):
        return None
    low, high = PLAUSIBLE_USD
    monthly = one.high * data.rates[moneys[0]].usd_per_unit * PER_MONTH.get(period, 1.0)
    return moneys[0] if low <= monthly <= high else None


def _moneys(words: _Words, data: PayData, around: Around) -> list[str]:
    """Return the money of each language of the post; Taiwan's for traditional Chinese."""
    moneys = [data.rows.money_of[lang] for lang in _plain(around.langs) if lang in data.rows.money_of]
    return ["TWD" if money == "CNY" and _is_traditional(words.form.text) else money for money in moneys]


def _plain(langs: Iterable[str]) -> list[str]:
    return [lang.split("-")[0] for lang in langs]


def _is_monthly(one: Amount, data: PayData, currency: str | None) -> bool:
    """Say whether pay without a word for how often is of the size of monthly pay."""
    low, high = MONTHLY_USD
    return currency is not None and low <= one.high * data.rates[currency].usd_per_unit <= high


def _bounds(words: _Words, placed: _Placed) -> tuple[float | None, float | None, int, int]:
    """Return low, high and the span, with the words `from`, `up to`, `and more` taken in."""
    one = placed.amount
    if one.is_range:
        return one.low, one.high, one.start, one.end
    before = [word for word in words.before if placed.left <= word.start and word.end <= one.start <= word.end + BOUND]
    behind = [word for word in words.periods if one.end <= word.start <= one.end + BOUND and word.end <= placed.right]
    ends = (one.end, *(word.end for word in behind[:1]))
    after = [
        word
        for word in words.after
        if any(end <= word.start <= end + BOUND for end in ends) and word.end <= placed.right
    ]
    after = [word for word in after if not _goes_on_with_word(words.form.text, word)]
    if before:
        return _cut(one, before[-1].label, before[-1].start, one.end)
    if after:
        return _cut(one, after[0].label, one.start, after[0].end)
    return one.low, one.high, one.start, one.end


def _goes_on_with_word(text: str, word: Labelled) -> bool:
    """Say whether a plus only joins what follows: 8 jt + bonus."""
    return word.word.startswith("+") and text[word.end : word.end + 2].strip()[:1].isalpha()


def _cut(one: Amount, label: str, start: int, end: int) -> tuple[float | None, float | None, int, int]:
    return (one.low, None, start, end) if label == "from" else (None, one.high, start, end)


def _in_usd(value: float | None, usd: float | None) -> float | None:
    return round(value * usd, 2) if value is not None and usd is not None else None


def _is_taken(form: Form, one: Amount, around: Around) -> bool:
    start, end = form.span(one.start, one.end)
    return any(start < taken_end and taken_start < end for taken_start, taken_end in around.taken)


def _is_traditional(text: str) -> bool:
    traditional = sum(char in TRADITIONAL for char in text)
    return traditional > sum(char in SIMPLIFIED for char in text)
