"""Lint: what is wrong with a cue before a post is read with it: it does not compile, matches nothing, has no source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from enrichers.cues import Cue, bared_pattern, folded_pattern
from enrichers.forms import Look
from enrichers.patterns import Pattern, PatternError

EVERYDAY = "a e i o u the and di ke yang は 的 ที่ និង အ में এর کا छ இல் na እና le de и ແລະ 1 - ."  # no cue may be found here


def lint(cues: Iterable[Cue]) -> Iterator[str]:
    """Yield a sentence for each problem of these cues."""
    seen: set[tuple[str, str, str]] = set()
    for cue in cues:
        where = f"{cue.name} {cue.lang} {cue.row.p!r}"
        yield from (f"{where}: {problem}" for problem in problems_of(cue))
        key = (cue.name, cue.lang, cue.row.p)
        if key in seen:
            yield f"{where}: stands twice"
        seen.add(key)


def problems_of(cue: Cue) -> Iterator[str]:
    """Yield what is wrong with one cue."""
    if not cue.row.src:
        yield "it has no source"
    if not cue.row.p.strip():
        yield "it has no words"
        return
    try:
        _try(cue)
    except PatternError as problem:
        yield f"it does not compile: {problem}"
        return
    if not cue.row.re and not _is_found(cue.folded, cue.row.p):
        yield "it does not find its own words"
    if any(list(pattern.find(Look(EVERYDAY).folded)) for pattern in (cue.folded,)):
        yield "it is found where only small words stand"


def _try(cue: Cue) -> None:
    """Compile everything that the cue is made of, by looking once."""
    form = Look("x").folded
    for pattern in (cue.folded, cue.bare):
        list(pattern.find(form))
    for source in (cue.row.not_after, cue.row.not_before):
        for normal in (folded_pattern, bared_pattern):
            if source:
                list(Pattern(normal(source)).find(form))


def _is_found(pattern: Pattern, words: str) -> bool:
    return next(pattern.find(Look(words).folded), None) is not None
