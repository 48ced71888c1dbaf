"""Gate: which context a post stands in, what it scores, and so whether it may raise an alert.

No single weak sign makes a context; doubt protects people; a lure that is kept back is kept back with the words that
did it, never silently.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from enrichers.data_files import Data
from enrichers.findings import Findings
from enrichers.signs import Sign, quote_signs
from posts.reading import FORBIDDING, ContextHit, ContextKind, IndicatorHit, Score, ScorePart

# Chat or typing work in a hotspot town for far more than such work pays there is scam work by another name.
PAID_TOO_WELL = frozenset({"pay_high", "place_hotspot"})
PEOPLE = frozenset({"help_seeking", "job_seeker"})
OFFERED = frozenset({"benefit", "requirement", "pay", "role", "insider"})
NO_OFFER = frozenset({"target_debt"})  # people in debt or without papers write of themselves in the same words
MANY = 3  # of them; who asks for help tells one or two of the promises
CERTAIN = 3  # points of help seeking or job seeking that protect even a post with an offer in it
# Signs of a plea that do not need a second one where nothing is offered; to mention a relative is none.
DOUBT = frozenset({"ask", "captive", "missing", "freed", "stranded", "plea", "inside", "released"})


def add_gate(so_far: Findings, data: Data) -> Findings:
    """Add context, score, and what follows from them: protected, alertable or held back."""
    signs = (*so_far.signs, *quote_signs(so_far.look.text, so_far.indicators))
    points = {kind: data.contexts.points(kind, signs) for kind in data.contexts.rules}
    lure = lure_parts(so_far, data)
    total_lure = _sum(lure)
    made = set(_made(so_far, points, total_lure, data))
    protected = _is_protected(so_far, signs, points, total_lure, data)
    made |= {kind for kind in _doubts(points) if protected}
    context = _hits(signs, made)
    parts = (
        *lure,
        *(ScorePart(id=counter.id, points=counter.weight) for counter in data.weights.counter if counter.kind in made),
    )
    score = Score(total=_sum(parts), parts=parts)
    high = data.weights.threshold.high
    alertable = score.total >= high and not protected and not made & FORBIDDING
    held_back = total_lure >= high and not alertable and not protected
    return replace(
        so_far,
        signs=signs,
        context=context,
        score=score,
        protected=protected,
        alertable=alertable,
        suppressed_because=context if held_back else (),
    )


def _made(so_far: Findings, points: dict[ContextKind, int], lure: float, data: Data) -> Iterator[ContextKind]:
    """Yield the contexts that stand; who offers much is no seeker for one phrase."""
    is_offer = lure >= data.weights.threshold.high and _offers_much(so_far, data)
    for kind, rule in data.contexts.rules.items():
        needs = max(rule.needs, CERTAIN) if is_offer and kind in PEOPLE else rule.needs
        if points[kind] >= needs:
            yield kind


def lure_parts(so_far: Findings, data: Data) -> tuple[ScorePart, ...]:
    """Return the points of each indicator (its strongest hit) after the caps of its group and of ordinary posts."""
    best: dict[str, float] = defaultdict(float)
    for hit in so_far.indicators:
        best[hit.id] = max(best[hit.id], hit.weight)
    left = dict(data.weights.caps)
    parts = []
    for name, weight in sorted(best.items(), key=lambda item: (-item[1], item[0])):
        group = data.indicators[name].group
        allowed = min(weight, left.get(group, weight))
        if group in left:
            left[group] -= allowed
        parts.append(ScorePart(id=name, points=allowed))
    return (
        tuple(parts)
        if _is_extraordinary(so_far.indicators, so_far, data)
        else _capped(parts, data.weights.ordinary_cap)
    )


def _capped(parts: Iterable[ScorePart], cap: float) -> tuple[ScorePart, ...]:
    kept = []
    for part in parts:
        allowed = min(part.points, cap)
        cap -= allowed
        kept.append(ScorePart(id=part.id, points=allowed))
    return tuple(kept)


def _is_extraordinary(hits: Iterable[IndicatorHit], so_far: Findings, data: Data) -> bool:
    """Say whether a post shows a sign of travel, debt, confinement, recruitment abroad or scam work."""
    ids = {hit.id for hit in hits}
    if so_far.is_abroad or any(data.indicators[name].sign == "core" for name in ids):
        return True
    return ids >= PAID_TOO_WELL and any(data.indicators[name].group == "role" for name in ids)


def _is_protected(
    so_far: Findings, signs: Iterable[Sign], points: dict[ContextKind, int], lure: float, data: Data
) -> bool:
    """Say whether the post is by or about somebody in need, or by somebody who looks for work; doubt protects."""
    need, seek = points["help_seeking"], points["job_seeker"]
    reported = any(points[kind] >= data.contexts.rules[kind].needs for kind in ("warning", "news"))
    brokered = any(hit.id == "exit_broker" for hit in so_far.indicators)
    if brokered or reported or (lure >= data.weights.threshold.high and _offers_much(so_far, data)):
        return max(need, seek) >= CERTAIN
    in_doubt = any(sign.kind == "help_seeking" and sign.sign in DOUBT for sign in signs)
    return max(need, seek) >= 2 or (in_doubt and lure < data.weights.threshold.review)


def _offers_much(so_far: Findings, data: Data) -> bool:
    """Say whether a post says of an offer what only who makes it says: several benefits, demands, kinds of work."""
    ids = {hit.id for hit in so_far.indicators}
    return sum(data.indicators[name].group in OFFERED for name in ids - NO_OFFER) >= MANY


def _doubts(points: dict[ContextKind, int]) -> list[ContextKind]:
    """Return the kind that protects a post in doubt, so that it is shown."""
    kinds: tuple[ContextKind, ...] = ("help_seeking", "job_seeker")
    return [max(kinds, key=lambda kind: points[kind])]


def _hits(signs: Iterable[Sign], made: Iterable[ContextKind]) -> tuple[ContextHit, ...]:
    hits = {
        ContextHit(kind=sign.kind, phrase=sign.phrase, start=sign.start, end=sign.end)
        for sign in signs
        if sign.kind in set(made)
    }
    return tuple(sorted(hits, key=lambda hit: (hit.start, hit.end, hit.kind)))


def _sum(parts: Iterable[ScorePart]) -> float:
    return round(sum(part.points for part in parts), 2)
