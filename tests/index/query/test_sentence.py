"""The sentence of a query: what an alert mail says about why it came."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from index.query import Lookups, parse, sentence

LOOKUPS = Lookups(
    zone=ZoneInfo("Asia/Jakarta"),
    places=lambda text: {"kh-poipet": "Poipet"} if text.lower() in {"poipet", "kh-poipet"} else {},
    indicators={"ben_flight": "free flight"},
)
SENTENCES = {
    "lang:id place:poipet kerja": "language is Indonesian and place is Poipet and the text holds “kerja”",
    "lang:id OR lang:hi-Latn": "language is Indonesian or language is Hindi in Latin letters",
    "(a OR b) c": "(the text holds “a” or the text holds “b”) and the text holds “c”",
    "a NOT b": "the text holds “a” and the text does not hold “b”",
    "NOT (a b)": "not (the text holds “a” and the text holds “b”)",
    "NOT lang:id": "language is not Indonesian",
    '"gaji tinggi" kerj*': "the text holds “gaji tinggi” and the text holds a word that begins with “kerj”",
    "*": "any post",
    "NOT *": "no post",
    "contact:@a__b": "contact is @a__b",
    "source:telegram_web:*": "source is “telegram_web:…”",
    "mark:false_alarm": "it is marked false alarm",
    "has:image -has:link": "it has image and it does not have link",
    "alertable:true protected:false": "it can raise an alert and it is not protected",
    "indicator:ben_flight context:*": "indicator is free flight and context is any",
    "pay:>1000": "pay in USD a month is more than 1000",
    "pay:[800 TO 1500]": "pay in USD a month is from 800 to 1500",
    "score:>=5 score:<9": "score is at least 5 and score is less than 9",
    "posted:2026-01-05": "it was posted on 2026-01-05 (Asia/Jakarta)",
    "posted:[2026-01-05 TO *]": "it was posted on or after 2026-01-05 (Asia/Jakarta)",
    "first_seen:>2026-01": "it was first seen after 2026-01 (Asia/Jakarta)",
    "gone:*": "it stopped being shown at some time",
    "NOT gone:<2026": "it did not stop being shown before 2026 (Asia/Jakarta)",
}


@pytest.mark.parametrize(("query", "said"), SENTENCES.items(), ids=SENTENCES)
def test_sentence(query: str, said: str) -> None:
    assert sentence(parse(query, LOOKUPS)) == said
