"""A week of forty sources with outages, edits, removals, walls, a clock step and two kills; two days of ten in short.

No post is lost or doubled, every outage is a coverage gap with right bounds, each health finding is mailed once a day
until it is mended, and no source is asked more than its cap.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from crawlers.reading import PageReader
from index.ledger.coverage import every_visit
from index.ledger.known import Known, every
from index.ledger.schema import LANES
from lurewatch import pipeline
from lurewatch.health.outages import NOT_VISITED, Outage, every_outage
from lurewatch.health.telling import EVERY
from lurewatch.installation import opened
from lurewatch.searched import RECENT_GAPS, searched
from posts.capture import GOOD_OUTCOMES, Visit
from posts.home import Home
from tests.conftest import START, Clock
from tests.lurewatch.calling import call
from tests.lurewatch.week.living import HEALTH_EVERY, Life
from tests.lurewatch.week.town import FAULTS, HOUR, Server, town

STEP = timedelta(hours=-2)
OFF = timedelta(hours=7)  # after the second kill nobody starts the watcher for so long
WRITTEN, WANTED = '# to = ["desk@example.org"]', 'to = ["desk@example.org"]'


@dataclass
class Lived:
    """What a simulated span has left."""

    life: Life
    days: float
    posts: list[Known]
    visits: list[Visit]
    outages: list[Outage]
    gaps: tuple[str, ...]
    end: datetime

    @property
    def server(self) -> Server:
        return self.life.server

    def numbers(self, key: str) -> Counter[int]:
        return Counter(
            int((one.post.native_id or "").rpartition("/")[2]) for one in self.posts if one.post.source == key
        )

    def known(self, key: str) -> dict[int, Known]:
        own = [one for one in self.posts if one.post.source == key]
        return {int((one.post.native_id or "").rpartition("/")[2]): one for one in own}

    def began(self, visit: Visit) -> datetime:
        return self.life.began[visit.run]

    def own(self, key: str) -> list[Visit]:
        return sorted((visit for visit in self.life.visits if visit.source == key), key=self.began)


@pytest.fixture(
    scope="module",
    params=[pytest.param((10, 2.0), id="short"), pytest.param((40, 7.0), id="week", marks=pytest.mark.long)],
)
def lived(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    size, days = request.param
    home = Home(tmp_path_factory.mktemp("week") / "home")
    assert call("init", "--home", home.path).code == 0
    settings = home.settings_file("lurewatch.toml")
    settings.write_text(settings.read_text(encoding="utf-8").replace(WRITTEN, WANTED), encoding="utf-8")
    true, server = Clock(), town(size, days)
    home.settings_file("watchlist.toml").write_text(watchlist(server), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch, PageReader() as reader, opened(home, true) as here:
        life = Life(here, server, true, reader, patch)
        here.clock = life.wall
        end = START + timedelta(days=days)
        live(life, days, end)
        pipeline.ingest(here)
        with here.ledger.reading() as connection:
            posts = [one for lane in LANES for one in every(connection, lane)]
            visits = every_visit(connection)
            yield Lived(life, days, posts, visits, every_outage(visits), searched(connection).gaps, end)


def live(life: Life, days: float, end: datetime) -> None:
    """A visit is killed at a quarter, the clock steps back at 0.45; at 0.6 an ingest is killed and the watcher too."""
    life.kill_visit_at = START + timedelta(days=days * 0.25)
    watch = life.watch()
    life.live(watch, START + timedelta(days=days * 0.45))
    life.step = STEP
    life.kill_ingest_at = START + timedelta(days=days * 0.55)
    life.live(watch, START + timedelta(days=days * 0.6))
    life.true.forward(seconds=OFF.total_seconds())
    life.live(life.watch(), end)


def watchlist(server: Server) -> str:
    parts = []
    for channel in server.channels.values():
        source = channel.source
        when = f'every = "{source.every}"' if source.every else f'cron = "{source.cron}"\nzone = "{source.zone}"'
        head = f'[[source]]\nplatform = "{source.platform}"\nname = "{source.name}"\nbase_url = "{source.base_url}"'
        parts.append(f"{head}\n{when}\npages_per_day = {source.pages_per_day}\n")
    return "\n".join(parts)


def test_the_world_was_as_hard_as_it_should_be(lived: Lived) -> None:
    outcomes = Counter(visit.outcome for visit in lived.life.visits)

    assert lived.life.kill_visit_at is None
    assert lived.life.kill_ingest_at is None
    assert outcomes["unreachable"] > 0
    assert outcomes["blocked"] > 0
    assert outcomes["posts"] > 50
    assert any(one.revs > 1 for one in lived.posts)
    assert any(one.not_shown_at for one in lived.posts)


def test_no_post_that_was_ever_shown_is_lost_and_none_is_doubled(lived: Lived) -> None:
    for key, shown in lived.server.served.items():
        numbers = lived.numbers(key)
        assert set(numbers) == shown
        assert not [number for number, times in numbers.items() if times > 1]


def test_what_stood_at_the_last_visit_is_known(lived: Lived) -> None:
    """Also what was posted while the server was down, the watcher off, or the day's pages spent."""
    for key, channel in lived.server.channels.items():
        joined = [visit for visit in lived.own(key) if visit.joined and visit.unread_before is None]
        if not joined:
            continue
        at = max(lived.began(visit) for visit in joined)
        first = min(lived.known(key))
        standing = {item.number for item in channel.items if item.stands(at) and item.number >= first}
        assert standing <= set(lived.known(key))


