"""Room: a tenth of a small disk, a gigabyte of a large one."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from crawlers.room import has_room, least

GIB = 1 << 30


@pytest.mark.parametrize(("total", "left"), [(0, 0), (100, 10), (5 * GIB, GIB // 2), (10 * GIB, GIB), (900 * GIB, GIB)])
def test_what_is_left_free_is_a_share_of_a_small_disk_and_no_more_than_a_gigabyte(total: int, left: int) -> None:
    assert least(total) == left


@pytest.mark.parametrize(("free", "room"), [(0, False), (GIB, False), (GIB + 1, True)])
def test_there_is_room_for_a_visit_above_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, free: int, room: bool
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(total=500 * GIB, free=free))

    assert has_room(tmp_path) is room
