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
from enrichers.indicators import DESTINATIONS
from enrichers.signs import Sign, quote_signs
from posts.reading import FORBIDDING, ContextHit, ContextKind, IndicatorHit, Score, ScorePart

# Chat or typing work in a hotspot for far more than it pays there, or under a Chinese boss, is scam work renamed.
SCAM_WORK = (frozenset({"pay_high", "place_hotspot"}), frozenset({"req_chinese_plus", "place_hotspot"}))
# What lawful work abroad offers as well: a ticket, a passport made, somebody at the airport.
JOURNEY = frozenset({"ben_flight", "ben_passport", "travel_escort", "travel_group", "travel_transit", "place_vague"})
PEOPLE = frozenset({"help_seeking", "job_seeker"})
OFFERED = frozenset({"benefit", "requirement", "pay", "role"})
INVITING = frozenset({"contact_dm", "recruit_referral"})
# What people in need write of themselves in the words of an offer: debts, lost papers, fraud, the money asked of them.
TOLD = frozenset({"target_debt", "role_scam_open", "role_vague", "pay_high", "pay_foreign_currency"})
PLAIN = 5  # parts that hardly anybody tells who is in need: held back then, with the words of need shown
LURED_AWAY = frozenset({"target_debt", "contact_chat_only"})  # come to us instead, write to this account
MANY = 3  # parts of an offer; who asks for help tells one or two of the promises
CERTAIN = 3  # points of help seeking or job seeking that protect even a post with an offer in it
# Signs of a plea that do not need a second one where nothing is offered; to mention a relative is none.
DOUBT = frozenset({"captive", "missing", "freed", "stranded", "plea", "inside", "released"})


def add_gate(so_far: Findings, data: Data) -> Findings:
    """Add context, score, and what follows from them: protected, alertable or held back."""
    signs = (*so_far.signs, *quote_signs(so_far.look.text, so_far.indicators))
    points = {kind: data.contexts.points(kind, signs) for kind in data.contexts.rules}
    lure = lure_parts(so_far, data)
    total_lure = _sum(lure)
    made = set(_made(so_far, points, total_lure, data))
    protected = _is_protected(so_far, signs, points, data)
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
    is_offer = lure >= data.weights.threshold.high and _offered(so_far, data) >= MANY
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


def _is_ordinary_work(so_far: Findings, ids: set[str], data: Data) -> bool:
    """Say whether a post names ordinary work only, and no place in the countries of the compounds."""
    is_suspicious = "easy_money" in ids or any(data.indicators[name].group in {"role", "insider"} for name in ids)
    return so_far.names_work and not is_suspicious and not any(hit.row.cc in DESTINATIONS for hit in so_far.places)


def _is_core(hit: IndicatorHit, data: Data) -> bool:
    """Say whether a hit shows what ordinary adverts do not; a cue of less weight of its own is no such sign."""
    indicator = data.indicators[hit.id]
    return indicator.sign == "core" and hit.weight >= indicator.weight


def _is_extraordinary(hits: Iterable[IndicatorHit], so_far: Findings, data: Data) -> bool:
    """Say whether a post shows a sign of travel, debt, confinement, recruitment abroad or scam work."""
    hits = list(hits)
    ids = {hit.id for hit in hits}
    core = {hit.id for hit in hits if _is_core(hit, data)}
    if "place_hotspot" not in ids:
        core.discard("role_gambling")  # casinos with tables hire lawfully in many countries
    if _is_ordinary_work(so_far, ids, data):
        return bool(core - JOURNEY)
    if so_far.is_abroad or core:
        return True
    return any(ids >= signs for signs in SCAM_WORK) and any(data.indicators[name].group == "role" for name in ids)


def _is_protected(so_far: Findings, signs: Iterable[Sign], points: dict[ContextKind, int], data: Data) -> bool:
    """Say whether a post is by or about somebody in need, or by somebody who looks for work; doubt protects."""
    need = max(points["help_seeking"], points["job_seeker"])
    reported = any(points[kind] >= data.contexts.rules[kind].needs for kind in ("warning", "news"))
    brokered = any(hit.id == "exit_broker" for hit in so_far.indicators)
    offered = _offered(so_far, data)
    if offered >= PLAIN:
        return need > CERTAIN
    if brokered or reported or offered >= MANY:
        return need >= CERTAIN
    told = 0 if so_far.found else 1  # who names no contact tells of work rather than offering it
    return need >= 2 or (offered <= told and not _is_priced(so_far) and _is_in_doubt(signs, so_far))


def _is_priced(so_far: Findings) -> bool:
    """Say whether a post names a contact and pay from one sum to another: who was promised something names one sum."""
    spans = any(one.min is not None and one.max is not None and one.min < one.max for one in so_far.pay)
    return spans and bool(so_far.found)


def _is_in_doubt(signs: Iterable[Sign], so_far: Findings) -> bool:
    """Say whether one sign of need stands in a post that offers nothing; fear alone needs a place or a relative.

    A word for help alone stands in every report of a flood: it needs one of them too, or a country of the compounds.
    """
    names = {sign.sign for sign in signs if sign.kind == "help_seeking"}
    is_there = any(hit.id == "place_hotspot" for hit in so_far.indicators)
    is_near = is_there or "kin" in names or any(hit.row.cc in DESTINATIONS for hit in so_far.places)
    fears = "distress" in names and ("kin" in names or is_there)
    return bool(names & DOUBT) or fears or ("ask" in names and is_near)


def _offered(so_far: Findings, data: Data) -> int:
    """Return how much a post says that only an offer says: benefits, demands, kinds of work, ways to apply."""
    ids = {hit.id for hit in so_far.indicators}
    own = sum(data.indicators[name].group in OFFERED or name in INVITING for name in ids - TOLD)
    return own + (MANY - 1 if ids >= LURED_AWAY else 0)


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
