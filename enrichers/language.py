"""Language: which languages a text is written in, by span; script first, models and small words only inside a script.

Khmer, Burmese, Thai, Lao, Amharic, Tamil, Bengali and Chinese are known by their script. Latin, Devanagari, Arabic and
Cyrillic texts are voted on by CLD3, CLD2 and lists of small words; only the lists know romanised Hindi and Urdu and
Vietnamese without diacritics, to which both models are blind.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from enrichers.forms import Look
from enrichers.votes import UND, LanguageData, vote
from posts.reading import LanguageSpan
from posts.text import clean
from posts.text.zawgyi import is_zawgyi

SCRIPTS = {
    "latin": "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ",
    "cyrillic": "\u0400-\u052f",
    "arabic": "\u0620-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc",
    "devanagari": "\u0900-\u097f",
    "am": "\u1200-\u139f",
    "bn": "\u0980-\u09ff",
    "km": "\u1780-\u17ff",
    "lo": "\u0e80-\u0eff",
    "my": "\u1000-\u109f\uaa60-\uaa7f",
    "ta": "\u0b80-\u0bff",
    "th": "\u0e00-\u0e7f",
    "zh": "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff",
    "ja": "\u3041-\u30ff\u31f0-\u31ff",
    "other": "\u0370-\u03ff\u0530-\u05ff\u0a00-\u0b7f\u0c00-\u0dff\u10a0-\u11ff\uac00-\ud7af",
}
VOTED = frozenset({"latin", "cyrillic", "arabic", "devanagari"})
ZAWGYI = "my-Qaag"

MIN_PART = 30  # letters; a shorter line is too short to be judged by itself
HAN_LETTERS = 3  # a Han sign says as much as about three letters of an alphabet
MIN_GUEST = 15  # letters; fewer Latin letters inside another script are names and loan words, no language
MAX_PARTS = 16  # parts that are judged by themselves, so that a hostile text costs no more than an honest one
MIN_LEET = 3  # words with digits for letters that make a text a disguised one
LEAVES = 1.2  # votes that a part needs to be in another language than the whole

_RUN = re.compile("|".join(f"(?P<{name}>[{signs}]+)" for name, signs in SCRIPTS.items()))
_UNREAD = re.compile(r"https?://\S+|www\.\S+|[\w.+-]{0,64}@[\w.]*|#\w+|[a-z0-9-]{1,63}\.[a-z]{2,6}/\S*", re.IGNORECASE)
_LEET = re.compile(r"[a-z][0134578@$][a-z]|\b[a-z][0134578@$]|[0134578@$][a-z]{2}")
_BREAK = re.compile(r"[\n.!?;।။]")


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of one script; `lang` once it is judged."""

    script: str
    letters: int
    start: int
    end: int
    lang: str = UND


def languages(look: Look, data: LanguageData, hint: str | None = None) -> tuple[LanguageSpan, ...]:
    """Return the languages by span, those with most letters first; nothing for a text without letters."""
    text = clean(look.text)
    parts = _without_guests(list(_parts(text)))
    judged = [part for script in {part.script for part in parts} for part in _judged(text, parts, script, data, hint)]
    judged = _undisguised(judged, look, data, hint)
    letters: Counter[str] = Counter()
    for part in judged:
        letters[part.lang] += part.letters
    spans = _joined(sorted(judged, key=lambda part: part.start))
    return tuple(sorted(spans, key=lambda span: (-letters[span.lang], span.lang, span.start)))


def _parts(text: str) -> Iterator[_Part]:
    """Yield stretches of one script, those of voted scripts broken at line and sentence ends."""
    read = _UNREAD.sub(lambda unread: " " * len(unread.group()), text)
    script, letters, start, end = "", 0, 0, 0
    for run in _RUN.finditer(read):
        name = run.lastgroup or ""
        if name != script or _breaks(read, script, letters, end, run.start()):
            if letters:
                yield _Part(script, letters, start, end)
            script, letters, start = name, 0, run.start()
        end = run.end()
        letters += (end - run.start()) * (HAN_LETTERS if name == "zh" else 1)
    if letters:
        yield _Part(script, letters, start, end)


def _breaks(text: str, script: str, letters: int, end: int, start: int) -> bool:
    """Say whether a line or sentence ends here and what stands before is long enough to be judged by itself."""
    longest = max(MIN_PART, len(text) // MAX_PARTS)
    return script in VOTED and letters >= longest and _BREAK.search(text, end, start) is not None


def _without_guests(parts: list[_Part]) -> list[_Part]:
    """Leave out Latin names and loan words inside a text of another script."""
    total = sum(part.letters for part in parts)
    latin = sum(part.letters for part in parts if part.script == "latin")
    if latin * 2 >= total:
        return parts
    return [part for part in parts if part.script != "latin" or part.letters >= MIN_GUEST]


def _judged(text: str, parts: list[_Part], script: str, data: LanguageData, hint: str | None) -> list[_Part]:
    """Return the parts of one script with their language."""
    mine = [part for part in parts if part.script == script]
    read = [_UNREAD.sub(" ", text[part.start : part.end]) for part in mine]
    if script not in VOTED:
        lang = _by_script(script, parts, read)
        return [replace(part, lang=lang) for part in mine]
    whole, _ = vote(script, "\n".join(read), data, hint)
    judged = []
    for part, words in zip(mine, read, strict=True):
        lang, votes = vote(script, words, data, hint) if part.letters >= MIN_PART and len(mine) > 1 else (whole, 0.0)
        judged.append(replace(part, lang=lang if votes >= LEAVES and lang != UND else whole))
    return judged


def _undisguised(parts: list[_Part], look: Look, data: LanguageData, hint: str | None) -> list[_Part]:
    """Return Latin parts with the language of the undisguised text where that is another: k e r j 4 is Indonesian."""
    is_hidden = len(_LEET.findall(look.folded.text)) >= MIN_LEET
    asked = [part for part in parts if part.script == "latin" and (is_hidden or part.lang == UND)]
    if look.bare is look.folded or not asked:
        return parts
    lang, _ = vote("latin", _UNREAD.sub(" ", look.bare.text), data, hint)
    return [replace(part, lang=lang) if part in asked and lang != UND else part for part in parts]


def _by_script(script: str, parts: list[_Part], read: list[str]) -> str:
    if script == "my":
        return ZAWGYI if is_zawgyi(" ".join(read)) else "my"
    if script in {"ja", "other"} or (script == "zh" and any(part.script == "ja" for part in parts)):
        return UND
    return script


def _joined(parts: list[_Part]) -> Iterator[LanguageSpan]:
    """Yield one span for neighbouring parts of one language."""
    for number, part in enumerate(parts):
        if number and parts[number - 1].lang == part.lang:
            continue
        end = part.end
        for follower in parts[number + 1 :]:
            if follower.lang != part.lang:
                break
            end = follower.end
        yield LanguageSpan(lang=part.lang, start=part.start, end=end)
