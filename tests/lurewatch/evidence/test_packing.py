"""Packing: a ZIP as the standard library writes it, streamed, whole or not there at all."""

from __future__ import annotations

import errno
import hashlib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lurewatch.evidence import packing
from lurewatch.evidence.packing import Packer, pieces_of
from lurewatch.evidence.verify.container import open_container
from lurewatch.evidence.verify.findings import Findings
from posts.errors import InputError, StorageError, StorageFull
from tests.lurewatch.evidence.cases import contents, zipped

NAMES = st.from_regex(r"[a-z0-9_]{3,12}(/[a-z0-9_]{3,12}){0,3}", fullmatch=True)


@given(st.dictionaries(NAMES, st.lists(st.binary(max_size=50), max_size=4), max_size=8))
def test_it_writes_what_the_standard_library_writes(
    tmp_path_factory: pytest.TempPathFactory, pieces: dict[str, list[bytes]]
) -> None:
    folder = tmp_path_factory.mktemp("packing")

    with Packer(folder / "ours.zip", "case") as packer:
        packed = [packer.add(name, iter(parts)) for name, parts in pieces.items()]

    files = {f"case/{name}": b"".join(parts) for name, parts in pieces.items()}
    theirs = zipped(files, folder / "theirs.zip")
    assert (folder / "ours.zip").read_bytes() == theirs.read_bytes()
    assert [one.sha256 for one in packed] == [hashlib.sha256(data).hexdigest() for data in files.values()]


def pack(path: Path, *names: str) -> None:
    with Packer(path, "case") as packer:
        for name in names:
            packer.add(name, b"")


@pytest.mark.parametrize("name", ["../a", "a//b", "NUL.txt", "a\u0301", "/a", "a/" * 9 + "a", "b" * 97, "A.TXT"])
def test_a_name_that_some_system_cannot_hold_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot stand in a bundle"):
        pack(tmp_path / "a.zip", "a.txt", name)

    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_and_leaves_no_half_file(tmp_path: Path) -> None:
    def until_full() -> Iterator[bytes]:
        yield b"x"
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(StorageFull), Packer(tmp_path / "a.zip", "case") as packer:
        packer.add("a.txt", until_full())

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(StorageError, match="Not a directory"), Packer(tmp_path / "file" / "a.zip", "case"):
        pass


def test_what_is_larger_than_every_unpacker_takes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "MAX_BYTES", 4000)

    with pytest.raises(InputError, match="larger than 4 GiB"), Packer(tmp_path / "a.zip", "case") as packer:
        packer.add("a.txt", (b"x" * 1000 for _ in range(5)))

    assert list(tmp_path.iterdir()) == []


def test_more_files_than_the_old_form_counts_are_readable(tmp_path: Path) -> None:
    count = 0xFFFF + 3
    with Packer(tmp_path / "a.zip", "case") as packer:
        for number in range(count):
            packer.add(f"{number}", b"")

    findings = Findings()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive, open_container(tmp_path / "a.zip", findings) as container:
        assert len(archive.namelist()) == len(container.entries) == count
    assert findings.problems == {}


def test_a_large_file_comes_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "CHUNK_BYTES", 4)
    (tmp_path / "a").write_bytes(b"0123456789")

    assert list(pieces_of(tmp_path / "a")) == [b"0123", b"4567", b"89"]
    with Packer(tmp_path / "a.zip", "case") as packer:
        packer.add("a", pieces_of(tmp_path / "a"))
    assert contents(tmp_path / "a.zip") == {"case/a": b"0123456789"}
