"""Fields: which of them a source's posts have had so far, and since which visit its new posts lack them.

Each source is its own measure: a channel without pictures is no finding, one that always had them and has none is. How
many new posts are enough depends on how sure the field was: ten where nearly all had it, forty where half did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, takewhile
from math import comb

from index.ledger.known import Known
from posts.capture import Visit
from posts.post import Post

NEWEST = (10, 20, 40)  # new posts that are compared with those before; the fewest that tell count
EARLIER = 200  # posts before them; fewer than the most of the newest say nothing
DROP = 0.2  # of the share of posts that have a field (spidermon's alarm is as large)
CHANCE = 1e-4  # a drop that chance makes so rarely: at forty sources with hourly visits one in some weeks
MOST_COUNTS = 12  # names of counts that are watched, the commonest first

Has = Callable[[Post], object]
FIELDS: Mapping[str, Has] = {
    "text": lambda post: post.text,
    "time": lambda post: post.posted_at,
    "author": lambda post: post.author.name or post.author.handle,
    "media": lambda post: any(media.role == "post" for media in post.media),
    "kept pictures": lambda post: any(media.sha256 for media in post.media),
    "links": lambda post: post.links,
}


@dataclass(frozen=True, slots=True)
class Emptied:
    """A field that new posts lack: the shares of posts that have it, now and before, and the first bad visit."""

    name: str
    now: float
    before: float
    posts: int
    since: datetime


def emptied(posts: Sequence[Known], visits: Sequence[Visit]) -> Iterator[Emptied]:
    """Yield the fields that a source's new posts lack; `posts` are newest first, `visits` oldest first."""
    for name, has in watched(posts):
        found = next(filter(None, (_drop(name, has, posts, size, visits) for size in NEWEST)), None)
        if found is not None:
            yield found


def watched(posts: Iterable[Known]) -> Iterator[tuple[str, Has]]:
    """Yield the fields to watch: those of all posts, and each count that this source's posts have had."""
    yield from FIELDS.items()
    names: dict[str, int] = {}
    for one in posts:
        for name in one.post.counts:
            names[name] = names.get(name, 0) + 1
    for name in sorted(names, key=lambda one: (-names[one], one))[:MOST_COUNTS]:
        yield name, lambda post, name=name: name in post.counts  # type: ignore[misc]  # mypy infers no default of a lambda


def _drop(name: str, has: Has, posts: Sequence[Known], size: int, visits: Sequence[Visit]) -> Emptied | None:
    newest, earlier = posts[:size], posts[size : size + EARLIER]
    if len(earlier) < max(NEWEST):
        return None
    now, before = _share(newest, has), _share(earlier, has)
    usual = (before * len(earlier) + 1) / (len(earlier) + 2)  # never quite sure (rule of succession)
    if before - now < DROP or chance_of(round(now * size), size, usual) > CHANCE:
        return None
    return Emptied(name, now, before, size, _since(has, posts, before - DROP, visits))


def _share(posts: Sequence[Known], has: Has) -> float:
    return sum(bool(has(one.post)) for one in posts) / len(posts)


def chance_of(most: int, posts: int, share: float) -> float:
    """Return how likely it is that of so many posts at most so many have a field that a share of posts has."""
    return sum(comb(posts, hits) * share**hits * (1 - share) ** (posts - hits) for hits in range(most + 1))


def _since(has: Has, posts: Sequence[Known], least: float, visits: Sequence[Visit]) -> datetime:
    """Return the beginning of the first visit of the unbroken row of those whose new posts lack the field."""
    ordered = sorted(posts, key=lambda one: one.first_seen_at, reverse=True)
    batches = [(at, list(batch)) for at, batch in groupby(ordered, lambda one: began(one.first_seen_at, visits))]
    row = list(takewhile(lambda batch: _share(batch[1], has) <= least, batches))
    return row[-1][0] if row else batches[0][0]


def began(at: datetime, visits: Sequence[Visit]) -> datetime:
    """Return when the visit began that saw something at a moment; the moment itself where no visit is known."""
    return next((visit.started_at for visit in visits if visit.started_at <= at <= visit.ended_at), at)
