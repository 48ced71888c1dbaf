"""Crawls of all platforms on loopback: back to what is known, each failure by its name, all in one crawl."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from posts.home import Home
from posts.identity import named_id
from tests.crawlers.loopback import Route, Site, answer
from tests.crawlers.platforms.cases import Case
from tests.crawlers.platforms.sites import FIRST, Crawls, feed_of, timeline

TAG = "/api/v1/timelines/tag"
LOOKUP = answer(Case("mastodon", "account_lookup").body)
STATUSES = "/api/v1/accounts/109000000000000001/statuses"
WALL = answer(Case("mastodon", "wall_login").body)
FEED_ID = "https://loker.example.org/?p={}"


def mastodon(crawls: Crawls) -> None:
    visits: dict[str, dict[str, int]] = {
        "tag first": {},
        "tag later": {"known_highest": FIRST + 5},
        "tag same": {"known_highest": FIRST + 8},
        "tag history": {"known_highest": FIRST + 8, "unread_before": FIRST + 3},
    }
    for word, known in visits.items():
        name = word.partition(" ")[2]
        crawls.add(word, "mastodon", f"fedi.example.org/tags/{name}", {f"{TAG}/{name}": timeline(range(1, 9))}, **known)
    routes: dict[str, Route] = {"/api/v1/accounts/lookup": LOOKUP, STATUSES: timeline(range(1, 6))}
    crawls.add("account", "mastodon", "fedi.example.org/@loker__contoh", routes)
    crawls.add("account same", "mastodon", "fedi.example.org/@a__b", {}, known_highest=FIRST + 5)
    broken: dict[str, Route] = {
        "wall": WALL,
        "empty": answer("[]"),
        "changed": answer(Case("mastodon", "changed_answer").body),
        "members": answer(status=401),
        "gone": answer(status=404),
    }
    for name, said in broken.items():
        crawls.add(f"tag {name}", "mastodon", f"fedi.example.org/tags/{name}", {f"{TAG}/{name}": said})


def feeds(crawls: Crawls) -> None:
    known = frozenset(named_id("p1_", "feed", FEED_ID.format(number)) for number in (1, 2, 3))
    paged: dict[str, Route] = {"/paged.xml": feed_of(4, 3, older="/paged.xml?p=2"), "/paged.xml?p=2": feed_of(2, 1)}
    crawls.add("feed", "feed", "loker.example.org/paged.xml", paged)
    crawls.add("feed same", "feed", "loker.example.org/same.xml", {"/same.xml": feed_of(3, 2)}, known_posts=known)
    crawls.add("feed newer", "feed", "loker.example.org/newer.xml", {"/newer.xml": feed_of(4, 3)}, known_posts=known)
    for case in ("wall_captcha", "no_items", "page_of_markup"):
        said = answer(Case("feed", case).body)
        crawls.add(f"feed {case}", "feed", f"loker.example.org/{case}.xml", {f"/{case}.xml": said})


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawls]:
    home = Home(tmp_path_factory.mktemp("crawls") / "home")
    home.make()
    crawls = Crawls()
    mastodon(crawls)
    feeds(crawls)
    with Site(crawls.routes) as site:
        crawls.run(home, site.base_url)
        yield crawls


def test_a_first_visit_reads_back_to_the_beginning(done: Crawls) -> None:
    visit = done.visit("tag first")

    assert (visit.outcome, visit.posts, visit.page_requests, visit.joined) == ("posts", 8, 4, True)
    assert (visit.first_id, visit.last_id) == (str(FIRST + 1), str(FIRST + 8))
    assert [post.text for post in done.posts("tag first")] == [f"Lowongan {number}" for number in range(8, 0, -1)]


def test_a_later_visit_reads_down_to_what_is_known_and_says_when_that_is_all(done: Crawls) -> None:
    later, same = done.visit("tag later"), done.visit("tag same")

    assert (later.outcome, later.page_requests, later.joined) == ("posts", 2, True)
    assert (same.outcome, same.page_requests) == ("nothing_new", 1)


def test_history_goes_on_where_it_ended(done: Crawls) -> None:
    texts = [post.text for post in done.posts("tag history")]

    assert texts == [f"Lowongan {number}" for number in (8, 7, 6, 2, 1)]
    assert done.visit("tag history").unread_before is None


def test_an_account_is_looked_up_and_its_statuses_paged(done: Crawls) -> None:
    visit, same = done.visit("account"), done.visit("account same")

    assert (visit.outcome, visit.posts, visit.page_requests, visit.joined) == ("posts", 5, 4, True)
    assert (same.outcome, same.page_requests) == ("nothing_new", 2)


def test_a_feed_is_read_with_the_pages_that_it_names(done: Crawls) -> None:
    visit = done.visit("feed")

    assert (visit.outcome, visit.posts, visit.page_requests, visit.joined) == ("posts", 4, 2, True)


def test_known_posts_are_nothing_new(done: Crawls) -> None:
    assert [done.visit(word).outcome for word in ("feed same", "feed newer")] == ["nothing_new", "posts"]


@pytest.mark.parametrize(
    ("word", "outcome"),
    [
        ("tag wall", "blocked"),
        ("tag empty", "no_preview"),
        ("tag changed", "page_changed"),
        ("tag members", "blocked"),
        ("tag gone", "unreachable"),
        ("feed wall_captcha", "blocked"),
        ("feed no_items", "no_preview"),
        ("feed page_of_markup", "page_changed"),
    ],
)
def test_what_is_no_page_is_an_outcome_and_never_no_posts(done: Crawls, word: str, outcome: str) -> None:
    visit = done.visit(word)

    assert (visit.outcome, visit.joined, done.posts(word)) == (outcome, False, [])
    assert visit.detail
