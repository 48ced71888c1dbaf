"""Own places: found like those of the gazetteer, each with its source; a bad row is refused by its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from enrichers import Own, Question, enrich, load_data
from posts.errors import LurewatchError

HEAD = "gid,cc,names,role,source,valid_from,valid_to\n"


def test_an_own_place_is_found_by_every_name(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text(HEAD + "own-contoh,kh,Gedung Contoh|例楼,hotspot,partner 7,2026-01-01,\n", encoding="utf-8")

    data = load_data(Own(places=path))

    for text in ("Lowongan di Gedung Contoh", "在例楼招人"):
        assert [place.id for place in enrich(Question(text), data).places] == ["own-contoh"]
    assert data.version != load_data().version


@pytest.mark.parametrize(
    "row",
    [
        "kh-contoh,kh,Gedung Contoh,hotspot,partner 7,2026-01-01,",
        "own-contoh,kh,,hotspot,partner 7,2026-01-01,",
        "own-contoh,kh,|,hotspot,partner 7,2026-01-01,",
        "own-contoh,kh,Gedung Contoh,hotspot,partner 7,soon,",
    ],
)
def test_a_bad_row_is_refused_by_its_line(tmp_path: Path, row: str) -> None:
    path = tmp_path / "places.csv"
    path.write_text(HEAD + row + "\n", encoding="utf-8")

    with pytest.raises(LurewatchError) as refused:
        load_data(Own(places=path))

    assert refused.value.line == 2
    assert refused.value.file == str(path)
