"""Reviews: a form goes out with every cue, comes back with verdicts, and the cues follow them."""

from __future__ import annotations

import io
from pathlib import Path

import msgspec
import pytest

from enrichers import Own, Question, enrich, load_data
from enrichers.reviews import CueReview, Reviews, form, load_reviews, read_form, write_form
from posts.errors import InputError, LineRefused
from tests.enrichers.reading import data

TEXT = "Tiket ditanggung, lowongan kerja di Poipet"


def row(**said: str) -> CueReview:
    given = {"lang": "id", "name": "ben_flight", "reviewer": "r1"} | said
    return msgspec.convert(given, CueReview)


def home(tmp_path: Path, *rows: CueReview) -> Own:
    path = tmp_path / "reviews.json"
    path.write_bytes(msgspec.json.encode(Reviews(rows=rows)))
    return Own(reviews=path)


def found(own: Own, text: str = TEXT) -> set[str]:
    return {hit.id for hit in enrich(Question(text), load_data(own)).indicators}


def test_a_form_holds_every_cue_of_a_language_and_comes_back_whole() -> None:
    stream = io.StringIO()

    number = write_form(form(data().books, "km", data().english), stream)

    stream.seek(0)
    lines = stream.read().splitlines()
    assert number == len(lines) - 1
    assert number == sum(cue.lang == "km" for book in data().books for cue in book.cues)
    assert list(read_form(io.StringIO("\n".join(lines)), "f.csv")) == []


def test_wrong_cues_go(tmp_path: Path) -> None:
    cues = [cue for cue in data().lexicon.cues if cue.lang == "id" and cue.name == "ben_flight"]
    own = home(tmp_path, *(row(cue=cue.row.p, verdict="wrong") for cue in cues))

    assert "ben_flight" in found(Own())
    assert "ben_flight" not in found(own)


def test_better_words_take_the_place_of_a_cue(tmp_path: Path) -> None:
    cue = next(cue for cue in data().lexicon.cues if cue.lang == "id" and cue.name == "ben_flight")
    own = home(tmp_path, row(cue=cue.row.p, verdict="better", better="karcis cuma-cuma"))

    assert "ben_flight" in found(own, "Lowongan kerja di luar negeri, karcis cuma-cuma")


def test_the_newest_verdict_holds(tmp_path: Path) -> None:
    cues = [cue for cue in data().lexicon.cues if cue.lang == "id" and cue.name == "ben_flight"]
    rows = [row(cue=cue.row.p, verdict=verdict) for verdict in ("wrong", "right") for cue in cues]

    assert "ben_flight" in found(home(tmp_path, *rows))


def test_a_language_is_reviewed_when_nearly_all_cues_have_a_verdict(tmp_path: Path) -> None:
    rows = [
        row(lang="lo", name=cue.name, cue=cue.row.p, verdict="right")
        for book in data().books
        for cue in book.cues
        if cue.lang == "lo"
    ]

    assert load_data(home(tmp_path, *rows)).reviewed == {"lo"}
    assert load_data(home(tmp_path, *rows[: len(rows) // 2])).reviewed == frozenset()


@pytest.mark.parametrize(
    "line",
    [
        "id,ben_flight,tiket,,perhaps,,,r1",
        "id,ben_flight,tiket,,right,,,",
        "id,ben_flight,tiket,,better,,,r1",
        "id,ben_flight,tiket,,better,di,,r1",
    ],
)
def test_rows_that_cannot_be_taken_are_refused_by_their_line(line: str) -> None:
    head = "lang,name,cue,called,verdict,better,comment,reviewer"

    [refused] = read_form(io.StringIO(f"{head}\n{line}\n"), "cues.csv")

    assert isinstance(refused, LineRefused)
    assert (refused.file, refused.line) == ("cues.csv", 2)


def test_a_broken_file_of_reviews_is_refused() -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load_reviews("{", "reviews.json")
