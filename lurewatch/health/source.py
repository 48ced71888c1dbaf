"""Health of a source: its newest visits and posts against its own history.

A collector that breaks in silence is worse than none: each rule below has a name, and an empty page is never taken
for an empty channel. Baselines are the source's own (reliability.md §5, dashboard).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from crawlers.watchlist import Source
from index.ledger.known import Known
from lurewatch.counted import counted
from lurewatch.health.finding import Finding
from lurewatch.schedule import rest_after
from posts.capture import GOOD_OUTCOMES, Visit
from posts.post import Post

MISSED_INTERVALS = 3  # a visit that is late by two whole intervals was not only waiting for others
SLACK = timedelta(minutes=15)  # a machine that was just started
BASELINE = timedelta(days=28)
SILENCE = 7.0  # expected posts without any: by chance in e^-7, one of 1,100 windows (Poisson)
NEWEST = 40  # posts whose fields are compared with those of
EARLIER = 200  # posts before them; fewer than NEWEST of these say nothing
DROP = 0.2  # of the share of posts that have a field (spidermon's alarm is as large)
HOLES = 0.3  # more of the ids missing than before

DO = {
    "page_changed": "the markup has changed: update Lurewatch; everything is archived and will be read again",
    "blocked": "visit the page yourself; lengthen `every`, or hand in saved pages",
    "robots": "the site forbids reading this address: ask its owner, or hand in saved pages",
    "unreachable": "open the address in a browser; if it works there, check this machine's network",
    "no_preview": "it shows nothing to the public: hand in exports, or remove it from the watchlist",
    "unclaimed": "the name is gone: look for where the channel has moved, then correct the watchlist",
    "invalid_name": "correct the name in watchlist.toml",
    "budget": "raise pages_per_day, or lengthen `every`",
}

FIELDS: dict[str, Callable[[Post], object]] = {
    "text": lambda post: post.text,
    "time": lambda post: post.posted_at,
    "author": lambda post: post.author.name or post.author.handle,
    "views": lambda post: "views" in post.counts,
    "media": lambda post: any(media.role == "post" for media in post.media),
    "kept pictures": lambda post: any(media.sha256 for media in post.media),
}


@dataclass(frozen=True, slots=True)
class History:
    """What the ledger knows of one source: visits, oldest first; its newest posts, newest first."""

    source: Source
    visits: Sequence[Visit]
    posts: Sequence[Known]


def findings(history: History, now: datetime) -> list[Finding]:
    """Return everything that is wrong with one source."""
    if not history.source.enabled:
        return []
    failing = list(_failing(history))
    late = list(_late(history, now))
    if failing or late:
        return [*failing, *late]  # what it yields says nothing while it is not read
    return list(chain(_silent(history, now), _emptied_fields(history), _holes(history)))


def _failing(history: History) -> Iterator[Finding]:
    """Yield a finding when the last visit failed: since the first of the unbroken row of failures."""
    row: list[Visit] = []
    for visit in reversed(history.visits):
        if visit.outcome in GOOD_OUTCOMES:
            break
        row.append(visit)
    if row:
        newest, first = row[0], row[-1]
        detail = f" ({newest.detail})" if newest.detail else ""
        sentence = f"{newest.outcome}{detail} at {counted(len(row), 'visit')} in a row"
        yield _finding(history, newest.outcome, first.started_at, sentence, DO[newest.outcome])


def _late(history: History, now: datetime) -> Iterator[Finding]:
    do = "start `lurewatch watch`, or run `lurewatch collect`"
    if not history.visits:
        yield _finding(history, "never_visited", None, "it was never visited", do)
        return
    last = history.visits[-1].started_at
    if now - last > MISSED_INTERVALS * rest_after(history.source, last) + SLACK:
        yield _finding(history, "not_visited", last, f"not visited since {last:%Y-%m-%d %H:%M}Z", do)


def _silent(history: History, now: datetime) -> Iterator[Finding]:
    """Yield a finding when many posts were to be expected, by the source's own pace, and none came."""
    times = sorted(one.post.posted_at for one in history.posts if one.post.posted_at)
    recent = [at for at in times if at > times[-1] - BASELINE] if times else []
    if len(recent) < SILENCE:
        return
    span = max(recent[-1] - recent[0], timedelta(hours=1))
    expected = (now - recent[-1]) / span * (len(recent) - 1)
    if expected >= SILENCE:
        sentence = f"no new post since {recent[-1]:%Y-%m-%d %H:%M}Z, where about {expected:.0f} were to be expected"
        do = "open the channel in a browser: has it moved, or does the page hide its newest posts?"
        yield _finding(history, "zero_yield", recent[-1], sentence, do)


def _emptied_fields(history: History) -> Iterator[Finding]:
    newest = [one.post for one in history.posts[:NEWEST]]
    earlier = [one.post for one in history.posts[NEWEST : NEWEST + EARLIER]]
    if len(earlier) < NEWEST:
        return
    for name, field in FIELDS.items():
        now, before = (_share(posts, field) for posts in (newest, earlier))
        if before - now >= DROP:
            sentence = f"{name}: {now:.0%} of the newest {len(newest)} posts have it, {before:.0%} of those before"
            since = history.posts[len(newest) - 1].first_seen_at
            yield _finding(history, f"fill_rate_{name.replace(' ', '_')}", since, sentence, DO["page_changed"])


def _share(posts: Sequence[Post], field: Callable[[Post], object]) -> float:
    return sum(bool(field(post)) for post in posts) / len(posts)


def _holes(history: History) -> Iterator[Finding]:
    """Yield a finding when many more numbers are missing between the newest posts than before."""
    newest, earlier = (_missing(posts) for posts in (history.posts[:NEWEST], history.posts[NEWEST : NEWEST + EARLIER]))
    if newest is not None and earlier is not None and newest - earlier >= HOLES:
        sentence = f"{newest:.0%} of the ids between the newest {NEWEST} posts are missing, {earlier:.0%} before"
        do = "posts may be deleted quickly: visit more often; or the page hides some: open it in a browser"
        yield _finding(history, "id_gaps", history.posts[NEWEST - 1].first_seen_at, sentence, do)


def _missing(posts: Sequence[Known]) -> float | None:
    names = [(one.post.native_id or "").rpartition("/")[2] for one in posts]
    numbers = {int(name) for name in names if name.isdigit()}
    if len(numbers) < NEWEST:
        return None
    return 1 - len(numbers) / (max(numbers) - min(numbers) + 1)


def _finding(history: History, kind: str, since: datetime | None, sentence: str, do: str) -> Finding:
    return Finding(kind=kind, place=history.source.key, since=since, sentence=sentence, do=do)
