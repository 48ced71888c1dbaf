"""Enrich: a post in, its Reading out; the enrichers in their order, each a pure function of what is known so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from enrichers.contacts import Asked, find_contacts
from enrichers.data_files import Data
from enrichers.findings import Findings, Question
from enrichers.forms import Look
from enrichers.gate import add_gate
from enrichers.indicators import add_indicators
from enrichers.language import languages
from enrichers.pay import Around, find_pay
from enrichers.roles import add_contacts
from enrichers.signs import find_signs, mail_signs
from posts.reading import Reading

MAX_READ_BYTES = 1 << 16  # of a text; the longest real posts are shorter (rulings: read_to)

Enricher = Callable[[Findings, Data], Findings]


def enrich(question: Question, data: Data) -> Reading:
    """Return what a post says; never raises, whatever the text; a longer text is read to 64 KiB and says so."""
    text, read_to = _readable(question.text)
    findings = Findings(question, Look(text))
    for enricher in ENRICHERS:
        findings = enricher(findings, data)
    return Reading(
        languages=findings.languages,
        contacts=findings.contacts,
        places=tuple(hit.place for hit in findings.places),
        pay=findings.pay,
        indicators=findings.indicators,
        context=findings.context,
        score=findings.score,
        alertable=findings.alertable,
        protected=findings.protected,
        data_version=data.version,
        licence_claimed=next((sign.phrase for sign in findings.signs if sign.sign == "number"), None),
        suppressed_because=findings.suppressed_because,
        image_text=question.image_text,
        read_to=read_to,
    )


def add_languages(so_far: Findings, data: Data) -> Findings:
    """Add the languages by span."""
    return replace(so_far, languages=languages(so_far.look, data.languages, so_far.question.lang))


def add_places(so_far: Findings, data: Data) -> Findings:
    """Add the places."""
    return replace(so_far, places=tuple(data.gazetteer.find(so_far.look)))


def add_found(so_far: Findings, data: Data) -> Findings:
    """Add the contacts, whose roles are not known yet: those of the text, then those of the pictures."""
    own = (so_far.question.country.upper(),) if so_far.question.country else ()
    by_lang = tuple(region for lang in so_far.langs for region in data.contacts.rows.regions.get(lang, ()))
    asked = Asked(so_far.question.platform, (*own, *by_lang), tuple(hit.row.cc for hit in so_far.places))
    pictured = {
        found.value: (found, line[found.start : found.end])
        for line in so_far.question.image_text
        for found in find_contacts(Look(line), data.contacts, asked)
    }
    found = tuple(find_contacts(so_far.look, data.contacts, asked))
    known = {one.value for one in found}
    return replace(so_far, found=found, pictured=tuple(one for name, one in pictured.items() if name not in known))


def add_pay(so_far: Findings, data: Data) -> Findings:
    """Add the pay."""
    taken = tuple((found.start, found.end) for found in so_far.found)
    return replace(so_far, pay=tuple(find_pay(so_far.look, data.pay, Around(so_far.langs, taken))))


def add_signs(so_far: Findings, data: Data) -> Findings:
    """Add the signs of a context."""
    langs = dict.fromkeys((*so_far.langs, "en"))
    signs = (
        *find_signs(so_far.look, data.contexts, langs),
        *mail_signs(so_far.found, data.contacts, so_far.look.text),
    )
    return replace(so_far, signs=signs)


ENRICHERS: tuple[Enricher, ...] = (
    add_languages,
    add_places,
    add_found,
    add_pay,
    add_signs,
    add_indicators,
    add_gate,
    add_contacts,
)


def _readable(text: str) -> tuple[str, int | None]:
    """Return the longest beginning of 64 KiB, and its length in code points where something was left out."""
    if len(text) * 4 <= MAX_READ_BYTES:
        return text, None
    data = text.encode("utf-8", "surrogatepass")
    if len(data) <= MAX_READ_BYTES:
        return text, None
    end = MAX_READ_BYTES
    while data[end] & 0xC0 == 0x80:
        end -= 1
    kept = data[:end].decode("utf-8", "surrogatepass")
    return kept, len(kept)
