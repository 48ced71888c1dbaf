"""Visits: paging back, going on where an earlier one ended, every failure by its name (tests/crawlers/scene.py)."""

from __future__ import annotations

import pytest

from posts import inbox
from tests.conftest import START
from tests.crawlers.crawling import Crawl
from tests.crawlers.loopback import Site
from tests.crawlers.scene import ANSWERS, CHANNELS, FIFTY


def test_the_first_visit_pages_back_to_the_beginning(done: Crawl, site: Site) -> None:
    visit = done.visit("first__visit")

    assert done.ids("first__visit") == list(FIFTY)
    assert (visit.outcome, visit.posts, visit.page_requests, len(visit.pages)) == ("posts", 50, 3, 3)
    assert (visit.first_id, visit.last_id) == ("1", "50")
    assert (visit.joined, visit.unread_before) == (True, None)
    asked = [target for target in site.asked if target.startswith("/s/first__visit")]
    assert asked == ["/s/first__visit", "/s/first__visit?before=31", "/s/first__visit?before=11"]


def test_each_page_is_one_file_with_its_capture_before_its_posts(done: Crawl) -> None:
    files = [
        lines
        for lines in done.files
        if any(isinstance(line, inbox.PostLine) and line.post.source.endswith("first__visit") for line in lines)
    ]

    assert [sum(isinstance(line, inbox.PostLine) for line in lines) for lines in files] == [20, 20, 10]
    for lines in files:
        captures = {line.capture.id for line in lines if isinstance(line, inbox.CaptureLine)}
        posts = [line.post for line in lines if isinstance(line, inbox.PostLine)]
        assert isinstance(lines[0], inbox.CaptureLine)
        assert {post.capture for post in posts} <= captures


@pytest.mark.parametrize(
    ("name", "pages", "ids", "outcome"),
    [
        ("known__45", 1, range(31, 51), "posts"),
        ("known__25", 2, range(11, 51), "posts"),
        ("known__all", 1, range(31, 51), "nothing_new"),
        ("rest__unread", 2, [*range(1, 21), *range(31, 51)], "posts"),
        ("rest__later", 1, range(31, 51), "nothing_new"),
    ],
)
def test_later_visits_read_the_newest_page_whole_and_older_ones_down_to_what_is_known(
    done: Crawl, name: str, pages: int, ids: list[int], outcome: str
) -> None:
    visit = done.visit(name)

    assert done.ids(name) == list(ids)
    assert (visit.outcome, visit.page_requests, visit.joined) == (outcome, pages, True)
    assert visit.unread_before == (21 if name == "rest__later" else None)


def test_pages_that_are_due_are_looked_at_again_once_and_bring_nothing_new(done: Crawl, site: Site) -> None:
    visit = done.visit("look__again")

    asked = [target.partition("?")[2] for target in site.asked if target.startswith("/s/look__again")]
    assert asked == ["", "before=21"]  # 45 and 44 stood on the newest page, 8 and 3 on the page below 21
    assert done.ids("look__again") == [*range(1, 21), *range(31, 51)]
    assert (visit.outcome, visit.joined, visit.unread_before) == ("nothing_new", True, None)


def test_looking_again_leaves_half_of_a_day_for_what_is_new(done: Crawl) -> None:
    assert done.ids("look__later") == list(range(31, 51))


def test_the_daily_cap_after_a_page_is_a_gap_and_history_goes_on_from_there(done: Crawl) -> None:
    visit = done.visit("small__cap")

    assert (visit.outcome, visit.page_requests, visit.unread_before) == ("posts", 2, 11)
    assert [gap.kind for gap in done.gaps["small__cap"]] == ["budget"]
    assert "cap of 2 pages" in done.gaps["small__cap"][0].sentence


def test_a_spent_cap_leaves_nothing_to_read_and_asks_nothing(done: Crawl, site: Site) -> None:
    visit = done.visit("cap__spent")

    assert (visit.outcome, visit.requests, visit.pages) == ("budget", 0, ())
    assert site.count("/s/cap__spent") == 0


