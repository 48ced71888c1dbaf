"""Computed: the indicators that no single word shows; each points at the words that it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from enrichers.data_files import Data
from enrichers.findings import Findings
from enrichers.places import PlaceHit
from posts.reading import IndicatorHit, Pay

CHAT = frozenset({"telegram", "whatsapp", "line", "wechat", "qq", "zalo", "viber"})
ABROAD = frozenset({"place_vague", "ben_flight", "entry_tourist_visa", "travel_transit", "travel_irregular"})
FLAG = "\U0001f1e6"  # the first regional indicator; a flag is two of them


def computed(so_far: Findings, data: Data) -> Iterator[IndicatorHit]:
    """Yield the computed indicators of a post."""
    hidden = so_far.hidden[:1]
    yield from (_hit("contact_obfuscated", span, so_far, data) for span in hidden)
    if not so_far.is_offer:
        return
    spans = {
        "pay_high": _pay_high(so_far, data),
        "role_vague": _role_vague(so_far, data),
        "contact_chat_only": _chat_only(so_far, data),
        "employer_unnamed": _employer_unnamed(so_far),
        "style_flags": next((_span(hit) for hit in so_far.places if hit.place.raw[:1] >= FLAG), None),
    }
    yield from (_hit(name, span, so_far, data) for name, span in spans.items() if span is not None)


Span = tuple[int, int]


def _hit(name: str, span: Span, so_far: Findings, data: Data) -> IndicatorHit:
    indicator = data.indicators[name]
    start, end = span
    return IndicatorHit(
        id=name,
        phrase=so_far.look.text[start:end],
        start=start,
        end=end,
        weight=indicator.weight,
        source=indicator.src,
    )


def _pay_high(so_far: Findings, data: Data) -> Span | None:
    """Return the first pay that is far above an origin country's (by the table of indicators.yaml)."""
    limit = _limit(so_far, data)
    if any(sign.kind == "formal" and sign.sign in {"email", "office"} for sign in so_far.signs):
        return None  # a firm that can be asked; what is much for chat work is usual pay for an engineer
    monthly = [pay for pay in so_far.pay if pay.period != "hour"]  # pay by the hour is that of a rich country at home
    return next(((pay.start, pay.end) for pay in monthly if (_usd(pay) or 0) >= limit), None)


def _limit(so_far: Findings, data: Data) -> float:
    weights = data.weights
    country = so_far.question.country or next(
        (weights.origin[lang] for lang in so_far.langs if lang in weights.origin), ""
    )
    return weights.pay_high_usd.get(country.upper(), weights.pay_high_anywhere_usd)


def _usd(pay: Pay) -> float | None:
    return pay.usd_month_max if pay.usd_month_max is not None else pay.usd_month_min


def _role_vague(so_far: Findings, data: Data) -> Span | None:
    """Return the first words of an offer abroad that names no work: neither a suspicious one nor an ordinary one."""
    groups = {data.indicators[hit.id].group for hit in so_far.indicators}
    is_said = "role" in groups or "insider" in groups or so_far.names_work or _is_no_job(so_far)
    is_abroad = so_far.is_abroad or any(hit.id in ABROAD for hit in so_far.indicators)
    return _first(so_far) if is_abroad and not is_said else None


def _chat_only(so_far: Findings, data: Data) -> Span | None:
    chats = [(found.start, found.end) for found in so_far.found if found.type in CHAT]
    formal = any(
        sign.kind in {"formal", "licensed"} and sign.sign in {"email", "number", "office"} for sign in so_far.signs
    )
    sites = [
        found for found in so_far.found if found.type == "url" and _host(found.value) not in data.contacts.shorteners
    ]
    return chats[0] if chats and not formal and not sites else None


def _employer_unnamed(so_far: Findings) -> Span | None:
    if any(hit.id == "exit_broker" for hit in so_far.indicators):
        return None
    named = any(sign.kind == "named_employer" or sign.sign in {"number", "email"} for sign in so_far.signs)
    return None if named else _first(so_far)


def _host(value: str) -> str:
    return value.removeprefix("url:").partition("/")[0]


def _is_no_job(so_far: Findings) -> bool:
    """Say whether the post offers something else than work: a way out, a change of company."""
    return any(hit.id in {"exit_broker", "target_debt"} for hit in so_far.indicators)


def _first(so_far: Findings) -> Span | None:
    """Return the first words that show the post to be an offer."""
    return next(((hit.start, hit.end) for hit in sorted(so_far.indicators, key=lambda hit: hit.start)), None)


def _span(hit: PlaceHit) -> Span:
    return hit.place.start, hit.place.end
