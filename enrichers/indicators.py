"""Indicators: published red flags with the words that show them: of cues, of places, and computed from the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from enrichers.computed import computed
from enrichers.cues import CueHit
from enrichers.data_files import Data
from enrichers.findings import Findings
from enrichers.places import PlaceHit
from posts.reading import IndicatorHit

HOTSPOT_ROLES = ("hotspot", "hub", "border", "crossing", "irregular", "transit")
ORDINARY_ROLES = ("ordinary", "tourist")
DESTINATIONS = frozenset({"KH", "MM", "LA"})  # the countries where most compounds stand
WORK_NAMED = "work_named"  # cues of lexicon.yaml that name ordinary work: no indicator, but no vague task either
# Groups whose indicators an offer of work shows; two of them make a post an offer, or one beside money or a contact.
OFFER_GROUPS = frozenset({"pay", "requirement", "benefit", "role", "pressure", "travel", "insider"})


def add_indicators(so_far: Findings, data: Data) -> Findings:
    """Add the indicators, whether the post offers something, and whether it recruits abroad."""
    cue_hits = data.lexicon.find(so_far.look, dict.fromkeys((*so_far.langs, "en")))
    hits = [_lexical(hit, data) for hit in cue_hits if hit.cue.name in data.indicators]
    hits += [_of_place(hit, data) for hit in so_far.places if _is_hotspot(hit, so_far.langs, data)]
    names_work = any(hit.cue.name == WORK_NAMED for hit in cue_hits)
    seen = replace(
        so_far,
        indicators=tuple(hits),
        is_offer=_is_offer(hits, so_far, data) or names_work,
        names_work=names_work,
        is_abroad=_is_abroad(so_far, data),
        hidden=tuple(_hidden(so_far, cue_hits)),
    )
    hits += computed(seen, data)
    return replace(seen, indicators=tuple(sorted(hits, key=lambda hit: (hit.start, hit.end, hit.id))))


def _lexical(hit: CueHit, data: Data) -> IndicatorHit:
    weight = data.indicators[hit.cue.name].weight
    own = hit.cue.row.w
    return IndicatorHit(
        id=hit.cue.name,
        phrase=hit.phrase,
        start=hit.start,
        end=hit.end,
        weight=weight if own is None else min(own, weight),
        source=hit.cue.row.src,
    )


def _of_place(hit: PlaceHit, data: Data) -> IndicatorHit:
    indicator = data.indicators["place_hotspot"]
    place = hit.place
    return IndicatorHit(
        id=indicator.id,
        phrase=place.raw,
        start=place.start,
        end=place.end,
        weight=indicator.weight,
        source=indicator.src,
    )


def _is_hotspot(hit: PlaceHit, langs: Iterable[str], data: Data) -> bool:
    """Say whether a place is a hotspot, hub or crossing, or lies in a destination country that is not the reader's."""
    role, cc = hit.row.role, hit.row.cc
    if any(word in role for word in ORDINARY_ROLES):
        return False
    at_home = any(cc in data.weights.home.get(lang, ()) for lang in langs)
    if any(word in role for word in HOTSPOT_ROLES):
        return not (at_home and "hotspot" not in role)
    return cc in DESTINATIONS and not at_home


def _is_offer(hits: list[IndicatorHit], so_far: Findings, data: Data) -> bool:
    groups = {data.indicators[hit.id].group for hit in hits} & OFFER_GROUPS
    paid = [pay for pay in so_far.pay if pay.period != "ransom"]
    return len(groups) >= 2 or (len(groups) == 1 and bool(paid or so_far.found)) or bool(paid and so_far.found)


def _is_abroad(so_far: Findings, data: Data) -> bool:
    """Say whether the post names a hotspot or destination in a country where none of its languages is at home."""
    homes = [data.weights.home[lang] for lang in so_far.langs if lang in data.weights.home]
    if not homes or so_far.langs[0] not in data.weights.home:
        return False
    return any(
        _is_hotspot(hit, so_far.langs, data) and not any(hit.row.cc in home for home in homes) for hit in so_far.places
    )


def _hidden(so_far: Findings, cue_hits: list[CueHit]) -> Iterator[tuple[int, int]]:
    """Yield where a contact, a place or a cue is written in disguise."""
    yield from ((found.start, found.end) for found in so_far.found if found.hidden)
    yield from ((hit.place.start, hit.place.end) for hit in so_far.places if hit.hidden)
    yield from ((hit.start, hit.end) for hit in cue_hits if hit.hidden)
