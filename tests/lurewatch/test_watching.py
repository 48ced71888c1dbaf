"""Watching in simulated time: nobody is visited twice at once, nobody is forgotten, a stop is followed by one visit."""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from crawlers.watchlist import Source
from lurewatch.practice.scene import scene
from lurewatch.practice.site import PracticeServer
from lurewatch.schedule import JITTER, MAX_BACKOFF, interval
from lurewatch.watching import AT_ONCE, TELL_EVERY, Watch, World, failures_in_a_row, host_of, last_visits
from posts.home import Home
from tests.conftest import START, Clock
from tests.lurewatch.calling import call

TICK = timedelta(seconds=10)
WEEK = timedelta(days=7)


@dataclass
class FakeChild:
    ends_at: datetime
    code: int
    clock: Clock
    asked_to_end: bool = False

    def poll(self) -> int | None:
        return self.code if self.clock() >= self.ends_at or self.asked_to_end else None

    def terminate(self) -> None:
        self.asked_to_end = True


@dataclass
class Town:
    """A week of 40 sources on 8 servers; some fail for days, visits take seconds to minutes."""

    clock: Clock
    chance: random.Random = field(default_factory=lambda: random.Random(7))
    started: list[tuple[datetime, tuple[str, ...]]] = field(default_factory=list)
    children: dict[str, FakeChild] = field(default_factory=dict)
    inbox: int = 0
    off: set[str] = field(default_factory=set)

    @property
    def sources(self) -> list[Source]:
        every = ("10m", "30m", "1h", "6h", None)
        return [
            Source(
                platform="telegram_web",
                name=f"loker__{number:02}",
                every=every[number % len(every)],
                base_url=f"http://127.0.0.1:{9000 + number % 8}",
                enabled=number != 39 and f"telegram_web:loker__{number:02}" not in self.off,
            )
            for number in range(40)
        ]

    def is_down(self, key: str) -> bool:
        return int(key[-2:]) % 7 == 0 and START + timedelta(days=2) < self.clock() < START + timedelta(days=4)

    def start(self, arguments: Sequence[str]) -> FakeChild:
        self.started.append((self.clock(), tuple(arguments)))
        name = " ".join(arguments)
        before = self.children.get(name)
        assert before is None or before.poll() is not None, f"{name} runs already"
        if arguments[0] == "collect":
            self._check_collect(arguments[1])
            self.inbox += 1
        if arguments[0] == "ingest":
            self.inbox = 0
        code = int(arguments[0] == "collect" and self.is_down(arguments[1]))
        takes = timedelta(seconds=self.chance.uniform(1, 40))
        self.children[name] = FakeChild(self.clock() + takes, code, self.clock)
        return self.children[name]

    def _check_collect(self, key: str) -> None:
        by_key = {source.key: source for source in self.sources}
        running = [
            by_key[name.partition(" ")[2]]
            for name, child in self.children.items()
            if name.startswith("collect") and child.poll() is None
        ]
        assert len(running) < AT_ONCE
        assert host_of(by_key[key]) not in {host_of(source) for source in running}

    def watch(self, last: dict[str, datetime] | None = None) -> Watch:
        return Watch(World(self.clock, lambda: self.sources, lambda: self.inbox > 0, self.start), dict(last or {}))

    def visits(self, key: str) -> list[datetime]:
        return [at for at, arguments in self.started if arguments == ("collect", key)]


def run(watch: Watch, clock: Clock, span: timedelta) -> None:
    end = clock() + span
    while clock() < end:
        watch.tick()
        clock.forward(seconds=TICK.total_seconds())


@pytest.fixture(scope="module")
def week() -> Town:
    town = Town(Clock())
    run(town.watch(), town.clock, WEEK)
    return town


def test_every_source_is_visited_as_often_as_it_asks(week: Town) -> None:
    late = timedelta(minutes=10)  # two at once, forty sources: somebody waits
    for source in week.sources[:-1]:
        times = week.visits(source.key)
        failing = int(source.key[-2:]) % 7 == 0
        longest = max(interval(source), MAX_BACKOFF) if failing else interval(source)
        rests = [later - earlier for earlier, later in itertools.pairwise(times)]
        assert min(rests) >= interval(source)
        assert max(rests) <= longest * (1 + JITTER) + late


