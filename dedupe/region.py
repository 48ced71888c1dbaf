"""Region: the connected components of the pair graph that a change touches, found from there outward, to a limit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from dedupe.clusters import components
from dedupe.decisions import Ties
from dedupe.neighbours import Neighbours
from dedupe.score import Pair
from dedupe.thresholds import LARGE_PAIRS

Ends = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Touched:
    """Where to begin: wordings that came or changed, new pairs, and wordings that are gone."""

    wordings: set[str]
    pairs: Collection[Pair]
    gone: Collection[str]
    ties: Ties


@dataclass(frozen=True, slots=True)
class Region:
    """Whole components with all their pairs; and, of components too large to be looked at whole, what is touched."""

    wordings: list[str]
    pairs: list[Pair]
    large: list[set[str]] = field(default_factory=list)


def region(touched: Touched, known: Neighbours) -> Region:
    """Return the components that are touched, as they stand afterwards."""
    start = _start(touched)
    whole = _grown(start, touched, known, set(), set())
    if whole.pairs is not None:
        return Region(sorted(whole.wordings), list(whole.pairs.values()))
    parts = list(_parts(start, touched))
    if len(parts) == 1:
        return Region([], [], parts)
    wordings: set[str] = set()
    pairs: dict[Ends, Pair] = {}
    large: list[set[str]] = []
    crowd: set[str] = set()
    for part in parts:
        own = _grown(part, touched, known, crowd, wordings)
        if own.pairs is None:
            large.append(part)
            crowd |= own.wordings
        else:
            wordings |= own.wordings
            pairs |= own.pairs
    return Region(sorted(wordings), list(pairs.values()), large)


def _start(touched: Touched) -> set[str]:
    ends = {end for pair in touched.pairs for end in (pair.a, pair.b)}
    return {*touched.wordings, *ends} - set(touched.gone)


@dataclass(frozen=True, slots=True)
class _Found:
    """What was reached; without pairs where they are too many to be looked at."""

    wordings: set[str]
    pairs: Mapping[Ends, Pair] | None


def _grown(start: set[str], touched: Touched, known: Neighbours, crowd: set[str], done: set[str]) -> _Found:
    """Follow pairs and ties outward to what was `done` before, until they are too many or meet a known `crowd`.

    Otherwise each new text beside a component would read it again: four fifths of an ingest at 50,000 posts.
    """
    pairs = {(pair.a, pair.b): pair for pair in touched.pairs if pair.a in start or pair.b in start}
    gone = set(touched.gone)
    border, inside = start - done, set[str]()
    while border:
        inside |= border
        if border & crowd or known.has_more(border, LARGE_PAIRS):
            return _Found(inside, None)
        rows = known.pairs_of(border, LARGE_PAIRS)
        if len(rows) > LARGE_PAIRS:
            return _Found(inside | {end for pair in rows for end in (pair.a, pair.b)}, None)
        new = [pair for pair in rows if pair.a not in gone and pair.b not in gone]
        pairs |= {(pair.a, pair.b): pair for pair in new}
        if len(pairs) > LARGE_PAIRS:
            return _Found(inside | {end for pair in new for end in (pair.a, pair.b)}, None)
        border = ({end for pair in new for end in (pair.a, pair.b)} | touched.ties.beside(border)) - inside - done
    return _Found(inside, pairs)


def _parts(start: set[str], touched: Touched) -> Iterable[set[str]]:
    """Return what is touched in parts that new pairs or ties connect."""
    graph: dict[str, set[str]] = {one: touched.ties.beside([one]) & start for one in start}
    for pair in touched.pairs:
        graph[pair.a].add(pair.b)
        graph[pair.b].add(pair.a)
    return (set(part) for part in components(graph))
