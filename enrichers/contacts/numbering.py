"""Numbering: a number as people write it, in its one international form (door to libphonenumber's data).

Numbers that are possible and not valid are kept and marked: new ranges and invented numbers look the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import phonenumbers

from enrichers.contacts.found import Asked
from enrichers.contacts.words import ContactData
from posts.reading import Validity

CERTAIN = 0.95  # the number says its country itself
LIKELY = 0.85  # valid where the post's language or place is at home
POSSIBLE = 0.6  # only possible there
OPEN = 0.3  # nobody knows the country
MAX_CANDIDATES = 5
MIN_BARE = 9  # digits of a number that nothing announces, with its leading zero
MOBILE = frozenset({phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE})
AMERICAN = re.compile(r"\(?[2-9]\d\d\)?[-. ]\d{3}[-. ]\d{4}")  # how only North America groups ten digits


@dataclass(frozen=True, slots=True)
class Number:
    """A number read: its value, whether it is valid, how sure its country is, and what else it may be."""

    value: str
    valid: Validity
    confidence: float
    candidates: tuple[str, ...] = ()


def read_number(written: str, data: ContactData, asked: Asked) -> Number:
    """Return a number in its normal form; `tel:DIGITS` as written where its country stays open."""
    digits = "".join(char for char in written if char.isdigit())
    if written.lstrip().startswith("+"):
        return _international(digits) or Number(f"tel:{digits}", "false", OPEN)
    if digits.startswith("00") and len(digits) > 9:
        found = _international(digits[2:])
        if found:
            return found
    if not asked.countries and AMERICAN.fullmatch(written.strip()) and _is_possible(digits, "US"):
        return _in_region(digits, "US", POSSIBLE, ())
    return _with_country_code(digits, data, asked) or _national(digits, data, asked)


def looks_like_number(written: str, data: ContactData, asked: Asked) -> bool:
    """Say whether digits without any announcing word are a number of a likely country.

    They are where they are valid there; and where they are only possible, if they are written as numbers are:
    with the leading zero, or the area code in brackets.
    """
    digits = "".join(char for char in written if char.isdigit())
    read = read_number(written, data, asked)
    if read.valid == "true" and read.confidence >= LIKELY:
        return True
    is_written_so = (digits.startswith("0") and len(digits) >= MIN_BARE) or written.startswith("(")
    return read.confidence >= POSSIBLE and is_written_so


def _international(digits: str) -> Number | None:
    parsed = _parsed(f"+{digits}", None)
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        return None
    return Number(f"tel:{_e164(parsed)}", _validity(parsed), CERTAIN)


def _with_country_code(digits: str, data: ContactData, asked: Asked) -> Number | None:
    """Read 62812… or 855 97 …: a country code without its plus."""
    if digits.startswith("0") or len(digits) < 10:
        return None
    found = _international(digits)
    if found is None or found.valid != "true":
        return None
    region = phonenumbers.region_code_for_number(phonenumbers.parse(f"+{digits}"))
    home = region in _likely(asked)
    if not home and region not in data.rows.everywhere:
        return None
    if not home and any(_is_valid(digits, likely) for likely in _likely(asked)):
        return None
    return Number(found.value, found.valid, LIKELY if home else POSSIBLE)


def _national(digits: str, data: ContactData, asked: Asked) -> Number:
    likely = list(dict.fromkeys(_likely(asked)))
    for region in likely:
        if _is_valid(digits, region) and (region == likely[0] or _is_mobile(digits, region)):
            return _in_region(digits, region, LIKELY, _others(digits, region, likely))
    possible = [region for region in asked.countries if _is_possible(digits, region)]
    if possible:
        return _in_region(digits, possible[0], POSSIBLE, _others(digits, possible[0], likely))
    elsewhere = [region for region in data.rows.everywhere if _is_valid(digits, region)]
    if len(elsewhere) == 1 and digits.startswith("0") and not likely:
        return _in_region(digits, elsewhere[0], POSSIBLE, ())
    candidates = tuple(_value(digits, region) for region in (likely + elsewhere) if _is_possible(digits, region))
    return Number(f"tel:{digits}", "unknown", OPEN, tuple(dict.fromkeys(candidates))[:MAX_CANDIDATES])


def _likely(asked: Asked) -> tuple[str, ...]:
    return (*asked.countries, *asked.place_countries)


def _others(digits: str, region: str, likely: list[str]) -> tuple[str, ...]:
    return tuple(_value(digits, other) for other in likely if other != region and _is_valid(digits, other))


def _in_region(digits: str, region: str, confidence: float, candidates: tuple[str, ...]) -> Number:
    parsed = phonenumbers.parse(digits, region)
    return Number(f"tel:{_e164(parsed)}", _validity(parsed), confidence, candidates[:MAX_CANDIDATES])


def _value(digits: str, region: str) -> str:
    return f"tel:{_e164(phonenumbers.parse(digits, region))}"


def _is_valid(digits: str, region: str) -> bool:
    parsed = _parsed(digits, region)
    return parsed is not None and phonenumbers.is_valid_number_for_region(parsed, region)


def _is_mobile(digits: str, region: str) -> bool:
    """Say whether a number can be a mobile one: where a post is at home in a second country, it is one of these."""
    parsed = _parsed(digits, region)
    return parsed is not None and phonenumbers.number_type(parsed) in MOBILE


def _is_possible(digits: str, region: str) -> bool:
    parsed = _parsed(digits, region)
    return parsed is not None and phonenumbers.is_possible_number(parsed)


def _parsed(number: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:  # too short, too long, no such country: no number
        return None


def _validity(parsed: phonenumbers.PhoneNumber) -> Validity:
    return "true" if phonenumbers.is_valid_number(parsed) else "false"


def _e164(parsed: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
