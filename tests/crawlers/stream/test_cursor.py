"""The cursor: the furthest of what ledger and file know, never backwards, on disk before it counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawlers.stream.cursor import Cursor


def test_it_goes_forward_only_and_is_kept(tmp_path: Path) -> None:
    cursor = Cursor(tmp_path / "cursor", None)

    for moment in (5, 9, 7):
        cursor.move(moment)

    assert cursor.at == 9
    assert Cursor(tmp_path / "cursor", None).at == 9


@pytest.mark.parametrize(("ledger", "at"), [(None, 9), (3, 9), (12, 12)])
def test_the_furthest_of_ledger_and_file_counts(tmp_path: Path, ledger: int | None, at: int) -> None:
    Cursor(tmp_path / "cursor", None).move(9)

    assert Cursor(tmp_path / "cursor", ledger).at == at


@pytest.mark.parametrize("torn", ["", "x", "-1", "1" * 40, "１"])
def test_a_file_that_says_no_moment_says_nothing(tmp_path: Path, torn: str) -> None:
    (tmp_path / "cursor").write_text(torn, encoding="utf-8")

    assert Cursor(tmp_path / "cursor", None).at is None
