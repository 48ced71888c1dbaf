"""doctor says whether grouping runs compiled here, and what to install where it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from dedupe import kernel
from tests.lurewatch.calling import call


@pytest.mark.parametrize(
    ("compiled", "sentence"), [(kernel, "ok    grouping runs compiled"), (None, "ok    grouping runs on numpy")]
)
def test_doctor_says_how_grouping_runs(
    compiled: object, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernel, "compiled", compiled)

    said = call("doctor", "--home", tmp_path / "home")

    assert sentence in said.out
    assert ("gcc" in said.out) == (compiled is None)
