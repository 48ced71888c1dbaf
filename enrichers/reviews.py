"""Reviews: what native speakers say of the cues of their language, and how the cues follow them.

A form has one row a cue; a person fills in `verdict`. Applied reviews stand in a file of the home.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TextIO, TypeVar

import msgspec

from enrichers.cues import Cue, CueBook, CueRow
from enrichers.lint import problems_of
from posts.errors import InputError, LineRefused
from posts.post import Record

Verdict = Literal["", "right", "wrong", "better"]
REVIEWED_SHARE = 0.9  # of a language's cues with a verdict, from which on the language is called reviewed

Kind = TypeVar("Kind", bound=str)


class CueReview(Record, frozen=True, kw_only=True):
    """One row of a form: a cue and what a reviewer says of it.

    verdict: right, wrong (the cue goes), better (the words in `better` take its place), empty (not looked at).
    """

    lang: str
    name: str
    cue: str
    called: str = ""
    verdict: Verdict = ""
    better: str = ""
    comment: str = ""
    reviewer: str = ""


class Reviews(Record, frozen=True, kw_only=True):
    """reviews.json of a home: all verdicts, the newest last."""

    rows: tuple[CueReview, ...] = ()


COLUMNS = tuple(field.name for field in msgspec.structs.fields(CueReview))


def form(books: Iterable[CueBook], lang: str, names: Mapping[str, str]) -> Iterator[CueReview]:
    """Yield the rows of a form for one language: every cue, by what it stands for."""
    for book in books:
        for cue in book.cues:
            if cue.lang == lang:
                yield CueReview(lang=lang, name=cue.name, cue=cue.row.p, called=names.get(cue.name, cue.name))


def write_form(rows: Iterable[CueReview], stream: TextIO) -> int:
    """Write a form as CSV, which every office program opens; return how many cues it has."""
    writer = csv.DictWriter(stream, COLUMNS)
    writer.writeheader()
    told = [msgspec.structs.asdict(row) for row in rows]
    writer.writerows(told)
    return len(told)


def read_form(stream: TextIO, name: str) -> Iterator[CueReview | LineRefused]:
    """Yield the rows with a verdict, and a refusal for each that cannot be taken."""
    for number, cells in enumerate(csv.DictReader(stream), 2):
        try:
            row = msgspec.convert({key: (value or "").strip() for key, value in cells.items() if key}, CueReview)
        except msgspec.ValidationError as problem:
            yield LineRefused(
                f"not a row of a form: {problem}", "verdict is right, wrong or better", file=name, line=number
            )
            continue
        if row.verdict:
            yield _checked(row, name, number)


def _checked(row: CueReview, name: str, number: int) -> CueReview | LineRefused:
    if not row.reviewer:
        return LineRefused(
            "nobody is named as reviewer", "write a code, not a name, into reviewer", file=name, line=number
        )
    if row.verdict != "better":
        return row
    problem = next(iter(problems_of(Cue(row.name, row.lang, CueRow(p=row.better, src=f"review:{row.reviewer}")))), None)
    return LineRefused(problem, "give the words as a post writes them", file=name, line=number) if problem else row


def reviewed(
    rows: Mapping[Kind, Mapping[str, Iterable[CueRow]]], reviews: Reviews
) -> dict[Kind, dict[str, tuple[CueRow, ...]]]:
    """Return the cues as the reviews leave them."""
    newest = {(row.name, row.lang, row.cue): row for row in reviews.rows}
    return {
        name: {lang: tuple(_kept(cues, name, lang, newest)) for lang, cues in by_lang.items()}
        for name, by_lang in rows.items()
    }


def _kept(
    cues: Iterable[CueRow], name: str, lang: str, newest: Mapping[tuple[str, str, str], CueReview]
) -> Iterator[CueRow]:
    for cue in cues:
        said = newest.get((name, lang, cue.p))
        if said is None or said.verdict in {"", "right"}:
            yield cue
        elif said.verdict == "better":
            yield msgspec.structs.replace(cue, p=said.better, re=0, src=f"review:{said.reviewer}")


def reviewed_languages(books: Iterable[CueBook], reviews: Reviews) -> frozenset[str]:
    """Return the languages of which nearly all cues have a verdict."""
    all_cues = Counter(cue.lang for book in books for cue in book.cues)
    said = Counter(lang for _, lang, _ in {(row.name, row.lang, row.cue) for row in reviews.rows if row.verdict})
    return frozenset(lang for lang, cues in all_cues.items() if said[lang] >= REVIEWED_SHARE * cues)


def load_reviews(text: str, name: str) -> Reviews:
    """Return the reviews of a home's file."""
    try:
        return msgspec.json.decode(text, type=Reviews)
    except (msgspec.ValidationError, msgspec.DecodeError) as problem:
        raise InputError(f"these reviews cannot be read: {problem}", "apply the forms again", file=name) from problem
