"""Visits: paging back, going on where an earlier one ended, every failure by its name. One crawl, many sources."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from crawlers.collect import Pace
from posts import inbox
from posts.home import Home
from posts.identity import sha256_hex
from posts.warc import read_capture
from tests.conftest import START
from tests.crawlers.crawling import Crawl, crawl, job
from tests.crawlers.loopback import MISSING, Site, answer, channel, hanging, history, message

FIFTY = range(1, 51)
NEVER = threading.Event()
ODD_HEAD = b"HTTP/1.1 200 Fine  Indeed\r\nx-weird-Case:a  b\r\nSet-Cookie: 1\r\nContent-Length: %d\r\n\r\n"
WALL = "<html><title>Just a moment</title><p>Please solve this CAPTCHA</p></html>"
GROUP = '<html><div class="tgme_page"><div class="tgme_page_extra">97 members, 4 online</div></div></html>'
FREE = '<html><head><meta name="robots" content="noindex, nofollow"></head><div class="tgme_page"></div></html>'
ONE = history("any__one", message("any__one", 1, "Lowongan"))


def broken_page(name: str, fault: bytes) -> Any:
    """Return the route of a channel whose second page is a fault."""
    say = channel(name, FIFTY)
    return lambda target: fault if "before=31" in target else say(target)


def looping(name: str) -> bytes:
    return answer(history(name, message(name, 5, "Lowongan"), older=5))


CHANNELS: dict[str, dict[str, Any]] = {  # name: what the visit knows
    "first__visit": {},
    "known__45": {"known_highest": 45},
    "known__25": {"known_highest": 25},
    "known__all": {"known_highest": 50},
    "rest__unread": {"known_highest": 50, "unread_before": 21},
    "rest__later": {"known_highest": 50, "unread_before": 21, "spent_today": 120},
    "small__cap": {"pages_per_day": 2},
    "cap__spent": {"spent_today": 200},
}


def in_chunks(body: str) -> bytes:
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + b"".join(
        b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:100].encode(), body[100:].encode(), b"")
    )


ANSWERS: dict[str, Any] = {
    "older__503": broken_page("older__503", answer(status=503)),
    "older__404": broken_page("older__404", answer(status=404)),
    "older__429": broken_page("older__429", answer(status=429)),
    "older__hangs": broken_page("older__hangs", b""),
    "older__wall": broken_page("older__wall", answer(WALL)),
    "only__404": MISSING,
    "only__503": answer(status=503),
    "only__500": answer(status=500),
    "only__403": answer(status=403),
    "only__429": answer(status=429),
    "much__later": answer(status=429, retry_after="86400"),
    "loops__back": looping("loops__back"),
    "wall__200": answer(WALL),
    "grup__obrolan": answer(GROUP),
    "goes__away": answer(status=302, location="https://evil.example.org/s/x"),
    "goes__local": answer(status=302, location="file:///etc/passwd"),
    "goes__nowhere": answer(status=302, location="http://["),
    "goes__round": answer(status=302, location="/s/goes__round"),
    "goes__home": answer(status=302, location="/goes__home"),
    "packed__page": answer(gzip.compress(ONE.encode()), content_encoding="gzip"),
    "packed__bomb": answer(gzip.compress(bytes(64 << 20)), content_encoding="gzip"),
    "other__coding": answer(b"\x0b\x02\x80", content_encoding="br"),
    "too__large": answer(b"x" * (9 << 20)),
    "odd__head": ODD_HEAD % len(ONE) + ONE.encode(),
    "bare__lines": b"HTTP/1.1 200 OK\nServer: bare\nContent-Length: %d\n\n%s" % (len(ONE), ONE.encode()),
    "in__chunks": in_chunks(ONE),
    "cut__short": answer(ONE.encode()[:-30], content_length=str(len(ONE)), connection="close"),
    "dated__page": answer(ONE, date="Mon, 05 Jan 2026 09:59:00 +0700"),
    "badly__dated": answer(ONE, date="Mon, 05 Jan 99999 00:00:00 GMT"),
    "hangs__up": b"",
    "hangs__on": hanging(NEVER),
}


@pytest.fixture(scope="module")
def stack() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened
    NEVER.set()


@pytest.fixture(scope="module")
def site(stack: ExitStack) -> Site:
    made = stack.enter_context(Site())
    made.routes |= {f"/s/{name}": channel(name, FIFTY) for name in CHANNELS}
    made.routes |= {f"/s/{name}": said for name, said in ANSWERS.items()}
    tries = iter([answer(status=503, retry_after="0")])
    made.routes["/s/soon__again"] = lambda target: next(tries, channel("soon__again", FIFTY)(target))
    made.routes["/goes__home"] = answer(FREE)
    return made


@pytest.fixture(scope="module")
def strict(stack: ExitStack) -> Site:
    rules = answer("User-agent: *\nAllow: /\n\nUser-agent: lurewatch\nDisallow: /s/kept__out\n")
    said = {"/robots.txt": rules, "/s/kept__out": answer(ONE), "/s/let__in": answer(ONE)}
    return stack.enter_context(Site(dict(said)))


@pytest.fixture(scope="module")
def garbled(stack: ExitStack) -> Site:
    rules = answer(b"\x0b\x02\x80", content_encoding="br")
    return stack.enter_context(Site({"/robots.txt": rules, "/s/odd__rules": answer(ONE)}))


@pytest.fixture(scope="module")
def ruleless(stack: ExitStack) -> Site:
    return stack.enter_context(Site({"/robots.txt": answer(ONE, status=500), "/s/no__rules": answer(ONE)}))


@pytest.fixture(scope="module")
def done(site: Site, strict: Site, ruleless: Site, garbled: Site, tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    home = Home(tmp_path_factory.mktemp("crawl") / "home")
    home.make()
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        dead = f"http://127.0.0.1:{closed.getsockname()[1]}"
    jobs = [job(site, name, **known) for name, known in CHANNELS.items()]
    jobs += [job(site, name) for name in [*ANSWERS, "soon__again", "no name!"]]
    jobs += [job(strict, "kept__out"), job(strict, "let__in"), job(ruleless, "no__rules"), job(dead, "dead__port")]
    jobs.append(job(garbled, "odd__rules"))
    jobs += [job(site, "known__503", known_highest=10), job(site, "known__404", known_highest=10)]
    site.routes["/s/known__503"] = broken_page("known__503", answer(status=503))
    site.routes["/s/known__404"] = broken_page("known__404", answer(status=404))
    return crawl(home, jobs, pace=Pace(timeout_seconds=0.6))


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


def test_what_robots_txt_forbids_is_never_asked_and_its_rules_are_archived(strict: Site, done: Crawl) -> None:
    assert strict.count("/s/kept__out") == 0
    assert strict.count("/s/let__in") == 1
    (rules,) = done.captures["kept__out"]
    assert (rules.purpose, rules.status) == ("robots", 200)
    assert b"Disallow: /s/kept__out" in done.body(rules)


def test_robots_txt_that_cannot_be_read_forbids_everything(ruleless: Site, done: Crawl) -> None:
    assert set(ruleless.asked) == {"/robots.txt"}
    assert {capture.purpose for capture in done.captures["no__rules"]} == {"robots"}


def test_rules_that_nobody_can_read_are_none(done: Crawl) -> None:
    assert done.visit("odd__rules").outcome == "posts"


def test_every_answer_is_archived_whatever_its_status(done: Crawl, site: Site) -> None:
    for name in ("only__404", "only__503", "only__403", "wall__200", "packed__bomb", "goes__round"):
        assert len(done.pages(name)) == site.count(f"/s/{name}")
        assert all(len(read_capture(done.home.archive, capture)) == 3 for capture in done.pages(name))


def test_each_hop_of_a_redirect_is_a_capture(done: Crawl, site: Site) -> None:
    first, last = done.pages("goes__home")

    assert (first.status, first.url, first.redirects) == (302, f"{site.base_url}/s/goes__home", ())
    assert (last.status, last.final_url) == (200, f"{site.base_url}/goes__home")
    assert last.redirects == (f"{site.base_url}/s/goes__home",)
    assert last.url == first.url


def test_bodies_are_kept_as_they_were_sent(done: Crawl) -> None:
    (page,) = done.pages("packed__page")

    assert gzip.decompress(done.body(page)) == ONE.encode()
    assert page.sha256 == sha256_hex(done.body(page))
    assert done.ids("packed__page") == [1]


@pytest.mark.parametrize("name", ["odd__head", "bare__lines"])
def test_heads_are_kept_to_the_byte(done: Crawl, name: str) -> None:
    (page,) = done.pages(name)
    sent = ANSWERS[name]

    response, request, _ = read_capture(done.home.archive, page)

    assert response.head + response.body == sent
    assert request.head.startswith(f"GET /s/{name} HTTP/1.1\r\n".encode())
    assert b"Tap" not in request.head
    assert done.ids(name) == [1]


def test_the_request_is_kept_as_it_was_sent_and_says_who_asks(done: Crawl, site: Site) -> None:
    (page,) = done.pages("odd__head")
    sent = next(head for head in site.heads if head.startswith(b"GET /s/odd__head "))

    _, request, _ = read_capture(done.home.archive, page)

    assert request.head == sent + b"\r\n"
    for line in (b"User-Agent: Lurewatch/0.1", b"Accept-Encoding: gzip", b"Accept-Language: en"):
        assert line in sent.split(b"\r\n")
    for name in (b"Cookie", b"Referer"):
        assert name not in sent


def test_chunked_framing_is_gone_and_named(done: Crawl) -> None:
    (page,) = done.pages("in__chunks")

    response, *_ = read_capture(done.home.archive, page)

    assert response.body == ONE.encode()
    assert b"Transfer-Encoding" not in response.head
    assert dict(page.headers)["Transfer-Encoding"] == "chunked"


def test_an_answer_cut_short_is_archived_marked_and_a_gap(done: Crawl) -> None:
    (page,) = done.pages("cut__short")

    assert page.partial
    assert done.body(page) == ONE.encode()[:-30]
    assert [gap.kind for gap in done.gaps["cut__short"]] == ["partial"]
    assert done.ids("cut__short") == [1]


def test_a_capture_says_when_where_and_by_what(done: Crawl) -> None:
    page = done.pages("first__visit")[0]

    assert page.address == "127.0.0.1"
    assert page.asked_at is not None
    assert START <= page.asked_at <= page.fetched_at
    assert "scrapy" in (page.software or "")
    assert page.run == done.visit("first__visit").run
    assert page.id == done.visit("first__visit").pages[0]


def test_the_server_s_own_time_is_kept_beside_ours(done: Crawl) -> None:
    (page,) = done.pages("dated__page")
    (wrong,) = done.pages("badly__dated")

    assert page.server_date == START.replace(hour=2, minute=59)
    assert (wrong.server_date, dict(wrong.headers)["Date"]) == (None, "Mon, 05 Jan 99999 00:00:00 GMT")
    assert done.pages("first__visit")[0].server_date is None


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


def test_all_of_one_call_share_a_segment(done: Crawl) -> None:
    assert len(list(done.home.archive.rglob("*.warc.gz"))) == 1
    assert {capture.warc for found in done.captures.values() for capture in found} == {
        path.relative_to(done.home.archive).as_posix() for path in done.home.archive.rglob("*.warc.gz")
    }
