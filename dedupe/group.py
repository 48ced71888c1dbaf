"""Group: a whole stream of texts into clusters, for the command of that name and as the measure of what ingest does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

import msgspec

from dedupe.anew import whole
from dedupe.composites import composites
from dedupe.decisions import Decision
from dedupe.score import Pair
from dedupe.thresholds import PER_KEY
from dedupe.wordless import wordless
from posts.errors import LineRefused, LurewatchError
from posts.jsonl import check_text, load, numbered_lines

PairLine = tuple[str, str, float]


class GroupLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of input; unknown keys are ignored."""

    id: str
    text: str
    images: tuple[str, ...] = ()


class Grouped(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the answer: the cluster is named by its smallest post; `also` are the others of a composite post."""

    id: str
    cluster: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grouping:
    """The answer: one line for each text in the order of input, and the verified pairs."""

    lines: tuple[Grouped, ...]
    posts: Mapping[str, Sequence[str]]  # of each wording, sorted
    pairs: tuple[Pair, ...]

    def post_pairs(self) -> Iterator[PairLine]:
        """Yield every verified pair of posts once: a < b and the score; posts with the same letters score 1.

        Of a wording with more than 64 posts only the 64 of smallest id pair with all others, as for keys.
        """
        for posts in self.posts.values():
            for place, a in enumerate(posts[:PER_KEY]):
                yield from ((a, b, 1.0) for b in posts[place + 1 :])
        for pair in self.pairs:
            yield from ((min(ends), max(ends), pair.score) for ends in self._ends(pair))

    def _ends(self, pair: Pair) -> Iterator[tuple[str, str]]:
        for place, one in enumerate(self.posts[pair.a]):
            yield from ((one, other) for other in self.posts[pair.b][: None if place < PER_KEY else PER_KEY])


def group(
    texts: Mapping[str, str], decisions: Iterable[Decision] = (), copies: Iterable[tuple[str, str]] = ()
) -> Grouping:
    """Return the clusters of texts by id, as people decided where they did; the same in any order of input.

    `copies` are pairs of ids that show copies of one picture; texts without letters are told apart by them.
    """
    found = whole(texts, decisions)
    alone = wordless([post for post, wording in found.written.items() if wording is None], copies)
    heads = {post: one[0] for one in alone for post in one}
    for one in found.groups:
        heads |= dict.fromkeys(one, min(found.posts[wording][0] for wording in one))
    linked = composites(found.groups, found.pairs)
    also = {one: tuple(sorted(heads[others[0]] for others in linked[one])) for one in linked}
    lines = tuple(_line(post, wording, heads, also) for post, wording in found.written.items())
    return Grouping(lines, found.posts, tuple(found.pairs))


def _line(post: str, wording: str | None, heads: Mapping[str, str], also: Mapping[str, tuple[str, ...]]) -> Grouped:
    if wording is None:
        return Grouped(id=post, cluster=heads[post])
    return Grouped(id=post, cluster=heads[wording], also=also.get(wording, ()))


def read_lines(stream: BinaryIO, name: str, refuse: Callable[[LineRefused], None]) -> Iterator[tuple[int, GroupLine]]:
    """Yield (line number, line) of what can be taken; each other line is refused with its place."""
    seen: set[str] = set()
    for number, raw in numbered_lines(stream):
        try:
            line = load(raw, GroupLine, file=name, number=number)
            check_text(line.text, file=name, number=number)
            if line.id in seen:
                raise LineRefused(
                    f"the id {line.id!r} came before", "give each line its own id", file=name, line=number
                )
        except LineRefused as problem:
            refuse(problem)
            continue
        seen.add(line.id)
        yield number, line


def image_refusals(
    lines: Iterable[tuple[int, GroupLine]], name: str, look: Callable[[str], object]
) -> Iterator[LineRefused]:
    """Yield a refusal for each image that `look` (path in, any error of ours out) cannot look at; its line stays."""
    for number, line in lines:
        for path in line.images:
            try:
                look(path)
            except LurewatchError as problem:
                what = f"the image {path!r} cannot be used: {problem.what}"
                yield LineRefused(what, problem.do or "leave it out", file=name, line=number)


def group_lines(lines: Iterable[GroupLine], copies: Iterable[tuple[str, str]] = ()) -> Grouping:
    """Return the clusters of lines that were read; `copies` are pairs of them that show copies of one picture."""
    return group({line.id: line.text for line in lines}, copies=copies)
