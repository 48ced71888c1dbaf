"""Highlights: where in the original text the words of a query stand; our own, so equal on every engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from index.analysis import JOINT, Phrase, Word, bare_words, exact_words
from index.query.resembling import near_in, resembles
from index.query.tree import Like, Near, Query, Resembling, Words, sought_words


def highlights(query: Query, text: str) -> list[tuple[int, int]]:
    """Return the spans of a text that a query looks for, in order, without overlaps; what it denies is left out."""
    sought = list(sought_words(query))
    phrases = [one for one in sought if isinstance(one, Words)]
    exact = _found([one.exact for one in phrases], text, exact_words)
    bare = _found([one.bare for one in phrases], text, bare_words)
    others = (span for one in sought if not isinstance(one, Words) for span in _single(one, text))
    return _merged([*exact, *bare, *others])


def _single(sought: Resembling | Near | Like, text: str) -> Iterator[tuple[int, int]]:
    """Yield the single words that a pattern, slips, closeness or likeness look for."""
    for words_of, side in ((exact_words, "exact"), (bare_words, "bare")):
        words = words_of(text)
        for at in _places(sought, side, [word.text for word in words]):
            yield words[at].start, words[at].end


def _places(sought: Resembling | Near | Like, side: str, words: list[str]) -> Iterable[int]:
    match sought:
        case Like(words=shared):
            return [at for at, word in enumerate(words) if side == "bare" and word in shared]
        case Near(within=within):
            return near_in(getattr(sought, side), words, within)
        case Resembling(slips=slips):
            form = getattr(sought, side)
            return [at for at, word in enumerate(words) if form and resembles(form, word, slips)]


def _found(phrases: list[Phrase], text: str, words_of: Callable[[str], list[Word]]) -> Iterator[tuple[int, int]]:
    if any(phrase.words for phrase in phrases):
        words = words_of(text)
        for phrase in phrases:
            yield from _occurrences(phrase, words)


def _occurrences(phrase: Phrase, words: list[Word]) -> Iterator[tuple[int, int]]:
    length = len(phrase.words)
    for at in range(len(words) - length + 1) if length else ():
        *firsts, last = words[at : at + length]
        if _fits(last, phrase) and all(one.text == wanted for one, wanted in zip(firsts, phrase.words, strict=False)):
            yield words[at].start, _end(phrase, words, at + length - 1)


def _fits(last: Word, phrase: Phrase) -> bool:
    wanted = phrase.words[-1]
    return last.text.startswith(wanted) if phrase.begins else last.text == wanted


def _end(phrase: Phrase, words: list[Word], at: int) -> int:
    """Return where a find ends; one letter of a script without spaces ends where the next pair begins."""
    follows = words[at + 1].start if at + 1 < len(words) else words[at].end
    is_letter = phrase.begins and phrase.words[-1].endswith(JOINT)
    return min(follows, words[at].end) if is_letter else words[at].end


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
