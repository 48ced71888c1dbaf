"""The reference page of reading: per language what posts are read by, how well, and whether anybody checked it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from enrichers import Data, load_data
from enrichers.calibration import Measured, load_calibration
from enrichers.names import READERS

MADE = "<!-- made by scripts/make-docs; do not edit -->\n"
LANGUAGES = {
    "en": "English",
    "id": "Indonesian",
    "zh": "Chinese",
    "vi": "Vietnamese",
    "th": "Thai",
    "km": "Khmer",
    "my": "Burmese",
    "hi": "Hindi",
    "bn": "Bengali",
    "ur": "Urdu",
    "ne": "Nepali",
    "ta": "Tamil",
    "tl": "Tagalog",
    "sw": "Swahili",
    "am": "Amharic",
    "fr": "French",
    "pt": "Portuguese",
    "ru": "Russian",
    "lo": "Lao (best effort)",
}


def reading_page() -> str:
    """Return the page, from the data that posts are read with."""
    data = load_data()
    return "\n".join([MADE, *_languages(data), "", *_indicators(data), "", *_counter(data), ""])


def _languages(data: Data) -> Iterator[str]:
    figures = load_calibration()
    cues = Counter(cue.lang for cue in data.lexicon.cues)
    contexts = Counter(cue.lang for cue in data.contexts.book.cues)
    yield "# Reading\n"
    yield "What posts are read by, in each language. Nothing here was checked by a native speaker of a language called"
    yield "unreviewed; how to have it checked: [review-cues](../howto/review-cues.md).\n"
    yield f"Found and right: on {figures.src}, {figures.measured}, alerts from {figures.threshold:g} points;"
    yield "in brackets 95 % intervals by Wilson. The authors of the cues invented the posts: an upper bound.\n"
    yield "| language | code | cues | cues of context | reviewed | lures found | leads that are lures |"
    yield "|---|---|---|---|---|---|---|"
    for code, name in LANGUAGES.items():
        state = "reviewed" if code in data.reviewed else "unreviewed"
        measured = figures.languages.get(code)
        found = f"{_share(measured)} |" if measured else "not measured | not measured |"
        yield f"| {name} | {code} | {cues[code]} | {contexts[code]} | {state} | {found}"


def _share(measured: Measured) -> str:
    parts = []
    for part, whole, (seen, low, high) in (
        (measured.found, measured.lures, measured.recall()),
        (measured.found, measured.found + measured.wrong, measured.precision()),
    ):
        parts.append(f"{part} of {whole} = {seen:.0%} ({low:.0%}-{high:.0%})")
    return " | ".join(parts)


def _indicators(data: Data) -> Iterator[str]:
    yield "## Indicators\n"
    weights = data.weights
    yield f"An alert needs {weights.threshold.high:g} points. Groups are capped: {_caps(data)}."
    yield "Without a sign of travel, debt, confinement, recruitment abroad or scam work (core) all of them"
    yield f"count at most {weights.ordinary_cap:g}.\n"
    yield f"| id | weight | group | core | how | {' | '.join(READERS)} |"
    yield f"|---|---|---|---|---|{'---|' * len(READERS)}"
    for one in data.weights.indicators:
        names = " | ".join(data.called(one.id, reader) for reader in READERS)
        yield f"| `{one.id}` | {one.weight:g} | {one.group} | {'yes' if one.sign else ''} | {one.kind} | {names} |"


def _caps(data: Data) -> str:
    return ", ".join(f"{group} {cap:g}" for group, cap in data.weights.caps.items())


def _counter(data: Data) -> Iterator[str]:
    yield "## Counter-evidence\n"
    yield "warning, news, help_seeking and job_seeker can forbid an alert; licensed, formal and named_employer only"
    yield "subtract.\n"
    yield f"| id | kind | points | {' | '.join(READERS)} |"
    yield f"|---|---|---|{'---|' * len(READERS)}"
    for one in data.weights.counter:
        names = " | ".join(data.called(one.id, reader) for reader in READERS)
        yield f"| `{one.id}` | {one.kind} | {one.weight:g} | {names} |"
