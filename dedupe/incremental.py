"""Incremental: new posts beside known ones.

Only the components they touch are clustered again; since clusters are a function of each component alone, the result
is that of grouping everything at once. (As long as no key has more than 64 wordings: pairs once verified stay, where
a batch would not have looked for them.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dedupe.clusters import Group, clusters
from dedupe.composites import composites
from dedupe.keys import Wording
from dedupe.naming import Minted, name
from dedupe.neighbours import Neighbours, candidates
from dedupe.score import Pair, verify


@dataclass(frozen=True, slots=True)
class Changes:
    """What the memory of grouping must keep, change and drop; drop first."""

    gone: frozenset[str] = frozenset()  # wordings that no post has any more; their keys and pairs go too
    departed: frozenset[str] = frozenset()  # posts that are grouped no more
    wordings: tuple[Wording, ...] = ()  # new ones
    pairs: tuple[Pair, ...] = ()  # new ones
    posts: Mapping[str, str | None] = field(default_factory=dict)  # wording of each post that came or changed
    clusters: Mapping[str, str] = field(default_factory=dict)  # cluster of each post that came or moved
    minted: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)  # retired cluster id: its heir
    composites: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # other clusters of each wording looked at


def place(arrivals: Mapping[str, Wording | None], departures: Collection[str], known: Neighbours) -> Changes:
    """Return what changes when posts come, or come with another text, and others leave."""
    moves = _moves(arrivals, departures, known)
    wordings, pairs = _region(moves, known)
    groups = clusters(wordings, pairs)
    # Each text without letters is a cluster by itself.
    posts = [*_posts_by(groups, moves, known), *((post,) for post, own in moves.changed.items() if own is None)]
    old = known.clusters_of({*moves.changed, *moves.departed, *(post for one in posts for post in one)})
    names = name(posts, old, known.minted, moved=moves.changed)
    ids = {post: cluster for one, cluster in zip(posts, names.ids, strict=True) for post in one}
    ids |= _copies(moves, ids, known)
    named = dict(zip(groups, names.ids, strict=False))
    linked = composites(groups, pairs)
    return Changes(
        gone=moves.gone,
        departed=moves.departed,
        wordings=tuple(moves.fresh.values()),
        pairs=moves.pairs,
        posts={post: wording.id if wording else None for post, wording in moves.changed.items()},
        clusters={post: cluster for post, cluster in sorted(ids.items()) if old.get(post) != cluster},
        minted=names.minted,
        aliases=names.aliases,
        composites={wording: tuple(named[one] for one in linked.get(wording, ())) for wording in wordings},
    )


def renamed(changes: Changes, old: Mapping[str, str], minted: Minted) -> Changes:
    """Return the changes of placing everything anew with the names that clusters had before, as far as they stand."""
    members: dict[str, list[str]] = defaultdict(list)
    for post, cluster in changes.clusters.items():
        members[cluster].append(post)
    names = name(list(members.values()), old, minted)
    ids = dict(zip(members, names.ids, strict=True))
    return replace(
        changes,
        clusters={post: ids[cluster] for post, cluster in changes.clusters.items()},
        minted=names.minted,
        aliases=names.aliases,
        composites={wording: tuple(ids[one] for one in also) for wording, also in changes.composites.items()},
    )


@dataclass(frozen=True, slots=True)
class _Moves:
    """What comes and goes; `before` and `after` are the posts of each touched wording."""

    changed: Mapping[str, Wording | None]
    departed: frozenset[str]
    before: Mapping[str, frozenset[str]]
    after: Mapping[str, frozenset[str]]
    fresh: Mapping[str, Wording]
    gone: frozenset[str]
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
    return _Moves(changed, departed, before, after, fresh, gone, _new_pairs(fresh, gone, known))


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


def _new_pairs(fresh: Mapping[str, Wording], gone: Collection[str], known: Neighbours) -> tuple[Pair, ...]:
    """Verify the fresh wordings against what shares a key with them."""
    found = {one: others - set(gone) for one, others in candidates(fresh.values(), known).items()}
    wanted = {other for others in found.values() for other in others} - set(fresh)
    return tuple(verify(found, {**known.wordings(wanted), **fresh}))


def _region(moves: _Moves, known: Neighbours) -> tuple[list[str], list[Pair]]:
    """Return all wordings and pairs of the components that are touched, as they stand afterwards."""
    pairs = {(pair.a, pair.b): pair for pair in moves.pairs}
    lost = {wording for wording, posts in moves.after.items() if moves.before[wording] - posts}
    beside = {end for pair in known.pairs_of(moves.gone) for end in (pair.a, pair.b)}
    border = {*moves.fresh, *lost, *beside, *(end for ends in pairs for end in ends)} - moves.gone
    inside: set[str] = set()
    while border:
        inside |= border
        new = [pair for pair in known.pairs_of(border) if not {pair.a, pair.b} & moves.gone]
        pairs |= {(pair.a, pair.b): pair for pair in new}
        border = {end for pair in new for end in (pair.a, pair.b)} - inside
    return sorted(inside), list(pairs.values())


def _posts_by(groups: Sequence[Group], moves: _Moves, known: Neighbours) -> list[tuple[str, ...]]:
    held = {**known.posts_of({wording for one in groups for wording in one}), **moves.after}
    return [tuple(sorted(post for wording in one for post in held[wording])) for one in groups]


def _copies(moves: _Moves, ids: Mapping[str, str], known: Neighbours) -> dict[str, str]:
    """Return the clusters of posts that came with a known wording whose component is otherwise untouched."""
    copies = {post: min(moves.before[own.id]) for post, own in moves.changed.items() if own and post not in ids}
    clusters_of = known.clusters_of(set(copies.values()))
    return {post: clusters_of[model] for post, model in copies.items()}
