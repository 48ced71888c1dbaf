"""The spool: bytes stand where they were put, rooms give back what they took, and no name stays on the disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from crawlers.handins import spool as module
from crawlers.handins.spool import Spool
from posts.errors import InputError
from posts.identity import sha256_hex


def test_files_are_copied_one_behind_the_other(tmp_path: Path) -> None:
    with Spool(tmp_path / "inbox") as spool:
        one = spool.take([b"one", b"", b"two"])
        other = spool.take([b"three"])

        assert (one.held.read(), one.sha256) == (b"onetwo", sha256_hex(b"onetwo"))
        assert other.held.read() == b"three"
        assert list((tmp_path / "inbox").iterdir()) == []


def test_a_room_gives_back_what_was_put_into_it(tmp_path: Path) -> None:
    with Spool(tmp_path) as spool:
        spool.take([b"stays"])
        with spool.room():
            spool.take([b"goes"])
            assert os.fstat(spool.file).st_size == 9

        assert (os.fstat(spool.file).st_size, spool.end) == (5, 5)


def test_a_file_that_is_too_large_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_FILE_BYTES", 5)
    with Spool(tmp_path) as spool:
        with pytest.raises(InputError, match="more than"):
            spool.take([b"123", b"456"])

        assert spool.end == 0


def test_what_it_gives_out_cannot_be_written(tmp_path: Path) -> None:
    with Spool(tmp_path) as spool, pytest.raises(OSError, match="Bad file descriptor"):
        os.write(spool.file, b"x")
