"""Mastodon: names, addresses, recordings, and visits that page by max_id and join what they know."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from crawlers.fediverse.status import native_id
from crawlers.job import Job
from crawlers.platforms.mastodon import is_name, older, read, start
from crawlers.watchlist import Source
from posts.capture import Visit
from posts.errors import PageChanged
from posts.home import Home
from tests.conftest import make_capture
from tests.crawlers.crawling import Crawl, crawl
from tests.crawlers.loopback import Site, answer
from tests.crawlers.platforms.cases import Case

ONE: dict[str, Any] = json.loads(Case("mastodon", "tag_timeline").body)[0]
FIRST = 1_758_099_487_250  # milliseconds of the status above


@pytest.mark.parametrize("name", ["fedi.example.org/tags/loker", "fedi.example.org/@a__b", "a.example/@a__b@b.example"])
def test_a_name_is_a_server_and_a_hashtag_or_an_account(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize(
    "name", ["", "loker", "fedi.example.org", "fedi.example.org/loker", "https://fedi.example.org/@a", "a.example/@a b"]
)
def test_anything_else_is_no_name(name: str) -> None:
    assert not is_name(name)


def test_addresses_follow_the_api() -> None:
    tag, user = "fedi.example.org/tags/kerja", "fedi.example.org/@a__b"

    assert start(tag, "") == "https://fedi.example.org/api/v1/timelines/tag/kerja?limit=40"
    assert start(user, "http://127.0.0.1:1") == "http://127.0.0.1:1/api/v1/accounts/lookup?acct=a__b"
    assert older(tag, "", 2).endswith("limit=40&max_id=131072")
    assert older(user, "", 2).endswith("acct=a__b&max_id=131072")


@pytest.mark.parametrize(
    ("name", "count", "pictures"),
    [
        ("v1_lookup_timelines", 20, 7),
        ("mpy_test_hashtag_tl_02", 1, 0),
        ("mpy_test_status_card_01", 1, 0),
    ],
)
def test_recordings_are_read_whole(shared: Callable[[str], Path], name: str, count: int, pictures: int) -> None:
    body = shared(f"pages/mastodon/{name}.json").read_bytes()
    raw = json.loads(body)

    page = read(body, make_capture(url="https://fedi.example.org/api/v1/timelines/public"))

    assert (len(page.posts), page.outcome) == (count, None)
    assert [post.posted_raw for post in page.posts] == [one["created_at"] for one in (raw if count > 1 else _one(raw))]
    assert sum(media.kind == "image" for post in page.posts for media in post.media) == pictures
    assert all(post.text or post.media for post in page.posts)
    assert page.gaps == ()


def _one(raw: Any) -> list[Any]:
    return raw if isinstance(raw, list) else [raw]


def test_a_search_without_statuses_is_told(shared: Callable[[str], Path]) -> None:
    page = read(shared("pages/mastodon/v2_search_contents.json").read_bytes(), make_capture(url="https://a.example/x"))

    assert (page.posts, page.outcome, page.next) == ((), None, None)


def test_one_status_has_one_id_on_all_servers() -> None:
    uri = "https://fedi.example.org/users/a__b/statuses/115200000000000058"

    assert native_id(uri) == native_id(f"{uri}/activity") == "fedi.example.org/users/a__b/statuses/115200000000000058"


@pytest.mark.parametrize("uri", ["https://a.example/post/12345", "https://a.example/users/x/statuses/77"])
def test_numbers_that_are_no_times_end_no_id(uri: str) -> None:
    assert not native_id(uri).rpartition("/")[2].isdigit()


def test_what_is_no_address_is_no_id() -> None:
    with pytest.raises(PageChanged):
        native_id("7")


def timeline(numbers: range, page_size: int = 3) -> Callable[[str], bytes]:
    """Return the route of a timeline whose n-th status was posted n milliseconds after FIRST."""

    def say(target: str) -> bytes:
        top = int(parse_qs(urlsplit(target).query).get("max_id", [str(1 << 62)])[0])
        shown = [number for number in reversed(numbers) if (FIRST + number) << 16 < top][:page_size]
        return answer(json.dumps([status(number) for number in shown]), content_type="application/json")

    return say


def status(number: int) -> dict[str, Any]:
    own = str((FIRST + number) << 16)
    uri = f"https://fedi.example.org/users/loker__contoh/statuses/{own}"
    at = f"2025-09-17T08:58:07.{250 + number:03d}Z"
    return dict(ONE) | {"id": own, "uri": uri, "url": uri, "created_at": at, "content": f"<p>Lowongan {number}</p>"}


def visited(home: Home, site: Site, name: str, **known: Any) -> tuple[Visit, list[str], Crawl]:
    done = crawl(home, [Job(source=Source(platform="mastodon", name=name, base_url=site.base_url), **known)])
    (visit,) = done.result.visits
    return visit, sorted({post.text for posts in done.posts.values() for post in posts}), done


TAG = "fedi.example.org/tags/loker"
TAG_PATH = "/api/v1/timelines/tag/loker"


def test_a_first_visit_reads_back_to_the_beginning(home: Home) -> None:
    with Site({TAG_PATH: timeline(range(1, 9))}) as site:
        visit, texts, done = visited(home, site, TAG)

    assert (visit.outcome, visit.posts, visit.page_requests, visit.joined) == ("posts", 8, 4, True)
    assert (visit.first_id, visit.last_id) == (str(FIRST + 1), str(FIRST + 8))
    assert texts == [f"Lowongan {number}" for number in range(1, 9)]
    assert {capture.declared == {} for captures in done.captures.values() for capture in captures} == {True}


def test_a_later_visit_reads_down_to_what_is_known_and_says_when_that_is_all(home: Home) -> None:
    with Site({TAG_PATH: timeline(range(1, 9))}) as site:
        newer, texts, _ = visited(home, site, TAG, known_highest=FIRST + 5)
        nothing, _, _ = visited(home, site, TAG, known_highest=FIRST + 8)

    assert (newer.outcome, newer.page_requests, newer.joined) == ("posts", 2, True)
    assert "Lowongan 6" in texts
    assert (nothing.outcome, nothing.page_requests) == ("nothing_new", 1)


def test_history_goes_on_where_it_ended(home: Home) -> None:
    with Site({TAG_PATH: timeline(range(1, 9))}) as site:
        visit, texts, _ = visited(home, site, TAG, known_highest=FIRST + 8, unread_before=FIRST + 3)

    assert visit.unread_before is None
    assert texts == ["Lowongan 1", "Lowongan 2", "Lowongan 6", "Lowongan 7", "Lowongan 8"]


def test_an_account_is_looked_up_and_its_statuses_paged(home: Home) -> None:
    lookup = answer(Case("mastodon", "account_lookup").body)
    routes: dict[str, Any] = {
        "/api/v1/accounts/lookup": lookup,
        "/api/v1/accounts/109000000000000001/statuses": timeline(range(1, 6)),
    }
    with Site(routes) as site:
        visit, texts, _ = visited(home, site, "fedi.example.org/@loker__contoh")
        again, _, _ = visited(home, site, "fedi.example.org/@loker__contoh", known_highest=FIRST + 5)

    assert (visit.outcome, visit.posts, visit.page_requests, visit.joined) == ("posts", 5, 4, True)
    assert len(texts) == 5
    assert (again.outcome, again.page_requests) == ("nothing_new", 2)


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        (answer(Case("mastodon", "wall_login").body), "blocked"),
        (answer(Case("mastodon", "newest_empty").body), "no_preview"),
        (answer(Case("mastodon", "changed_answer").body), "page_changed"),
        (answer(status=401), "blocked"),
        (answer(status=404), "unreachable"),
    ],
)
def test_what_is_no_timeline_is_an_outcome(home: Home, said: bytes, outcome: str) -> None:
    with Site({TAG_PATH: said, "/api/v1/accounts/lookup": said}) as site:
        visit, texts, _ = visited(home, site, TAG)

    assert (visit.outcome, texts, visit.joined) == (outcome, [], False)


def test_statuses_that_cannot_be_read_leave_an_account_unjoined(home: Home) -> None:
    lookup = answer(Case("mastodon", "account_lookup").body)
    with Site({"/api/v1/accounts/lookup": lookup}) as site:
        visit, _, done = visited(home, site, "fedi.example.org/@loker__contoh", known_highest=FIRST)

    assert (visit.outcome, visit.detail, visit.joined) == ("unreachable", "the server answered 404", False)
    assert [gap.kind for gaps in done.gaps.values() for gap in gaps] == ["page"]
