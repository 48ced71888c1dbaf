"""read: one Reading line for each accepted line of input, in order; a bad line is refused and nothing else is lost."""

from __future__ import annotations

import json
from io import BytesIO

from enrichers import read_lines
from posts.errors import LineRefused
from tests.enrichers.reading import data


def test_answers_come_in_order_and_bad_lines_are_refused_by_number() -> None:
    lines = [
        json.dumps({"id": 1, "text": "Lowongan kerja Poipet", "extra": True}),
        "{not json",
        json.dumps({"id": "b", "text": "ok", "platform": "telegram_web", "posted_at": "2026-01-05T03:00:00Z"}),
        json.dumps({"text": "no id"}),
        '{"id": 3, "text": "\\ud800"}',
    ]

    answers = list(read_lines(BytesIO("\n".join(lines).encode()), data(), "posts.jsonl"))

    refused = [answer for answer in answers if isinstance(answer, LineRefused)]
    read = [json.loads(answer) for answer in answers if isinstance(answer, bytes)]
    assert [line["id"] for line in read] == [1, "b"]
    assert read[0]["places"][0]["id"] == "kh-poipet"
    assert len(refused) == 3
    assert all("posts.jsonl" in str(one) or one.what for one in refused)