def test_edits_and_removals_are_seen(lived: Lived) -> None:
    looked_again = timedelta(hours=26)  # a day after it was first seen, and the next visit
    for key, channel in lived.server.channels.items():
        if channel.faults or channel.source.pages_per_day < 60:
            continue
        known = lived.known(key)
        for item in channel.items:
            if item.at < START or item.number not in known or item.at > lived.end - looked_again - OFF - 24 * HOUR:
                continue
            if item.edited_at:
                assert known[item.number].post.text.endswith("kontak baru")
            if item.removed_at:
                assert known[item.number].not_shown_at is not None


def test_every_outage_is_a_gap_with_the_bounds_that_the_visits_show(lived: Lived) -> None:
    expected: set[str] = set()
    for key, channel in lived.server.channels.items():
        for begins, ends, kind in channel.faults:
            own = lived.own(key)
            inside = [one for one in own if begins <= lived.began(one) < ends]
            if not inside:
                continue
            before = [one for one in own if lived.began(one) < begins and one.outcome in GOOD_OUTCOMES]
            after = [one for one in own if lived.began(one) >= ends and one.outcome in GOOD_OUTCOMES]
            since = before[-1].started_at if before else inside[0].started_at
            until = after[0].started_at if after else None
            found = [one for one in lived.outages if (one.source, one.since, one.until) == (key, since, until)]
            assert [FAULTS[kind][2] in one.kind for one in found] == [True]
            expected.add(found[0].sentence())
    assert len(expected) >= len(lived.server.channels) // 5
    shown = expected & set(lived.gaps)
    assert shown == expected or len(shown) >= RECENT_GAPS // 2
    assert shown == expected or any("more gap" in gap for gap in lived.gaps)


def test_the_hours_without_a_watcher_are_gaps_too(lived: Lived) -> None:
    begins = START + timedelta(days=lived.days * 0.6) + STEP

    pauses = [one for one in lived.outages if one.kind == NOT_VISITED]

    assert pauses
    for one in pauses:
        assert one.until is not None
        assert one.since <= begins + HOUR
        assert one.until >= begins + OFF - HOUR


def test_no_source_is_asked_more_than_its_cap(lived: Lived) -> None:
    over = {
        place: pages
        for place, pages in lived.server.asked.items()
        if pages > lived.server.channels[place[0]].source.pages_per_day
    }

    assert over == {}
    assert any(pages == 8 for pages in lived.server.asked.values())  # the small caps were reached


def test_each_finding_is_mailed_once_a_day_until_it_is_mended(lived: Lived) -> None:
    told = lived.life.told
    failing = [key for key, channel in lived.server.channels.items() if channel.faults]

    for key, times in told.items():
        for earlier, later in itertools.pairwise(times):
            is_another = any(earlier < at <= later for at in lived.life.mended.get(key, []))
            assert is_another or later - earlier >= EVERY - HEALTH_EVERY
    for key in failing:
        mails = [at for finding, times in told.items() if finding.startswith(f"{key} ") for at in times]
        for one in (one for one in lived.outages if one.source == key and one.kind != NOT_VISITED):
            days = int(((one.until or lived.end) - one.since - 12 * HOUR) / EVERY)  # the first visit may be that late
            assert len(mails) >= days
    assert lived.life.mended


def test_all_of_it_is_sound(lived: Lived) -> None:
    assert call("check", "--home", lived.life.here.home.path).code == 0
