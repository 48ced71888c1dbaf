"""Resembling: whether a word fits a pattern or is the sought one but for slips; which words stand close together."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise


def resembles(form: str, word: str, slips: int) -> bool:
    """Say whether a word is the sought one but for some slips; with none, whether it fits a pattern."""
    return slips_between(form, word, slips) if slips else fits(form, word)


def pairs_of(words: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return each word with the next one that differs: the pairs that must stand close to each other."""
    return [(one, other) for one, other in pairwise(words) if one != other]


def near_in(words: tuple[str, ...], text: Sequence[str], within: int) -> set[int]:
    """Return where in a text the words stand of which each is close to the next; nothing when a pair is missing."""
    places: dict[str, list[int]] = {}
    for at, word in enumerate(text):
        places.setdefault(word, []).append(at)
    found: set[int] = set()
    for one, other in pairs_of(words):
        close = _close(places.get(one, []), places.get(other, []), within)
        if not close:
            return set()
        found |= close
    return found


def _close(ones: list[int], others: list[int], within: int) -> set[int]:
    """Return the places of both words that stand close; each place asks only for its nearest neighbours."""
    found = set()
    for here, there in ((ones, others), (others, ones)):
        for at in here:
            right = bisect_left(there, at)
            nearest = there[max(right - 1, 0) : right + 1]
            if any(abs(at - place) - 1 <= within for place in nearest):
                found.add(at)
    return found


def fits(pattern: str, word: str) -> bool:
    """Say whether a word fits a pattern: * is any number of letters, ? is one."""
    at = taken = 0
    star, resume = -1, 0
    while at < len(word):
        if taken < len(pattern) and pattern[taken] == "*":
            star, resume = taken, at
            taken += 1
        elif taken < len(pattern) and pattern[taken] in {"?", word[at]}:
            at, taken = at + 1, taken + 1
        elif star >= 0:
            resume += 1
            at, taken = resume, star + 1
        else:
            return False
    return not pattern[taken:].strip("*")


def slips_between(sought: str, word: str, most: int) -> bool:
    """Say whether at most so many letters were put in, left out, mistaken, or swapped with their neighbour."""
    if abs(len(sought) - len(word)) > most:
        return False
    before: list[int] = []
    row = list(range(len(word) + 1))
    for at, letter in enumerate(sought, 1):
        older, before, row = before, row, [at]
        for to, other in enumerate(word, 1):
            cost = min(before[to] + 1, row[-1] + 1, before[to - 1] + (letter != other))
            if at > 1 and to > 1 and letter == word[to - 2] and sought[at - 2] == other:
                cost = min(cost, older[to - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return False
    return row[-1] <= most
