"""Visits to a stream: read from where the last one stopped, up to now; every way to fail by its name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from crawlers.collect import Pace, collect
from crawlers.job import Job, Operator
from crawlers.reading import PageReader
from crawlers.reread import read_again
from crawlers.watchlist import Source
from posts import inbox
from posts.capture import Capture, Gap, Visit
from posts.home import Home
from posts.identity import named_id
from posts.post import Post
from posts.warc import body_of
from tests.conftest import START
from tests.crawlers.crawling import left_in, name_of
from tests.crawlers.stream.flow import ALICE, BOB, NOW, SECOND, Flow, account, event

QUICK = Pace(timeout_seconds=1.0)
KNOWN = [named_id("p1_", "bluesky", f"{ALICE}/3post{number:08d}") for number in (1, 2)]
WANTED = event(1, "Lowongan di KAMBOJA, gaji besar", at=NOW - SECOND)
NEWER = (
    '{"$type":"message","payload":{"$type":"network.bsky.jetstream.subscribeEvents#commit","seq":7,'
    f'"did":"{BOB}","time":"2026-01-05T02:59:59.000000Z","rev":"3r","operation":"create",'
    '"collection":"app.bsky.feed.post","rkey":"3new","cid":"bafy",'
    '"record":{"$type":"app.bsky.feed.post","createdAt":"2026-01-05T02:59:58Z","text":"Kerja Kamboja"}}}'
)


@dataclass
class Read:
    """What visits to one stream left, in order."""

    flow: Flow
    job: dict[str, Any]
    visits: list[Visit] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    pages: list[Capture] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    @property
    def visit(self) -> Visit:
        return self.visits[-1]

    @property
    def texts(self) -> list[str]:
        return [post.text for post in self.posts]


def streams() -> dict[str, Read]:
    """Return every stream of the scene with what its visit knows."""
    mixed = [account(NOW - 9 * SECOND), event(2, "Selamat pagi", at=NOW - 8 * SECOND), WANTED, event(3, "Makan siang")]
    many = [event(number, f"Kamboja {number}", at=NOW - (40 - number) * SECOND) for number in range(40)]
    changed = [event(1, "", operation="delete"), event(2, "tanpa kata itu", operation="update")]
    shapeless = [(NOW, '{"x": 1}')] * 3 + [(NOW, "[" * 90_000)] + [(NOW, event(1, "Kamboja"))]
    return {
        "mixed": Read(Flow(kept(*mixed)), {}),
        "again": Read(Flow(kept(event(1, "Kamboja satu", at=NOW - 60 * SECOND))), {}),
        "breaks": Read(Flow(kept(*many), break_after=[25, 37]), {}),
        "changed": Read(Flow(kept(*changed, event(5, "", operation="delete"))), {"known_posts": frozenset(KNOWN)}),
        "accounts": Read(
            Flow(kept(event(1, "apa saja", did=BOB, at=NOW - 900 * SECOND), event(2, "bukan dia"))),
            {"accounts": (BOB,)},
        ),
        "silent": Read(Flow(is_silent=True), {}),
        "hole": Read(Flow(kept(event(1, "Kamboja", at=NOW - 3600 * SECOND))), {"known_highest": NOW - 90_000 * SECOND}),
        "s403": Read(Flow(status=[403] * 9), {}),
        "s429": Read(Flow(status=[429] * 9), {}),
        "s500": Read(Flow(status=[500] * 9), {}),
        "s200": Read(Flow(status=[200] * 9), {}),
        "moved": Read(Flow(status=[302] * 9), {}),
        "forbidden": Read(Flow(robots=(200, "User-agent: *\nDisallow: /subscribe\n")), {}),
        "spent": Read(Flow(), {"pages_per_day": 3, "spent_today": 3}),
        "shapeless": Read(Flow(shapeless), {}),
        "newer": Read(Flow([(NOW, NEWER)]), {}),
    }


def kept(*frames: str) -> list[tuple[int, str]]:
    flow = Flow()
    flow.add(*frames)
    return flow.events


def visit(home: Home, reads: dict[str, Read]) -> None:
    """Visit streams and note what each left."""
    for path in inbox.waiting(home.inbox):
        path.unlink()
    jobs = []
    for name, read in reads.items():
        of_job = {key: read.job[key] for key in ("known_highest", "known_posts", "spent_today") if key in read.job}
        of_source = {key: read.job[key] for key in ("accounts", "pages_per_day") if key in read.job}
        words = () if "accounts" in of_source else ("kamboja",)
        source = Source(
            platform="bluesky", name=f"jetstream/{name}", base_url=read.flow.base_url, words=words, **of_source
        )
        jobs.append(Job(source=source, **of_job))
    result = collect(jobs, home, Operator(), now=START, pace=QUICK)
    assert not result.refused
    for line in (line for lines in left_in(home) for line in lines):
        match line:
            case inbox.PostLine(post=post):
                reads[short(post.source)].posts.append(post)
            case inbox.CaptureLine(capture=capture) if capture.purpose == "page":
                reads[short(capture.source)].pages.append(capture)
            case inbox.GapLine(gap=gap):
                reads[short(gap.source)].gaps.append(gap)
            case inbox.VisitLine(visit=ended):
                reads[short(ended.source)].visits.append(ended)


def short(source: str | None) -> str:
    return name_of(source).removeprefix("jetstream/")


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Flow]:
    with Flow() as made:
        yield made


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = Home(tmp_path_factory.mktemp("streams"))
    made.make()
    return made


@pytest.fixture(scope="module")
def done(home: Home, elsewhere: Flow) -> Iterator[dict[str, Read]]:
    reads = streams()
    reads["moved"].flow.headers = {"Location": f"{elsewhere.base_url}/subscribe"}
    reads["s429"].flow.headers = {"Retry-After": "7200"}
    with ExitStack() as opened:
        for read in reads.values():
            opened.enter_context(read.flow)
        visit(home, reads)
        reads["again"].flow.add(event(3, "Kamboja dua", at=reads["again"].flow.now()))
        visit(home, {"again": reads["again"]})  # the ledger knows nothing of the first visit yet: the file does
        yield reads


def test_the_posts_with_our_words_come_in_and_their_frames_stand_in_the_archive_as_they_were_sent(
    home: Home, done: dict[str, Read]
) -> None:
    read = done["mixed"]

    assert read.texts == ["Lowongan di KAMBOJA, gaji besar"]
    (post,), (page,) = read.posts, read.pages
    assert (post.platform, post.source) == ("bluesky", "bluesky:jetstream/mixed")
    assert post.native_id == f"{ALICE}/3post00000001"
    assert body_of(home.archive, page) == WANTED.encode() + b"\n"
    assert (page.status, page.address, post.capture) == (101, "127.0.0.1", page.id)
    assert (read.visit.outcome, read.visit.posts, read.visit.joined) == ("posts", 1, True)
    assert int(read.visit.last_id or 0) >= NOW


def test_the_stream_is_asked_for_posts_since_an_hour_ago_by_name(done: dict[str, Read]) -> None:
    flow = done["mixed"].flow

    assert flow.asked[0]["wantedCollections"] == ["app.bsky.feed.post"]
    assert int(flow.asked[0]["cursor"][0]) == pytest.approx(NOW - 3600 * SECOND, abs=300 * SECOND)
    assert flow.agents == ["Lurewatch/0.1"]


def test_the_archive_reads_again_to_the_same_posts(home: Home, done: dict[str, Read]) -> None:
    read = done["breaks"]

    with PageReader() as reader:
        again = [post for page in read.pages for post in read_again(home, page, reader).posts]

    assert [post.id for post in again] == [post.id for post in read.posts]


def test_a_later_visit_goes_on_a_little_before_where_the_last_one_stopped(done: dict[str, Read]) -> None:
    read = done["again"]

    first, second = (int(one["cursor"][0]) for one in read.flow.asked)
    assert first < NOW - 3000 * SECOND
    assert second == int(read.visits[0].last_id or 0) - 5 * SECOND
    assert read.texts == ["Kamboja satu", "Kamboja dua"]
    assert read.visit.joined


def test_a_broken_stream_is_opened_again_and_no_post_is_lost_or_doubled(done: dict[str, Read]) -> None:
    read = done["breaks"]

    assert sorted(read.texts) == sorted(f"Kamboja {number}" for number in range(40))
    assert (len(read.flow.asked), read.visit.outcome, read.visit.page_requests) == (3, "posts", 3)


def test_a_known_post_that_is_taken_back_is_looked_for_and_one_that_is_changed_comes_in_again(
    done: dict[str, Read],
) -> None:
    read = done["changed"]

    (page,) = read.pages
    assert page.looked_for == (KNOWN[0],)
    assert [(post.id, post.labels) for post in read.posts] == [(KNOWN[1], ("edited",))]
    assert [(one.post, one.capture, one.is_shown) for one in read.visit.looked] == [(KNOWN[0], page.id, False)]
    assert read.gaps == []


def test_accounts_are_sifted_by_the_server_and_may_be_quiet(done: dict[str, Read]) -> None:
    read = done["accounts"]

    assert read.flow.asked[0]["wantedDids"] == [BOB]
    assert (read.texts, read.visit.outcome, read.visit.joined) == (["apa saja"], "posts", True)
    assert int(read.visit.last_id or 0) == pytest.approx(NOW - 600 * SECOND, abs=300 * SECOND)


def test_silence_where_all_of_bluesky_should_be_heard_is_a_failure(done: dict[str, Read]) -> None:
    read = done["silent"]

    assert read.visit.outcome == "unreachable"
    assert "the stream is silent" in (read.visit.detail or "")


def test_what_the_server_no_longer_has_is_a_hole_with_its_bounds(done: dict[str, Read]) -> None:
    read = done["hole"]

    assert [gap.kind for gap in read.gaps] == ["stream_hole"]
    assert "from 2026-01-04 02:00Z to 2026-01-05 01:55Z" in read.gaps[0].sentence
    assert (read.visit.outcome, read.visit.joined) == ("posts", False)


@pytest.mark.parametrize(
    ("name", "outcome", "openings"),
    [("s403", "blocked", 1), ("s429", "blocked", 1), ("s500", "unreachable", 5), ("s200", "unreachable", 5)],
)
def test_a_server_that_does_not_open_the_stream_says_why(
    done: dict[str, Read], name: str, outcome: str, openings: int
) -> None:
    read = done[name]

    assert (read.visit.outcome, read.visit.page_requests) == (outcome, openings)
    assert f"the server answered {name[1:]}" in (read.visit.detail or "")


def test_a_server_that_asks_to_be_left_alone_is_heeded_by_the_next_visits(done: dict[str, Read]) -> None:
    wait = (done["s429"].visit.not_before or START) - START

    assert timedelta(hours=2) <= wait <= timedelta(hours=2, minutes=5)
    assert done["s403"].visit.not_before is None


def test_a_redirect_to_another_host_is_not_followed(done: dict[str, Read], elsewhere: Flow) -> None:
    assert (done["moved"].visit.outcome, elsewhere.asked) == ("unreachable", [])
    assert "redirects to a host that is not the platform's" in (done["moved"].visit.detail or "")


def test_robots_txt_is_asked_first_and_the_days_cap_counts_openings(done: dict[str, Read]) -> None:
    assert (done["forbidden"].visit.outcome, done["forbidden"].flow.asked) == ("robots", [])
    assert (done["spent"].visit.outcome, done["spent"].flow.asked) == ("budget", [])


def test_events_that_have_lost_their_shape_are_told(done: dict[str, Read]) -> None:
    read = done["shapeless"]

    assert (read.visit.outcome, read.texts) == ("page_changed", ["Kamboja"])
    assert "most events of the stream have lost their shape: 4 of " in (read.visit.detail or "")


def test_both_versions_of_the_wire_are_read(done: dict[str, Read]) -> None:
    assert [(post.native_id, post.text) for post in done["newer"].posts] == [(f"{BOB}/3new", "Kerja Kamboja")]
