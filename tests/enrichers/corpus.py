"""The labelled corpus of reading: invented posts in 18 languages, and how well a Reading agrees with their labels.

A post begins with `## ID CLASS`, then lines `contacts: VALUE ROLE; …`, `places: GID …`,
`pay: MIN-MAX CURRENCY PERIOD; …`, `indicators: ID …` (`-` = none; a missing line = not labelled), then its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from posts.reading import Pay, Reading

FOLDER = Path(__file__).parent.parent / "corpora" / "reading"
LURES = frozenset({"lure", "soft", "insider", "disguised", "inside", "broker"})
LAWFUL = frozenset({"local", "licensed", "office"})
PLEAS = frozenset({"family", "trapped", "released"})
PROTECTED = PLEAS | {"seeker"}
KEPT_OUT = frozenset({"warning", "news"})

_LABEL = re.compile(r"(contacts|places|pay|indicators): ?(.*)")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One post with what its author says of it; `pay` and `indicators` are None where nobody labelled them."""

    id: str
    kind: str
    lang: str
    text: str
    contacts: tuple[tuple[str, str], ...]
    places: tuple[str, ...]
    pay: tuple[str, ...] | None
    indicators: tuple[str, ...] | None

    @property
    def is_lure(self) -> bool:
        """Whether an alert should be raised."""
        return self.kind in LURES


def corpus(folder: Path = FOLDER) -> Iterator[Labelled]:
    """Yield all posts of the corpus, language by language."""
    for path in sorted(folder.glob("*.txt")):
        for block in re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            yield _post(block, path.stem)


def _post(block: str, lang: str) -> Labelled:
    head, *lines = block.rstrip("\n").split("\n")
    post_id, kind = head.split()
    labels: dict[str, str] = {}
    while lines and (label := _LABEL.fullmatch(lines[0])):
        labels[label[1]] = "" if label[2].strip() == "-" else label[2].strip()
        lines.pop(0)
    contacts = tuple((pair.split()[0], pair.split()[1]) for pair in labels["contacts"].split(";") if pair.strip())
    return Labelled(
        id=post_id,
        kind=kind,
        lang=lang,
        text="\n".join(lines),
        contacts=contacts,
        places=tuple(labels["places"].split()),
        pay=_listed(labels.get("pay"), ";"),
        indicators=_listed(labels.get("indicators"), " "),
    )


def _listed(label: str | None, divider: str) -> tuple[str, ...] | None:
    return None if label is None else tuple(part.strip() for part in label.split(divider) if part.strip())


def told(pay: Pay) -> str:
    """Return pay as the labels write it."""
    low, high = (
        f"{value:g}" if value and value < 1000 else f"{value:.0f}" if value else "" for value in (pay.min, pay.max)
    )
    return f"{low}-{high} {pay.currency} {pay.period}"


@dataclass(slots=True)
class Count:
    """Right, wrong and missed answers to one question."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, wanted: Iterable[str], found: Iterable[str]) -> tuple[set[str], set[str]]:
        """Count one post; return what was wrong and what was missed."""
        expected, given = set(wanted), set(found)
        self.right += len(expected & given)
        self.wrong += len(given - expected)
        self.missed += len(expected - given)
        return given - expected, expected - given

    @property
    def precision(self) -> float:
        """Share of what was found that is right."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of what should be found that was."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


class Agreement:
    """How far readings agree with labels, question by question, with every disagreement."""

    def __init__(self) -> None:
        self.counts = {name: Count() for name in ("contacts", "roles", "places", "pay", "indicators", "alertable")}
        self.differences: list[tuple[str, str, set[str], set[str]]] = []
        self.alerts_kept_out: list[str] = []
        self.unprotected: list[str] = []
        self.wrongly_protected: list[str] = []
        self.vanished: list[str] = []

    def add(self, post: Labelled, reading: Reading) -> None:
        """Compare one reading with its labels."""
        values = [contact.value for contact in reading.contacts]
        self._count("contacts", post, (value for value, _ in post.contacts), values)
        self._count("roles", post, (" ".join(pair) for pair in post.contacts), _roles(reading, post))
        self._count("places", post, post.places, (place.id for place in reading.places))
        if post.pay is not None:
            self._count("pay", post, post.pay, map(told, reading.pay))
        if post.indicators is not None:
            self._count("indicators", post, post.indicators, (hit.id for hit in reading.indicators))
        self._count("alertable", post, ["alert"] * post.is_lure, ["alert"] * reading.alertable)
        self._outcome(post, reading)

    def _count(self, name: str, post: Labelled, wanted: Iterable[str], found: Iterable[str]) -> None:
        wrong, missed = self.counts[name].add(wanted, found)
        if wrong or missed:
            self.differences.append((name, post.id, wrong, missed))

    def _outcome(self, post: Labelled, reading: Reading) -> None:
        if post.kind in KEPT_OUT and reading.alertable:
            self.alerts_kept_out.append(post.id)
        if post.kind in PROTECTED and not reading.protected:
            self.unprotected.append(post.id)
        if post.kind not in PROTECTED and reading.protected:
            self.wrongly_protected.append(post.id)
        if post.is_lure and not reading.alertable and not reading.suppressed_because:
            self.vanished.append(post.id)


def _roles(reading: Reading, post: Labelled) -> list[str]:
    """Return contact and role of those contacts that the label knows, so that a missed contact counts once only."""
    known = {value for value, _ in post.contacts}
    return [f"{contact.value} {contact.role}" for contact in reading.contacts if contact.value in known]
