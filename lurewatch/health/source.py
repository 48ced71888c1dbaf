"""Health of a source: its newest visits and posts against its own history.

A collector that breaks in silence is worse than none: each rule below has a name, and an empty page is never taken
for an empty channel. Baselines are the source's own (reliability.md §5, dashboard).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, takewhile

from crawlers.watchlist import Source
from index.ledger.known import Known
from lurewatch.counted import counted
from lurewatch.health.fields import EARLIER, began, emptied
from lurewatch.health.finding import Finding
from lurewatch.schedule import rest_after, span_of
from posts.capture import GOOD_OUTCOMES, Gap, Visit

MISSED_INTERVALS = 3  # a visit that is late by two whole intervals was not only waiting for others
SLACK = timedelta(minutes=15)  # a machine that was just started
BASELINE = timedelta(days=28)
SILENCE = 7.0  # expected posts without any: by chance in e^-7, one of 1,100 windows (Poisson)
NEWEST = 40  # posts whose ids are compared with those of the EARLIER before them
STALE = timedelta(days=60)  # longer than any season without recruitment that we know of; the watchlist may say less
HOLES = 0.3  # more of the ids missing than before

DO = {
    "page_changed": "the markup has changed: update Lurewatch; everything is archived and will be read again",
    "blocked": "visit the page yourself; lengthen `every`, or hand in saved pages",
    "robots": "the site forbids it: ask its owner, hand in saved pages, or name the `agreement` that goes with a key",
    "unreachable": "open the address in a browser; if it works there, check this machine's network",
    "no_preview": "it shows nothing to the public: hand in exports, or remove it from the watchlist",
    "unclaimed": "the name is gone: look for where the channel has moved, then correct the watchlist",
    "invalid_name": "correct the name in watchlist.toml",
    "no_room": "make room on the disk: collecting goes on by itself",
    "budget": "raise pages_per_day, or lengthen `every`",
}

# Words of a visit's detail, and the name of what they mean; the first that fits counts (crawlers.walls).
WALLS = (
    ("captcha", "captcha"),
    ("login", "login_wall"),
    ("consent", "consent_page"),
    ("nothing is here", "soft_404"),
    ("a wall", "wall"),
    ("stream is silent", "silent_stream"),
    ("disk is nearly full", "no_room"),
)
# Kinds of gaps that say something about the pages themselves, and the findings they make.
TORN = {
    "partial": "truncated_pages",
    "page_changed": "markup_change",
    "unknown_part": "markup_change",
    "possible_evasion": "hidden_text",
    "page": "unread_pages",
    "crawl_delay": "crawl_delay",
    "forbidden_parts": "forbidden_parts",
    "stream_hole": "stream_hole",
    "slow_stream": "slow_stream",
}
DO_TORN = {
    "truncated_pages": "answers are cut on their way: check the network, then the size of the page",
    "markup_change": "parts of posts are no longer read: update Lurewatch; all is archived and will be read again",
    "hidden_text": "look at the page: somebody may hide words from programs",
    "unread_pages": "some pages could not be read: open one in a browser; if that works, wait for the next visit",
    "crawl_delay": "ask the site's owner for a pace, or lengthen `every` and lower pages_per_day",
    "forbidden_parts": "if posts are missing: ask the site's owner, or hand in saved pages",
    "stream_hole": "the stream keeps a day or so: visit it more often; what it no longer had is not collected",
    "slow_stream": "this machine or its line does not keep pace: visit it more often, or ask for accounts, not words",
}


@dataclass(frozen=True, slots=True)
class History:
    """What the ledger knows of one source: visits, oldest first; its newest posts, newest first."""

    source: Source
    visits: Sequence[Visit]
    posts: Sequence[Known]
    gaps: Sequence[Gap] = ()


def findings(history: History, now: datetime) -> list[Finding]:
    """Return everything that is wrong with one source."""
    if not history.source.enabled:
        return []
    failing = list(_failing(history))
    late = list(_late(history, now))
    torn = list(_torn(history))
    if failing or late:
        return [*failing, *late, *torn]  # what it yields says nothing while it is not read
    silent = list(_silent(history, now)) or list(_stale(history, now))
    return [*torn, *chain(silent, _emptied_fields(history), _holes(history))]


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
        kind = named(newest)
        yield _finding(history, kind, first.started_at, sentence, DO.get(kind, DO[newest.outcome]))


def named(visit: Visit) -> str:
    """Return the name of what stopped a visit: a captcha, a login and a consent page are mended in different ways."""
    detail = (visit.detail or "").lower()
    return next((kind for sign, kind in WALLS if sign in detail), visit.outcome)


def _torn(history: History) -> Iterator[Finding]:
    """Yield a finding for each kind of gap of the newest visit: since the first of the row of visits that had it."""
    by_run: dict[str, set[str]] = {}
    for gap in history.gaps:
        by_run.setdefault(gap.run, set()).add(TORN.get(gap.kind, ""))
    newest = by_run.get(history.visits[-1].run, set()) if history.visits else set()
    for kind in sorted(newest - {""}):
        row = _row_of(history, {run for run, kinds in by_run.items() if kind in kinds})
        said = [gap.sentence for gap in history.gaps if gap.run == row[0].run and TORN.get(gap.kind) == kind]
        sentence = f"{said[0]} ({counted(len(row), 'visit')} in a row)"
        yield _finding(history, kind, row[-1].started_at, sentence, DO_TORN[kind])


def _row_of(history: History, runs: Collection[str]) -> list[Visit]:
    """Return the newest visits, newest first, as far as all of them are of these runs."""
    return list(takewhile(lambda visit: visit.run in runs, reversed(history.visits)))


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


def _stale(history: History, now: datetime) -> Iterator[Finding]:
    """Yield a finding when the newest post is older than the watchlist says, or than any living source's."""
    times = [one.post.posted_at for one in history.posts if one.post.posted_at]
    if not times:
        return
    longest = span_of(history.source.silent_after) if history.source.silent_after else STALE
    newest = max(times)
    if now - newest > longest:
        sentence = f"its newest post is of {newest:%Y-%m-%d %H:%M}Z"
        do = "open it in a browser: has it moved or ended? Set silent_after to what is usual here"
        yield _finding(history, "stale_newest_post", newest, sentence, do)