@pytest.mark.parametrize(
    ("name", "outcome", "detail"),
    [
        ("only__404", "unreachable", "the server answered 404"),
        ("only__503", "unreachable", "the server answered 503"),
        ("only__500", "unreachable", "the server answered 500"),
        ("only__403", "blocked", "the server answered 403"),
        ("only__429", "blocked", "the server answered 429"),
        ("much__later", "blocked", "the server answered 429"),
        ("wall__200", "blocked", "wall"),
        ("grup__obrolan", "no_preview", "group"),
        ("goes__home", "unclaimed", "nobody has this name"),
        ("goes__away", "blocked", "evil.example.org"),
        ("goes__round", "unreachable", "in a circle"),
        ("packed__bomb", "page_changed", "unpacks to more than 8 MiB"),
        ("other__coding", "page_changed", "did not ask for: br"),
        ("too__large", "unreachable", "larger than we take"),
        ("hangs__up", "unreachable", "the connection broke"),
        ("hangs__on", "unreachable", "did not answer in time"),
        ("dead__port", "unreachable", "refused the connection"),
        ("kept__out", "robots", "robots.txt forbids this page"),
        ("no__rules", "unreachable", "robots.txt could not be read: the server answered 500"),
        ("no name!", "invalid_name", "'no name!' cannot be a name"),
    ],
)
def test_a_source_without_posts_says_why(done: Crawl, name: str, outcome: str, detail: str) -> None:
    visit = done.visit(name)

    assert (visit.outcome, visit.posts, visit.joined) == (outcome, 0, False)
    assert detail in (visit.detail or "")
    assert name not in done.posts


@pytest.mark.parametrize("name", ["goes__local", "goes__nowhere"])
def test_a_redirect_to_no_web_address_is_never_followed(done: Crawl, name: str) -> None:
    assert done.visit(name).outcome in {"blocked", "unreachable"}
    assert done.visit(name).posts == 0


@pytest.mark.parametrize(
    ("name", "outcome", "gap", "unread"),
    [
        ("older__503", "posts", "page", 31),
        ("older__404", "posts", "page", None),
        ("older__429", "blocked", None, 31),
        ("older__hangs", "unreachable", None, 31),
        ("older__wall", "blocked", None, 31),
    ],
)
def test_a_failure_on_an_older_page_keeps_the_newer_posts(
    done: Crawl, name: str, outcome: str, gap: str | None, unread: int | None
) -> None:
    visit = done.visit(name)

    assert done.ids(name) == list(range(31, 51))
    assert (visit.outcome, visit.joined, visit.unread_before) == (outcome, True, unread)
    assert [found.kind for found in done.gaps.get(name, [])] == ([gap] if gap else [])


@pytest.mark.parametrize("name", ["known__503", "known__404"])
def test_a_hole_above_what_is_known_is_not_joined_so_that_the_next_visit_reads_it_again(done: Crawl, name: str) -> None:
    assert (done.visit(name).outcome, done.visit(name).joined) == ("posts", False)


def test_a_server_that_asks_to_wait_a_little_is_asked_once_more(done: Crawl) -> None:
    assert done.visit("soon__again").outcome == "posts"
    assert [capture.status for capture in done.pages("soon__again")] == [503, 200, 200, 200]


def test_one_that_asks_to_wait_long_is_asked_once(site: Site, done: Crawl) -> None:
    assert done.visit("much__later").requests == 2
    assert site.count("/s/much__later") == 1


def test_a_page_that_leads_to_itself_is_read_twice_at_most(site: Site, done: Crawl) -> None:
    assert done.ids("loops__back") == [5]
    assert site.count("/s/loops__back") == 2


def test_the_clock_starts_where_it_is_told_to(done: Crawl) -> None:
    for visit in done.result.visits:
        assert START <= visit.started_at <= visit.ended_at
        assert (visit.ended_at - START).total_seconds() < 300
    assert done.visit("first__visit").run.startswith("20260105T0300")


def test_every_source_has_its_visit_line_and_one_failing_hinders_no_other(done: Crawl) -> None:
    lines = [line.visit for lines in done.files for line in lines if isinstance(line, inbox.VisitLine)]

    assert done.result.refused == ()
    assert lines == list(done.result.visits)
    assert len({visit.source for visit in lines}) == len(CHANNELS) + len(ANSWERS) + 9
    assert len({visit.settings_sha256 for visit in lines}) == 1
