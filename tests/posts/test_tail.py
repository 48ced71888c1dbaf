"""The tail of a file: what is not made durable is gone, whatever its size and whatever goes wrong."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from posts.errors import StorageFull
from posts.tail import BUFFER_BYTES, Tail

LARGE = b"x" * (2 * BUFFER_BYTES + 7)


def tail_of(path: Path) -> Tail:
    return Tail(path, os.open(path, os.O_WRONLY | os.O_CREAT))


def test_what_was_committed_stands_and_is_counted(tmp_path: Path) -> None:
    tail = tail_of(tmp_path / "file")

    tail.write(b"one")
    tail.write(LARGE)
    first = tail.commit()
    tail.write(b"two")
    tail.commit()

    assert (first, tail.end) == (3 + len(LARGE), 6 + len(LARGE))
    assert (tmp_path / "file").read_bytes() == b"one" + LARGE + b"two"


def test_what_is_taken_back_leaves_no_trace(tmp_path: Path) -> None:
    tail = tail_of(tmp_path / "file")
    tail.write(b"kept")
    tail.commit()

    tail.write(LARGE)
    assert (tmp_path / "file").stat().st_size > BUFFER_BYTES
    tail.take_back()
    tail.write(b"next")
    tail.commit()

    assert (tmp_path / "file").read_bytes() == b"keptnext"


@pytest.mark.parametrize("name", ["write", "fsync"])
def test_a_full_disk_takes_all_of_it_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    tail = tail_of(tmp_path / "file")
    tail.write(b"kept")
    tail.commit()

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr(f"os.{name}", full)
        tail.write(b"lost")
        with pytest.raises(StorageFull):
            tail.commit()
    tail.write(b"next")
    tail.commit()

    assert (tmp_path / "file").read_bytes() == b"keptnext"