def _emptied_fields(history: History) -> Iterator[Finding]:
    for one in emptied(history.posts, history.visits):
        sentence = (
            f"{one.name}: {one.now:.0%} of the newest {one.posts} posts have it, {one.before:.0%} of those before"
        )
        yield _finding(history, f"fill_rate_{one.name.replace(' ', '_')}", one.since, sentence, DO["page_changed"])


def _holes(history: History) -> Iterator[Finding]:
    """Yield a finding when many more numbers are missing between the newest posts than before."""
    newest, earlier = (_missing(posts) for posts in (history.posts[:NEWEST], history.posts[NEWEST : NEWEST + EARLIER]))
    if newest is not None and earlier is not None and newest - earlier >= HOLES:
        sentence = f"{newest:.0%} of the ids between the newest {NEWEST} posts are missing, {earlier:.0%} before"
        do = "posts may be deleted quickly: visit more often; or the page hides some: open it in a browser"
        since = began(history.posts[NEWEST - 1].first_seen_at, history.visits)
        yield _finding(history, "id_gaps", since, sentence, do)


def _missing(posts: Sequence[Known]) -> float | None:
    names = [(one.post.native_id or "").rpartition("/")[2] for one in posts]
    numbers = {int(name) for name in names if name.isdigit()}
    if len(numbers) < NEWEST:
        return None
    return 1 - len(numbers) / (max(numbers) - min(numbers) + 1)


def _finding(history: History, kind: str, since: datetime | None, sentence: str, do: str) -> Finding:
    return Finding(kind=kind, place=history.source.key, since=since, sentence=sentence, do=do)
