"""The report: for people, from disk, with nothing that runs, loads or calls a lead a verdict."""

from __future__ import annotations

import re
from datetime import timedelta, timezone

import pytest

from lurewatch.evidence.report import coverage, ends, when
from posts.capture import Visit
from posts.post import with_fields
from tests.conftest import START
from tests.lurewatch.evidence.conftest import Sealed
from tests.lurewatch.evidence.tampering import TOP

REPORT, README = f"{TOP}data/report/index.html", f"{TOP}data/README.html"
ACTIVE = re.compile(r"<script|src=|<iframe|<base|<form|url\(|@import|\son\w+=", re.IGNORECASE)
VISIT = Visit(source="s:b", run="r", started_at=START, ended_at=START, requests=1, outcome="posts", posts=2)


@pytest.mark.parametrize("name", [REPORT, README])
def test_nothing_in_it_runs_or_loads(name: str, sealed: Sealed) -> None:
    page = sealed.files[name].decode()
    links = re.findall(r'href="([^"]*)"', page)

    assert not ACTIVE.search(page.replace("&lt;img src=&#34;", ""))
    assert "default-src 'none'" in page
    assert all(f"{TOP}data/report/{link}" in resolved(sealed, name, link) for link in links)


def resolved(sealed: Sealed, page: str, link: str) -> set[str]:
    """Return the files of the bundle as links from the report's folder would name them, when `link` is one of them."""
    folder = page.rpartition("/")[0]
    target = f"{folder.rpartition('/')[0]}/{link[3:]}" if link.startswith("../") else f"{folder}/{link}"
    return {f"{TOP}data/report/{link}"} if target in sealed.files else set()


SENTENCES = (
    "lead, not proof",
    "whoever runs these accounts may be coerced",
    "All times are UTC",
    "page 2 answered 503",
    "2026-01-05 03:00:00 UTC telegram_web:loker__contoh: unreachable, 503",
    "nothing_new 1, posts 1, unreachable 1",
    "not searched; it holds 2 posts",
    "-its page shows a protected post",
    "<q>tiket ditanggung</q>",
    "<td>S01 </td>",
    "licensed (<q>izin</q>)",
    "Held back, no alert was sent",
    "no indicator found; that does not make it harmless",
    "Counter-evidence: none found",
    "not held (too large)",
    "(withheld)",
    "Version 2, first seen 2026-01-05 04:00:00 UTC",
    "since 2026-01-05 03:00:00 UTC",
    "Marks by people: lead (2026-01-05 03:00:00 UTC)",
    "telegram <bdi>telegram:hr__contoh</bdi>",
    "<td>place</td><td><bdi>Poipet</bdi></td>",
)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_it_says_what_a_reader_must_know(sentence: str, sealed: Sealed) -> None:
    assert sentence in sealed.files[REPORT].decode()


def test_a_text_that_nobody_reposted_is_no_template(sealed: Sealed) -> None:
    page = sealed.files[REPORT].decode()

    assert "Template c1_a: 3 posts" in page
    assert "c1_b" not in page
    assert b"c1_b" in sealed.files[f"{TOP}data/clusters/clusters.jsonl"]


def test_the_words_of_posts_are_text_and_never_markup(sealed: Sealed) -> None:
    page = sealed.files[REPORT].decode()

    assert "&lt;img src=&#34;https://example.org/x&#34;&gt;" in page
    assert "<img" not in page


def test_verdict_words_never_stand_in_it(sealed: Sealed) -> None:
    page = sealed.files[REPORT].decode().lower().replace("a person's guilt", "")

    assert not re.findall(r"\b(guilty|guilt|criminal|trafficker|safe|no risk)\b", page)


def test_a_source_watched_for_long_is_one_row() -> None:
    later = with_fields(VISIT, started_at=START + timedelta(days=1), ended_at=START + timedelta(days=1), run="q")
    other = with_fields(VISIT, source="s:a", outcome="unreachable", posts=0)

    rows = coverage([VISIT, later, other])

    assert [(row.source, row.visits, row.outcomes, row.posts) for row in rows] == [
        ("s:a", 1, "unreachable 1", 0),
        ("s:b", 2, "posts 2", 4),
    ]
    assert (rows[1].since, rows[1].until) == (START, START + timedelta(days=1))


def test_long_lists_show_both_ends() -> None:
    assert ends(range(12)) == list(range(12))
    assert ends(range(20)) == [0, 1, 2, 3, 4, 5, None, 14, 15, 16, 17, 18, 19]


def test_times_are_in_utc_whatever_zone_they_come_in() -> None:
    assert when(START.astimezone(timezone(timedelta(hours=7)))) == "2026-01-05 03:00:00 UTC"
    assert when(None) == "not known"
