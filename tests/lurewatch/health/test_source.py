"""A collector that breaks in silence is worse than none: what is wrong with a source is named, and nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.walls import SORTS
from crawlers.watchlist import Source
from index.ledger.known import Known
from index.ledger.schema import PUBLIC
from lurewatch.health.source import DO, DO_TORN, WALLS, History, findings, named
from posts.capture import GOOD_OUTCOMES, Gap, Outcome, Visit
from posts.post import Author, Count, Media
from tests.conftest import ROOT, START, make_post, make_reading

SOURCE = Source(platform="telegram_web", name="loker__contoh", every="1h")
BAD = sorted(DO)


def visit(hours: float, outcome: Outcome = "nothing_new") -> Visit:
    at = START + timedelta(hours=hours)
    return Visit(source=SOURCE.key, run=f"r{hours}", started_at=at, ended_at=at, requests=1, outcome=outcome)


def known(number: int, at: datetime, **fields: Any) -> Known:
    full: dict[str, Any] = {
        "posted_at": at,
        "counts": {"views": Count(value=1, raw="1")},
        "media": (Media(sha256="0" * 64),),
    }
    post = make_post(number, "Dibutuhkan operator", **(full | fields))
    return Known(PUBLIC, 1, 1, at, at, number, at, None, None, post, make_reading())


def steady(count: int = 240, step: int = 1) -> list[Known]:
    """Return posts, newest first: one an hour until START, ids that count by `step`."""
    return [known(1000 - number * step, START - timedelta(hours=number)) for number in range(count)]


def kinds(visits: list[Visit], posts: list[Known], hours: float = 0.5, source: Source = SOURCE) -> list[str]:
    return [one.kind for one in findings(History(source, visits, posts), START + timedelta(hours=hours))]


def test_a_healthy_source_has_no_finding() -> None:
    assert kinds([visit(-1, "posts"), visit(0, "posts")], steady()) == []


def test_a_source_that_is_switched_off_has_no_finding() -> None:
    off = Source(platform="telegram_web", name="loker__contoh", enabled=False)

    assert kinds([visit(0, "blocked")], [], source=off) == []


@pytest.mark.parametrize("outcome", BAD)
def test_each_bad_outcome_is_named_since_the_first_bad_visit_with_what_to_do(outcome: Outcome) -> None:
    visits = [visit(-3, "posts"), visit(-2, outcome), visit(-1, outcome)]

    (found,) = findings(History(SOURCE, visits, steady()), START)

    assert (found.kind, found.since) == (outcome, START - timedelta(hours=2))
    assert "2 visits in a row" in found.sentence
    assert found.do == DO[outcome]


@given(st.lists(st.sampled_from([*BAD, "posts", "nothing_new"]), min_size=1, max_size=12))
def test_a_failure_counts_from_the_last_good_visit_on(outcomes: list[Outcome]) -> None:
    visits = [visit(number - len(outcomes) + 0.4, outcome) for number, outcome in enumerate(outcomes)]
    bad = 0
    while bad < len(outcomes) and outcomes[-1 - bad] not in GOOD_OUTCOMES:
        bad += 1

    found = findings(History(SOURCE, visits, []), START)

    assert [one.since for one in found] == ([visits[-bad].started_at] if bad else [])


def test_a_source_that_was_never_visited_or_not_for_long_is_named() -> None:
    assert kinds([], []) == ["never_visited"]
    assert kinds([visit(0, "posts")], steady(), hours=3.1) == []
    assert kinds([visit(0, "posts")], steady(), hours=3.5) == ["not_visited"]


def test_no_new_post_is_a_finding_only_where_many_were_to_be_expected() -> None:
    busy, quiet = steady(), [known(9 - day, START - timedelta(days=3 * day)) for day in range(8)]

    assert kinds([visit(6)], busy, hours=6) == []
    assert kinds([visit(8)], busy, hours=8) == ["zero_yield"]
    assert kinds([visit(24 * 6)], quiet, hours=24 * 6) == []
    assert kinds([visit(24 * 22)], quiet, hours=24 * 22) == ["zero_yield"]


def test_a_channel_with_a_handful_of_posts_has_no_pace_to_be_held_to() -> None:
    assert kinds([visit(24 * 50)], steady(6), hours=24 * 50) == []


# field: what a page that has changed no longer yields
EMPTIED: dict[str, dict[str, Any]] = {
    "fill_rate_text": {"text": ""},
    "fill_rate_author": {"author": Author()},
    "fill_rate_views": {"counts": {}},
    "fill_rate_media": {"media": ()},
    "fill_rate_kept_pictures": {"media": (Media(why_missing="404"),)},
}


@pytest.mark.parametrize("kind", EMPTIED)
def test_a_field_that_newest_posts_lack_is_named(kind: str) -> None:
    posts = steady()
    for at in range(20):
        post = posts[at].post
        fields: dict[str, Any] = {name: getattr(post, name) for name in ("posted_at", "counts", "media")}
        text = EMPTIED[kind].get("text", post.text)
        rest = {name: value for name, value in EMPTIED[kind].items() if name != "text"}
        changed = make_post(1000 - at, text, **(fields | rest))
        posts[at] = Known(PUBLIC, 1, 1, START, START, 1, START, None, None, changed, make_reading())

    assert kind in kinds([visit(0, "posts")], posts)


def test_too_few_earlier_posts_say_nothing_about_fields() -> None:
    bare = [known(1000 - number, START - timedelta(hours=number), counts={}, media=()) for number in range(20)]

    assert kinds([visit(0, "posts")], bare + steady(49)[20:]) == []


def test_ids_that_go_missing_are_named_where_they_did_not_before() -> None:
    sparse = [known(2000 - 2 * number, START - timedelta(minutes=number)) for number in range(40)]

    assert kinds([visit(0, "posts")], sparse + steady()[40:]) == ["id_gaps"]
    assert kinds([visit(0, "posts")], steady(step=2)) == []  # it was always so


def walled(detail: str) -> Visit:
    at = START
    return Visit(source=SOURCE.key, run="w", started_at=at, ended_at=at, requests=1, outcome="blocked", detail=detail)


def test_each_sort_of_wall_has_a_name_of_its_own() -> None:
    names = {detail: named(walled(detail)) for _, _, detail in SORTS}

    assert set(names.values()) == {"captcha", "blocked", "consent_page", "soft_404", "login_wall"}
    assert named(walled("the answer is a wall, not a page of the platform")) == "wall"


def torn(run: Visit, kind: str) -> Gap:
    return Gap(source=SOURCE.key, run=run.run, kind=kind, sentence="the page was cut short", noticed_at=START)


@pytest.mark.parametrize(
    ("kind", "name"),
    [("partial", "truncated_pages"), ("unknown_part", "markup_change"), ("possible_evasion", "hidden_text")],
)
def test_gaps_of_the_newest_visit_are_findings_since_the_first_that_had_them(kind: str, name: str) -> None:
    visits = [visit(-4, "posts"), visit(-3, "posts"), visit(-2, "posts"), visit(-1, "posts")]
    gaps = [torn(visits[0], kind), torn(visits[2], kind), torn(visits[3], kind), torn(visits[3], "media")]

    (found,) = findings(History(SOURCE, visits, steady(), gaps), START)

    assert (found.kind, found.since) == (name, START - timedelta(hours=2))
    assert "2 visits in a row" in found.sentence


def test_a_gap_that_is_over_is_no_finding() -> None:
    visits = [visit(-2, "posts"), visit(-1, "posts")]

    assert findings(History(SOURCE, visits, steady(), [torn(visits[0], "partial")]), START) == []


def test_a_newest_post_older_than_the_watchlist_says_is_named() -> None:
    few = [known(9, START - timedelta(days=4)), known(8, START - timedelta(days=9))]
    strict = Source(platform="telegram_web", name="loker__contoh", every="1h", silent_after="3d")

    assert kinds([visit(0)], few) == []
    assert kinds([visit(0)], few, source=strict) == ["stale_newest_post"]
    assert kinds([visit(0)], [known(9, START - timedelta(days=61))]) == ["stale_newest_post"]
    assert kinds([visit(0)], []) == []


def test_the_page_for_case_workers_names_every_finding() -> None:
    page = (ROOT / "docs/howto/when-collecting-fails.md").read_text(encoding="utf-8")
    own = {"never_visited", "not_visited", "zero_yield", "stale_newest_post", "fill_rate_", "id_gaps"}

    assert not {kind for kind in {*DO, *(kind for _, kind in WALLS), *DO_TORN, *own} if f"`{kind}" not in page}
