"""Watching: one parent that starts collecting, ingesting and telling as child processes, each when it is due.

A Scrapy reactor cannot be started twice, and a child that dies takes nothing along. At most two sources are visited
at once, never two of one host, never one twice at the same time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from crawlers.watchlist import Source
from lurewatch.schedule import next_visit

AT_ONCE = 2
TELL_EVERY = timedelta(minutes=15)  # rulings.md 2: at most one digest in a quarter of an hour


class Child(Protocol):
    """A command that runs by itself."""

    def poll(self) -> int | None:
        """Return its exit code, None while it runs."""

    def terminate(self) -> None:
        """Ask it to end cleanly."""


@dataclass(frozen=True, slots=True)
class World:
    """What watching needs of the world: the time, the sources, whether something waits, how to start a command."""

    now: Callable[[], datetime]
    sources: Callable[[], Sequence[Source]]
    waits: Callable[[], bool]
    start: Callable[[Sequence[str]], Child]
    has_room: Callable[[], bool] = lambda: True


@dataclass(slots=True)
class Watch:
    """What was visited when, and what runs now."""

    world: World
    last: dict[str, datetime]
    failures: dict[str, int] = field(default_factory=dict)
    told_at: datetime | None = None
    _visiting: dict[str, tuple[Source, Child]] = field(default_factory=dict)
    _working: dict[str, Child] = field(default_factory=dict)
    _stopped: set[str] = field(default_factory=set)

    def tick(self) -> None:
        """Note what has ended and start what is due."""
        now = self.world.now()
        self._note_ended()
        sources = self.world.sources()
        self._stop_switched_off({source.key for source in sources if source.enabled})
        for source in self.due(sources, now) if self.world.has_room() else ():
            self.last[source.key] = now
            self._visiting[source.key] = (source, self.world.start(("collect", source.key)))
        if "ingest" not in self._working and self.world.waits():
            self._working["ingest"] = self.world.start(("ingest",))
        if "digest" not in self._working and (self.told_at is None or now - self.told_at >= TELL_EVERY):
            self.told_at = now
            self._working["digest"] = self.world.start(("digest",))

    def due(self, sources: Iterable[Source], now: datetime) -> list[Source]:
        """Return the sources to visit now, those that wait longest first."""
        times = {one.key: next_visit(one, self.last.get(one.key), self.failures.get(one.key, 0)) for one in sources}
        waiting = [one for one in sources if one.enabled and times[one.key] <= now and one.key not in self._visiting]
        hosts = {host_of(source) for source, _ in self._visiting.values()}
        chosen: list[Source] = []
        for source in sorted(waiting, key=lambda one: (times[one.key], one.key)):
            if len(self._visiting) + len(chosen) < AT_ONCE and host_of(source) not in hosts:
                chosen.append(source)
                hosts.add(host_of(source))
        return chosen

    def stop(self) -> None:
        """Ask everything that runs to end."""
        for child in self.running():
            child.terminate()

    def running(self) -> list[Child]:
        """Return the children that run."""
        return [*(child for _, child in self._visiting.values()), *self._working.values()]

    def _stop_switched_off(self, on: Collection[str]) -> None:
        """End visits to sources that somebody has switched off, or taken from the watchlist, since they began."""
        for key, (_, child) in self._visiting.items():
            if key not in on and key not in self._stopped:
                self._stopped.add(key)
                child.terminate()

    def _note_ended(self) -> None:
        for key, (_, child) in list(self._visiting.items()):
            code = child.poll()
            if code is not None:
                del self._visiting[key]
                self._stopped.discard(key)
                self.failures[key] = 0 if code == 0 else self.failures.get(key, 0) + 1
        for name, child in list(self._working.items()):
            if child.poll() is not None:
                del self._working[name]


def host_of(source: Source) -> str:
    """Return what stands for the host of a source: its own server, else its platform's."""
    return source.base_url or source.platform


def failures_in_a_row(visits: Iterable[tuple[str, bool]]) -> dict[str, int]:
    """Return how many of each source's newest visits failed; visits are (source, was it good), oldest first.

    Whoever starts the watcher anew does not press a server that has just asked us to go slow.
    """
    found: dict[str, int] = {}
    for source, is_good in visits:
        found[source] = 0 if is_good else found.get(source, 0) + 1
    return found


def last_visits(visits: Iterable[tuple[str, datetime]], now: datetime) -> Mapping[str, datetime]:
    """Return when each source was visited last; a time in the future (the clock was set back) counts as now."""
    found: dict[str, datetime] = {}
    for source, at in visits:
        found[source] = max(found.get(source, at), at)
    return {source: min(at, now) for source, at in found.items()}
