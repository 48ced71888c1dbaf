"""Incremental: new posts beside known ones.

Only the components they touch are clustered again; since clusters are a function of each component alone, the result
is that of grouping everything at once, as long as no limit is met: a key that more than 64 have (neighbours), or a
component too large to be looked at whole (crowd). What met a limit is told as unsettled.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from dedupe.clusters import Group, clusters
from dedupe.composites import composites
from dedupe.crowd import Beside, beside
from dedupe.decisions import Ties, ties
from dedupe.keys import Wording
from dedupe.naming import Names, name
from dedupe.neighbours import Neighbours, met
from dedupe.region import Touched, region
from dedupe.score import Pair, verify
from dedupe.thresholds import LARGE_PAIRS
from dedupe.wordless import Groups, complete


@dataclass(frozen=True, slots=True)
class Changes:
    """What the memory of grouping must keep, change and drop; drop first."""

    gone: frozenset[str] = frozenset()  # wordings that no post has any more; their keys and pairs go too
    departed: frozenset[str] = frozenset()  # posts that are grouped no more
    wordings: tuple[Wording, ...] = ()  # new ones
    unsettled: frozenset[str] = frozenset()  # wordings that met a limit
    pairs: tuple[Pair, ...] = ()  # new ones
    posts: Mapping[str, str | None] = field(default_factory=dict)  # wording of each post that came or changed
    clusters: Mapping[str, str] = field(default_factory=dict)  # cluster of each post that came or moved
    minted: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)  # retired cluster id: its heir
    composites: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # other clusters of each wording looked at


def place(
    arrivals: Mapping[str, Wording | None],
    departures: Collection[str],
    known: Neighbours,
    again: Collection[str] = (),
    wordless: Groups = (),
) -> Changes:
    """Return what changes when posts come, or come with another text, and others leave.

    What posts in `again` are part of is clustered again although nothing came: people decided something there.
    `wordless` are the touched groups of posts without letters, whole; one that none of them holds is one by itself.
    """
    moves = _moves(arrivals, departures, known)
    tied = _Tied.read(moves, known)
    touched = Touched({*_touched(moves, known), *tied.touched(again)}, moves.pairs, moves.gone, tied.ties)
    near = region(touched, known)
    groups = clusters(near.wordings, near.pairs, tied.ties)
    crowds = [beside(part & moves.fresh.keys(), moves.pairs, tied.ties, known) for part in near.large]
    names, changed = _named(groups, crowds, moves, known, wordless)
    named = dict(zip(groups, names.ids, strict=False))
    linked = composites(groups, near.pairs)
    also = {wording: tuple(named[one] for one in linked.get(wording, ())) for wording in near.wordings}
    return Changes(
        gone=moves.gone,
        departed=moves.departed,
        wordings=tuple(moves.fresh.values()),
        unsettled=moves.crowded.union(*(part & touched.wordings for part in near.large)),
        pairs=moves.pairs,
        posts={post: wording.id if wording else None for post, wording in moves.changed.items()},
        clusters=changed,
        minted=names.minted,
        aliases=names.aliases,
        composites=also | {wording: others for one in crowds for wording, others in one.links.items()},
    )


def _named(
    groups: Sequence[Group], crowds: Sequence[Beside], moves: _Moves, known: Neighbours, wordless: Groups
) -> tuple[Names, dict[str, str]]:
    """Return the names of clusters, those of `groups` first, and the cluster of each post that came or moved."""
    stray = [group for one in crowds for group, home in one.homes.items() if home is None]
    alone = complete(wordless, (post for post, own in moves.changed.items() if own is None))
    posts = [*_posts_by([*groups, *stray], moves, known), *alone]
    old = known.clusters_of({*moves.changed, *moves.departed, *(post for one in posts for post in one)})
    # A post that left a large component takes no name along: the posts that it leaves are not all looked at here.
    staying = {post: cluster for post, cluster in old.items() if not crowds or post not in moves.changed}
    names = name(posts, staying, known.minted, moved=moves.changed)
    ids = {post: cluster for one, cluster in zip(posts, names.ids, strict=True) for post in one}
    ids |= {post: home for one in crowds for group, home in one.homes.items() if home for post in _of(group, moves)}
    ids |= _copies(moves, ids, known)
    return names, {post: cluster for post, cluster in sorted(ids.items()) if old.get(post) != cluster}


@dataclass(frozen=True, slots=True)
class _Tied:
    """What people decided, as it stands after the moves."""

    ties: Ties
    written: Mapping[str, str]
    moved: frozenset[str]  # posts that a decision names and that came, changed or left

    @classmethod
    def read(cls, moves: _Moves, known: Neighbours) -> _Tied:
        decisions = known.decisions()
        named = {post for one in decisions for post in (*one.posts, *one.others)}
        written = {post: own for post, own in known.wordings_of(named).items() if post not in moves.departed}
        for post in named & moves.changed.keys():
            own = moves.changed[post]
            written = {one: wording for one, wording in written.items() if one != post}
            written |= {post: own.id} if own else {}
        return cls(ties(decisions, written), written, frozenset(named & {*moves.changed, *moves.departed}))

    def touched(self, again: Collection[str]) -> set[str]:
        """Return the wordings of posts that are looked at again, and of decisions that mean something else now."""
        own = {self.written[post] for post in again if post in self.written}
        return own | (set(self.written.values()) if self.moved else set())


@dataclass(frozen=True, slots=True)
class _Moves:
    """What comes and goes; `before` and `after` are the posts of each touched wording."""

    changed: Mapping[str, Wording | None]
    departed: frozenset[str]
    before: Mapping[str, frozenset[str]]
    after: Mapping[str, frozenset[str]]
    fresh: Mapping[str, Wording]
    gone: frozenset[str]
    crowded: frozenset[str]
    pairs: tuple[Pair, ...]


def _moves(arrivals: Mapping[str, Wording | None], departures: Collection[str], known: Neighbours) -> _Moves:
    departed = frozenset(departures) - set(arrivals)
    was = known.wordings_of({*arrivals, *departed})
    changed = _changed(arrivals, was, known)
    came = {wording.id: wording for wording in changed.values() if wording}
    left = {post: was[post] for post in (*changed, *departed) if post in was}
    touched = {*came, *left.values()}
    held = known.posts_of(touched)
    before = {wording: frozenset(held.get(wording, ())) for wording in touched}
    coming: dict[str, set[str]] = defaultdict(set)
    for post, wording in changed.items():
        if wording:
            coming[wording.id].add(post)
    after = {wording: frozenset(before[wording] - set(left) | coming[wording]) for wording in touched}
    fresh = {wording: came[wording] for wording in sorted(came) if not before[wording]}
    gone = frozenset(wording for wording in touched if not after[wording])
    meeting = met(fresh.values(), known)
    pairs = _new_pairs(fresh, gone, meeting.candidates, known)
    return _Moves(changed, departed, before, after, fresh, gone, meeting.crowded, pairs)


def _changed(
    arrivals: Mapping[str, Wording | None], was: Mapping[str, str], known: Neighbours
) -> dict[str, Wording | None]:
    """Return the arrivals that are new or have other letters than before."""
    grouped = known.clusters_of(set(arrivals))
    return {
        post: wording
        for post, wording in sorted(arrivals.items())
        if post not in grouped or was.get(post) != (wording.id if wording else None)
    }


def _new_pairs(
    fresh: Mapping[str, Wording], gone: Collection[str], candidates: Mapping[str, set[str]], known: Neighbours
) -> tuple[Pair, ...]:
    """Verify the fresh wordings against what shares a key with them."""
    found = {one: others - set(gone) for one, others in candidates.items()}
    wanted = {other for others in found.values() for other in others} - set(fresh)
    return tuple(verify(found, {**known.wordings(wanted), **fresh}))


def _touched(moves: _Moves, known: Neighbours) -> set[str]:
    """Return the wordings that came, lost a post, or stand beside one that is gone."""
    lost = {wording for wording, posts in moves.after.items() if moves.before[wording] - posts}
    near = known.pairs_of(moves.gone, LARGE_PAIRS) if moves.gone else ()
    return {*moves.fresh, *lost, *(end for pair in near for end in (pair.a, pair.b))} - moves.gone


def _posts_by(groups: Sequence[Group], moves: _Moves, known: Neighbours) -> list[tuple[str, ...]]:
    held = {**known.posts_of({wording for one in groups for wording in one}), **moves.after}
    return [tuple(sorted(post for wording in one for post in held[wording])) for one in groups]


def _of(group: Group, moves: _Moves) -> list[str]:
    return [post for wording in group for post in moves.after[wording]]


def _copies(moves: _Moves, ids: Mapping[str, str], known: Neighbours) -> dict[str, str]:
    """Return the clusters of posts that came with a known wording whose component is otherwise untouched."""
    copies = {post: min(moves.before[own.id]) for post, own in moves.changed.items() if own and post not in ids}
    clusters_of = known.clusters_of(set(copies.values()))
    return {post: clusters_of[model] for post, model in copies.items()}
