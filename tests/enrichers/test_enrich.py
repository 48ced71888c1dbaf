"""Enrich: whatever the text, a Reading comes back whose offsets point at its phrases; long texts are read to 64 KiB."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from enrichers import ENRICHERS
from enrichers.enrich import MAX_READ_BYTES
from posts.reading import Reading
from tests.enrichers.reading import cases, data, grouped, read

PIECES = (
    *[text for text, _ in grouped("contacts")],
    *[text for text, _ in grouped("places")],
    *[text for text, _ in grouped("pay")],
    *cases("indicators"),
    *[case["text"] for case in cases("gate")],
    "\u200b", "\u202e", "\ufe0f", "\U0001f1f0", "\u0e33", "\u17d2", "ǆ", "ﬁ", "ß", "İ", "\x00", "\ud800", "９", "㍿",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=6).map(" ".join)


def check_offsets(text: str, reading: Reading) -> None:
    """Every phrase is what stands at its offsets."""
    raw = [(part.start, part.end, part.raw) for part in reading.contacts]
    raw += [(part.start, part.end, part.raw) for part in reading.places]
    raw += [(part.start, part.end, part.raw) for part in reading.pay]
    raw += [(hit.start, hit.end, hit.phrase) for hit in reading.indicators]
    raw += [(hit.start, hit.end, hit.phrase) for hit in (*reading.context, *reading.suppressed_because)]
    assert all(text[start:end] == words and words.strip() for start, end, words in raw)


@settings(max_examples=120)
@given(TEXTS)
@example("ﬁ @hr__contoh ﬁ $900 per month ﬁ Poipet")
def test_offsets_point_at_the_phrase_and_nothing_raises(text: str) -> None:
    reading = read(text)

    check_offsets(text, reading)
    assert reading.score.total == pytest.approx(sum(part.points for part in reading.score.parts), abs=0.01)
    assert reading == read(text)


@settings(max_examples=60)
@given(TEXTS, st.sampled_from(["id", "vi", "zh", "xx", None]), st.sampled_from(["ID", "kh", "??", None]))
def test_hints_never_raise(text: str, lang: str | None, country: str | None) -> None:
    check_offsets(text, read(text, lang=lang, country=country, platform="telegram_web"))


HOSTILE = {
    "one letter": "a" * MAX_READ_BYTES,
    "digits": "0" * MAX_READ_BYTES,
    "digit groups": "12 " * (MAX_READ_BYTES // 3),
    "at signs": "@" * MAX_READ_BYTES,
    "half handles": "@ab" * (MAX_READ_BYTES // 3),
    "dots": "t.me/" * (MAX_READ_BYTES // 5),
    "open quotes": '"“«' * (MAX_READ_BYTES // 6),
    "zero width": "k\u200b" * (MAX_READ_BYTES // 4),
    "money": "$1 - $2 per " * (MAX_READ_BYTES // 12),
    "places": "Poipet" * (MAX_READ_BYTES // 6),
    "app words": "wa tg line " * (MAX_READ_BYTES // 11),
    "thai": "ปอยเปต" * (MAX_READ_BYTES // 18),
    "chinese numbers": "一二三万" * (MAX_READ_BYTES // 12),
    "combining": "e" + "\u0301" * (MAX_READ_BYTES // 2 - 1),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_are_read_whole(text: str) -> None:
    check_offsets(text, read(text))


def test_a_longer_text_is_read_to_64_kib_and_says_so() -> None:
    text = "គ" * MAX_READ_BYTES

    reading = read(text)

    assert reading.read_to == MAX_READ_BYTES // 3
    assert read("short").read_to is None


def test_a_text_that_just_fits_is_read_whole() -> None:
    assert read("a" * MAX_READ_BYTES).read_to is None
    assert read("a" * (MAX_READ_BYTES + 1)).read_to == MAX_READ_BYTES


def test_every_reading_names_the_data_it_was_made_with() -> None:
    assert read("").data_version == data().version
    assert len(ENRICHERS) == len(set(ENRICHERS))


def test_a_claimed_licence_is_kept_as_it_was_written() -> None:
    assert (read("Licence no. ABC/1234, factory work").licence_claimed or "").endswith("1234")
    assert read("No licence at all").licence_claimed is None
