"""Anew: everything grouped at once, as `group` shows it and as `regroup` and `rebuild` put it into the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dedupe import kernel
from dedupe.batch import Batch, batch_of, verified
from dedupe.clusters import Group, clusters
from dedupe.composites import composites
from dedupe.decisions import Decision, ties
from dedupe.incremental import Changes
from dedupe.keys import Wording
from dedupe.naming import Minted, name
from dedupe.score import Pair
from dedupe.wordless import wordless


@dataclass(frozen=True, slots=True)
class Whole:
    """All texts grouped: `posts` of each wording are sorted; a post without letters has no wording."""

    batch: Batch
    written: Mapping[str, str | None]
    posts: Mapping[str, Sequence[str]]
    pairs: Sequence[Pair]
    groups: Sequence[Group]


def whole(texts: Mapping[str, str], decisions: Iterable[Decision] = ()) -> Whole:
    """Group texts by id; the answer is the same in any order of input."""
    batch = batch_of(list(texts.values()))
    written = dict(zip(texts, batch.written, strict=True))
    pairs = verified(batch).pairs(batch.names, np.diff(batch.texts.bounds))
    tied = ties(decisions, {post: wording for post, wording in written.items() if wording is not None})
    return Whole(batch, written, _posts(written), pairs, clusters(batch.names, pairs, tied))


def anew(
    texts: Mapping[str, str],
    decisions: Iterable[Decision],
    old: Mapping[str, str],
    minted: Minted,
    copies: Callable[[Collection[str]], Iterable[tuple[str, str]]] = lambda _: (),
) -> Changes:
    """Return what an empty memory must keep; clusters keep the names that `old` says their posts had.

    `copies` says which of some posts show copies of one picture: those without letters are told apart by that.
    """
    found = whole(texts, decisions)
    without = [post for post, wording in found.written.items() if wording is None]
    alone = wordless(without, copies(without))
    members = [tuple(sorted(post for wording in one for post in found.posts[wording])) for one in found.groups]
    names = name([*members, *alone], old, minted)
    named = dict(zip(found.groups, names.ids, strict=False))
    linked = composites(found.groups, found.pairs)
    rows = kernel.keys(found.batch.texts)
    wordings = zip(found.batch.names, found.batch.texts.split(), strict=True)
    return Changes(
        wordings=tuple(Wording(one, signs, rows[at]) for at, (one, signs) in enumerate(wordings)),
        pairs=tuple(found.pairs),
        posts=dict(found.written),
        clusters={post: cluster for one, cluster in zip([*members, *alone], names.ids, strict=True) for post in one},
        minted=names.minted,
        aliases=names.aliases,
        composites={one: tuple(named[other] for other in linked.get(one, ())) for one in found.batch.names},
    )


def _posts(written: Mapping[str, str | None]) -> dict[str, list[str]]:
    posts: dict[str, list[str]] = defaultdict(list)
    for post, wording in sorted(written.items()):
        if wording is not None:
            posts[wording].append(post)
    return dict(posts)
