"""Finding words: a table of words as people type them, and texts that hold them in another spelling or running on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from index.engine import Engine
from tests.index.engines import ENGINES, dropped, found, make_one
from tests.index.search_corpus import CORPORA, id_of, make_document

SEGMENTED = ("th", "lo", "km", "my", "zh", "ja", "ko")  # written without spaces
LEAST_SEGMENTED = 0.95  # of their words; where words stand apart, every one is found
FEWEST = 5  # words a language


class Row(NamedTuple):
    lang: str
    asked: tuple[str, ...]
    text: str


def table() -> list[Row]:
    lines = (CORPORA / "words.tsv").read_text(encoding="utf-8").splitlines()[1:]
    cells = [line.split("\t") for line in lines]
    return [Row(lang, tuple(asked.split(" | ")), text) for lang, asked, text in cells]


LANGUAGES = sorted({row.lang for row in table()})


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with dropped(make_one(request.param, tmp_path_factory.mktemp("words") / "index")) as made:
        made.apply([make_document(row.text, row.text, seq=at) for at, row in enumerate(table())], 1)
        yield made


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_are_found_as_people_type_them(engine: Engine, lang: str) -> None:
    asked = [(word, row.text) for row in table() if row.lang == lang for word in row.asked]

    missed = [(word, text) for word, text in asked if id_of(text) not in found(engine, f'"{word}"')]

    recall = 1 - len(missed) / len(asked)
    assert recall >= (LEAST_SEGMENTED if lang in SEGMENTED else 1), missed
    assert len(asked) >= FEWEST


def test_the_table_has_every_language_that_is_read() -> None:
    assert len(LANGUAGES) >= 18
    assert sum(len(row.asked) for row in table()) >= 250


def test_the_spelling_that_was_asked_for_comes_first(tmp_path: Path) -> None:
    engine = make_one("embedded", tmp_path)
    texts = ("ሥራ በውጭ", "ስራ በውጭ", "gaji 1.200", "gaji 1200", "काम कंपनी", "काम कम्पनी")
    engine.apply([make_document(text, text, seq=at) for at, text in enumerate(texts)], 1)

    first = {word: found(engine, word)[0] for word in ("ሥራ", "ስራ", "1200", "कंपनी", "कम्पनी")}

    assert first == {
        "ሥራ": id_of("ሥራ በውጭ"),
        "ስራ": id_of("ስራ በውጭ"),
        "1200": id_of("gaji 1200"),
        "कंपनी": id_of("काम कंपनी"),
        "कम्पनी": id_of("काम कम्पनी"),
    }
