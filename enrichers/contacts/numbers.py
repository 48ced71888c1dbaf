"""Numbers: telephone numbers in the running text, and the app behind them; no prices, dates, licences or accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from enrichers.contacts.announced import Announced, Word
from enrichers.contacts.found import Asked, Found
from enrichers.contacts.numbering import AMERICAN, CERTAIN, looks_like_number, read_number
from enrichers.patterns import Hit, Pattern
from posts.reading import ContactType

RUN = Pattern(r"(?:\+|00)? ?\(?\d[\d ().\-–—·•*_]{4,160}\d")
# Letters for digits: O8l2-3456-789O; only behind a word that announces a number.
LETTERED = Pattern(r"[0-9oOlISB]{2,}(?:[-. ]?[0-9oOlISB]{2,}){0,6}", edges=(True, True))
LETTERS_FOR_DIGITS = str.maketrans("oOlISB", "001158")
MIN_REAL_DIGITS = 5  # of a number with letters in it; fewer is a word
GROUP = re.compile(r"[0-9oOlISB]+")

MIN_DIGITS, MAX_DIGITS = 7, 15  # E.164; below seven nobody is reached from abroad
MAX_ROW = 45  # digits in a row: three numbers; more is a table or an attack
LONGEST_NATIONAL = 14  # digits that may still be one number, with its country code
BY_APP: dict[str, ContactType] = {
    "whatsapp": "whatsapp",
    "viber": "viber",
    "zalo": "zalo",
    "telegram": "telegram",
    "line": "line",
    "wechat": "wechat",
}
_DATE = re.compile(
    r"(?:0?[1-9]|[12]\d|3[01])[-./ ](?:0?[1-9]|1[0-2])[-./ ](?:19|20|25)\d\d"
    r"|(?:19|20|25)\d\d[-./ ](?:0?[1-9]|1[0-2])[-./ ](?:0?[1-9]|[12]\d|3[01])"
)
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[. ]\d{3})+|[1-9]\d{0,2}(?:[. ]\d{3})+ ?[-–—] ?[1-9]\d{0,2}(?:[. ]\d{3})+")
_RANGE = re.compile(r"[1-9][\d.]{0,8} ?[-–—] ?[1-9][\d.]{0,8}")
_MONEY_BEFORE = re.compile(
    r"(?:[$€£¥฿₫៛₱₹৳₽₩]|rp\.?|usd|usdt|rm|php|thb|idr|vnd|rmb|mad|etb|ksh|kes|inr|npr|pkr|bdt) ?$", re.IGNORECASE
)
_MONEY_AFTER = re.compile(
    r" ?(?:[$€£¥฿₫៛₱₹৳₽₩%]|usdt?|u\b|k\b|rb|ribu|jt|juta|triệu|trieu|tr\b|đồng|đ\b|vnd|baht|บาท|ดอลลาร์|kyat|ကျပ်|ဘတ်"
    r"|元|块|塊|万|萬|美|人民|泰铢|riel|រៀល|ដុល្លារ|डॉलर|रुप|टाका|টাকা|ডলার|روپ|ڈالر|रु|ரூ|birr|ብር|dirham|reais|руб|₽"
    r"|dollar|peso|php|rmb|wpm|jam|kg)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Run:
    """Digits that may be one number, with their place in the form."""

    start: int
    end: int
    digits: str
    plus: bool
    raw: str


def find_numbers(words: Announced, asked: Asked) -> Iterator[Found]:
    """Yield the telephone numbers."""
    for hit in RUN.find(words.form):
        for run in _runs(hit):
            found = _number(words, run, asked)
            if found:
                yield found
    for hit in LETTERED.find(words.form):
        run = _run(hit, list(GROUP.finditer(hit.group())))
        if _has_letters(run) and sum(char.isdigit() for char in run.raw) >= MIN_REAL_DIGITS:
            found = _number(words, run, asked) if words.before([*words.apps, *words.phones], run.start) else None
            if found:
                yield found


def _runs(hit: Hit) -> Iterator[_Run]:
    """Yield the numbers of a run of groups of digits: more than one where a later one begins as the first does."""
    groups = list(GROUP.finditer(hit.group()))
    if sum(map(len, _texts(groups))) > MAX_ROW:
        return
    at = 0
    for number, group in enumerate(groups):
        if _begins_number(groups[at:number], group.group(), groups[number:]):
            yield _run(hit, groups[at:number])
            at = number
    yield _run(hit, groups[at:])


def _begins_number(before: list[re.Match[str]], group: str, after: list[re.Match[str]]) -> bool:
    so_far, rest = "".join(_texts(before)), "".join(_texts(after))
    if len(so_far) <= MIN_DIGITS or len(rest) < MIN_DIGITS or len(so_far) + len(rest) <= LONGEST_NATIONAL:
        return False
    return group[:2] == so_far[:2] or (group.startswith("0") and not so_far.startswith("0"))


def _texts(groups: list[re.Match[str]]) -> list[str]:
    return [group.group() for group in groups]


def _run(hit: Hit, groups: list[re.Match[str]]) -> _Run:
    text = hit.form.text
    start, end = hit.start + groups[0].start(), hit.start + groups[-1].end()
    plus = text[max(0, start - 2) : start].strip(" (").endswith("+")
    while plus and text[start] != "+":
        start -= 1
    if text[max(0, start - 1) : start] == "(":
        start -= 1
    digits = "".join(_texts(groups)).translate(LETTERS_FOR_DIGITS)
    return _Run(start, end, digits, plus, text[start:end])


def _number(words: Announced, run: _Run, asked: Asked) -> Found | None:
    text = words.form.text
    app = words.app_before(run.start) or words.behind(run.end)
    phone = words.before(words.phones, run.start)
    if not MIN_DIGITS <= len(run.digits) <= MAX_DIGITS or _is_part_of_word(text, run, app or phone):
        return None
    if _is_something_else(words, run, app or words.before(words.calls, run.start)):
        return None
    home = words.data.rows.home_of.get(app.app) if app else None
    written = run.raw if AMERICAN.fullmatch(run.raw) else ("+" if run.plus else "") + run.digits
    number = read_number(written, words.data, asked.by_app(home))
    announced = app is not None or phone is not None or run.plus or number.confidence >= CERTAIN
    if not announced and not looks_like_number(run.raw, words.data, asked):
        return None
    kind: ContactType = BY_APP.get(app.app, "phone") if app else "phone"
    start, end = words.form.span(run.start, run.end)
    confidence = number.confidence if announced else number.confidence * 0.8
    return Found(kind, number.value, start, end, confidence, number.valid, number.candidates, _has_letters(run))


def _has_letters(run: _Run) -> bool:
    return any(char.isalpha() for char in run.raw)


def _is_part_of_word(text: str, run: _Run, word: Word | None) -> bool:
    """Say whether letters stand at the digits, other than those of the word that announces them (WA0812…)."""
    before, after = text[max(0, run.start - 1) : run.start], text[run.end : run.end + 1]
    if (
        before.isascii()
        and (before.isalnum() or before in {"_", "@", "#"})
        and before
        and not (word and word.end == run.start)
    ):
        return True
    return bool(after) and after.isascii() and (after.isalnum() or after in {"_", "@"})


def _is_something_else(words: Announced, run: _Run, word: Word | None) -> bool:
    """Say whether digits are a date, money, a range, a licence or an account."""
    text = words.form.text
    other = words.before(words.others, run.start)
    if other and not run.plus and not (word and word.end > other.end):
        return True
    if _DATE.fullmatch(run.raw.strip("(")):
        return True
    if _MONEY_BEFORE.search(text[max(0, run.start - 6) : run.start]) or _MONEY_AFTER.match(text, run.end):
        return True
    if run.plus or run.digits.startswith("0"):
        return False
    return bool(_THOUSANDS.fullmatch(run.raw) or _RANGE.fullmatch(run.raw)) and not word