def test_a_source_that_is_switched_off_is_never_visited(week: Town) -> None:
    assert week.visits("telegram_web:loker__39") == []


def test_what_was_collected_is_ingested_soon_and_people_are_told_each_quarter_of_an_hour_at_most(week: Town) -> None:
    done = Counter(arguments[0] for _, arguments in week.started)
    told = [at for at, arguments in week.started if arguments == ("digest",)]

    assert done["ingest"] > 0
    assert week.inbox <= AT_ONCE
    assert min(later - earlier for earlier, later in itertools.pairwise(told)) >= TELL_EVERY


def test_a_source_that_is_down_is_asked_less_and_less_and_comes_back(week: Town) -> None:
    times = week.visits("telegram_web:loker__07")  # every six hours or rarer
    down = [at for at in week.visits("telegram_web:loker__00") if timedelta(days=2) < at - START < timedelta(days=4)]

    assert len(down) < 15  # of 288 in two days of every ten minutes
    assert week.visits("telegram_web:loker__00")[-1] > START + WEEK - timedelta(minutes=30)
    assert times


def test_a_stop_of_three_days_is_followed_by_one_visit_a_source() -> None:
    town = Town(Clock(START + timedelta(days=3)))
    watch = town.watch({source.key: START for source in town.sources})

    run(watch, town.clock, timedelta(minutes=9))

    visits = Counter(arguments[1] for _, arguments in town.started if arguments[0] == "collect")
    assert set(visits.values()) == {1}
    assert len(visits) == 39


def test_a_visit_in_the_future_counts_as_one_now() -> None:
    found = last_visits([("a", START), ("b", START + timedelta(hours=5)), ("a", START - timedelta(hours=1))], START)

    assert found == {"a": START, "b": START}


def test_a_visit_to_a_source_that_is_switched_off_is_ended_and_not_begun_again() -> None:
    town = Town(Clock())
    watch = town.watch()
    watch.tick()
    key = next(arguments[1] for _, arguments in town.started if arguments[0] == "collect")

    town.off.add(key)
    run(watch, town.clock, timedelta(days=1))

    assert town.children[f"collect {key}"].asked_to_end
    assert len(town.visits(key)) == 1


def test_failures_before_a_restart_still_count() -> None:
    visits = [("a", True), ("a", False), ("b", False), ("a", False), ("b", True)]

    assert failures_in_a_row(visits) == {"a": 2, "b": 0}


def test_ending_asks_every_child_to_end() -> None:
    town = Town(Clock())
    watch = town.watch()
    watch.tick()

    watch.stop()

    assert all(child.asked_to_end for child in town.children.values())
    assert town.children


def test_watch_collects_ingests_and_mails_and_a_second_one_is_refused(home: Home) -> None:
    assert call("init", "--home", home.path).code == 0
    home.settings_file("alerts.toml").write_text(scene().alerts, encoding="utf-8")
    with PracticeServer() as server:
        home.settings_file("watchlist.toml").write_text(scene().watchlist(server.base_url), encoding="utf-8")
        command = [sys.executable, "-P", "-m", "lurewatch", "watch", "--home", str(home.path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            said = [process.stdout.readline()]
            second = call("watch", "--home", home.path)
            while "posts taken" not in said[-1]:
                said.append(process.stdout.readline())
            process.send_signal(signal.SIGTERM)
            said += process.stdout.readlines()

    assert (second.code, second.out) == (2, "")
    assert f"process {process.pid} is watching this home" in second.err
    assert process.returncode == 0
    assert said[-1] == "stopped; nothing is lost\n"
    assert any("read, with new posts" in line for line in said)
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)


def test_nothing_is_visited_while_there_is_no_room_and_nothing_counts_as_failed() -> None:
    town = Town(Clock(START))
    room = [False]
    world = World(town.clock, lambda: town.sources, lambda: False, town.start, lambda: room[0])
    watch = Watch(world, {})

    watch.tick()
    before = [words for _, words in town.started if words[0] == "collect"]
    room[0] = True
    watch.tick()

    assert before == []
    assert [words[0] for _, words in town.started].count("collect") == AT_ONCE
    assert watch.failures == {}
