"""Texts and zones of hand-ins: by their own marks or as declared, never by guess."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawlers.handins.texts import DECLARED, decoded_text, links_in
from crawlers.handins.zones import in_utc, zone_of
from posts.errors import InputError


@pytest.mark.parametrize("name", ["punycode", "idna", "rot13", "base64", "undefined", "unicode_escape", "x" * 5000])
def test_encodings_that_are_traps_are_refused(name: str) -> None:
    with pytest.raises(InputError) as refused:
        decoded_text(b"x", name)

    assert len(refused.value.what) < 100


@pytest.mark.parametrize("name", DECLARED)
def test_every_declared_encoding_exists(name: str) -> None:
    assert decoded_text("loker".encode(name), name) == "loker"


def test_a_mark_counts_more_than_what_is_declared() -> None:
    assert decoded_text("años".encode("utf-8-sig"), "cp1252") == "años"
    assert decoded_text("años".encode("utf-16"), "cp1252") == "años"


def test_half_a_character_becomes_a_sign_for_it() -> None:
    with pytest.raises(InputError, match="byte 2"):
        decoded_text(b"a\xff")


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("see https://example.org/a.", ("https://example.org/a",)),
        ("(http://example.org/b?c=1) http://example.org/b?c=1", ("http://example.org/b?c=1",)),
        ("https://example.org/招聘，", ("https://example.org/招聘，",)),
        ("javascript:alert(1) ftp://example.org", ()),
    ],
)
def test_web_addresses_in_a_text_are_found_once(text: str, links: tuple[str, ...]) -> None:
    assert links_in(text) == links


@pytest.mark.parametrize(
    ("zone", "hour"),
    [("Asia/Jakarta", 3), ("+07:00", 3), ("UTC+7", 3), ("-0330", 13), ("UTC", 10), ("z", 10), ("Asia/Phnom_Penh", 3)],
)
def test_zones_are_names_or_offsets(zone: str, hour: int) -> None:
    assert in_utc(datetime(2026, 1, 5, 10), zone_of(zone)).hour == hour  # noqa: DTZ001 - a clock on the wall


@pytest.mark.parametrize(
    "zone", ["", "Jakarta", "+15:00", "+07:61", "../../etc/passwd", "/etc/passwd", "a\0b", "x" * 999]
)
def test_what_is_no_zone_is_refused_with_an_example(zone: str) -> None:
    with pytest.raises(InputError) as refused:
        zone_of(zone)

    assert "Asia/Jakarta" in refused.value.do


def test_the_hour_that_comes_twice_is_the_first_one() -> None:
    moment = datetime(2026, 10, 25, 2, 30)  # noqa: DTZ001 - a clock on the wall

    assert in_utc(moment, zone_of("Europe/Berlin")) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
