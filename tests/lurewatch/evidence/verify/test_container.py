"""The ZIP around a bundle: no structural bit can change unseen, no hostile file can hurt."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from lurewatch.evidence import zipform
from lurewatch.evidence.packing import Packer
from lurewatch.evidence.verify import container as container_module
from lurewatch.evidence.verify import directory as directory_module
from lurewatch.evidence.verify import verify
from lurewatch.evidence.verify.container import Container, open_container
from lurewatch.evidence.verify.findings import Findings
from posts.errors import BundleError
from tests.lurewatch.evidence.conftest import Sealed

CONTENT = {"a.txt": b"", "folder/b.txt": b"abc", "c.txt": b"the end"}


def packed(path: Path, content: dict[str, bytes] = CONTENT) -> bytes:
    with Packer(path, "case") as packer:
        for name, data in content.items():
            packer.add(name, data)
    return path.read_bytes()


def judged(path: Path, data: bytes) -> set[str]:
    """Return the codes found when all is read, or `refused`."""
    path.write_bytes(data)
    findings = Findings()
    try:
        with open_container(path, findings) as container:
            for name in container.entries:
                container.load(name)
    except BundleError:
        return {"refused"}
    return {code for code, _ in findings.problems}


def test_no_bit_of_a_zip_file_can_change_unseen(tmp_path: Path) -> None:
    data = packed(tmp_path / "a.zip")
    assert judged(tmp_path / "b.zip", data) == set()

    unseen = [
        (at, bit)
        for at in range(len(data))
        for bit in range(8)
        if not judged(tmp_path / "b.zip", data[:at] + bytes([data[at] ^ (1 << bit)]) + data[at + 1 :])
    ]

    assert unseen == []


@pytest.fixture
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let three files be as many as need the longer end records."""
    for module in (zipform, directory_module):
        monkeypatch.setattr(module, "MANY", 3)


@pytest.mark.usefixtures("few_are_many")
def test_no_bit_of_the_longer_end_can_change_unseen(tmp_path: Path) -> None:
    data = packed(tmp_path / "a.zip")
    assert data[-98:-94] == b"PK\x06\x06"
    assert judged(tmp_path / "b.zip", data) == set()

    unseen = [
        (at, bit)
        for at in range(len(data) - 98, len(data))
        for bit in range(8)
        if not judged(tmp_path / "b.zip", data[:at] + bytes([data[at] ^ (1 << bit)]) + data[at + 1 :])
    ]

    assert unseen == []
    assert judged(tmp_path / "b.zip", data.replace(b"PK\x06\x06", b"PK\x06\x05")) == {"refused"}
    assert judged(tmp_path / "b.zip", data[-22:]) == {"refused"}


def test_no_beginning_of_a_zip_file_is_taken_for_the_whole(tmp_path: Path) -> None:
    data = packed(tmp_path / "a.zip")

    assert {frozenset(judged(tmp_path / "b.zip", data[:end])) for end in range(len(data))} == {frozenset({"refused"})}


def written(path: Path, make: Callable[[zipfile.ZipFile], None]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        make(archive)
    return path


def entry(name: str, mode: int = 0o100644) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name)
    made.create_system, made.external_attr = 3, mode << 16
    return made


def codes(path: Path) -> set[str]:
    return judged(path, path.read_bytes())


def test_a_link_is_told(tmp_path: Path) -> None:
    path = written(tmp_path / "a.zip", lambda archive: archive.writestr(entry("case/a", 0o120777), "/etc/passwd"))

    assert "E_SYMLINK" in codes(path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_told(tmp_path: Path) -> None:
    def twice(archive: zipfile.ZipFile) -> None:
        archive.writestr(entry("case/a"), "first")
        archive.writestr(entry("case/a"), "second")

    assert codes(written(tmp_path / "a.zip", twice)) == {"E_DUP_ENTRY"}


def test_a_comment_bytes_before_and_bytes_behind_are_told(tmp_path: Path) -> None:
    data = packed(tmp_path / "a.zip")
    commented = data[:-2] + struct.pack("<H", 4) + b"more"

    assert judged(tmp_path / "b.zip", commented) == {"E_ZIP_STRUCTURE", "E_ZIP_COMMENT"}
    assert judged(tmp_path / "b.zip", b"#!/bin/sh\n" + data) == {"E_ZIP_PREFIX"}
    assert judged(tmp_path / "b.zip", data + b"more") == {"E_ZIP_COMMENT"}


def test_bytes_between_files_are_told(tmp_path: Path) -> None:
    def with_a_hole(archive: zipfile.ZipFile) -> None:
        archive.writestr(entry("case/a"), "first")
        assert archive.fp
        archive.fp.write(b"hidden")
        archive.start_dir = archive.fp.tell()
        archive.writestr(entry("case/b"), "second")

    assert codes(written(tmp_path / "a.zip", with_a_hole)) == {"E_ZIP_STRUCTURE"}


@pytest.mark.parametrize("sizes", [[1 << 20] * 3, [1]], ids=["a bomb", "packed again"])
def test_what_is_compressed_is_refused_before_it_is_unpacked(sizes: list[int], tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, size in enumerate(sizes):
            archive.writestr(f"case/{number}", bytes(size))

    with pytest.raises(BundleError, match=r"compressed.*bomb"):
        verify(path, None)


def test_files_that_share_bytes_are_refused(tmp_path: Path) -> None:
    data = bytearray(packed(tmp_path / "a.zip"))
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    data[second + 42 : second + 46] = struct.pack("<L", 0)

    path = tmp_path / "b.zip"
    path.write_bytes(data)

    with pytest.raises(BundleError, match="overlap"):
        verify(path, None)


def test_too_many_files_too_long_names_and_too_many_bytes_are_refused(
    sealed: Sealed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = written(tmp_path / "long.zip", lambda archive: archive.writestr(entry("x" * 2000), ""))
    with pytest.raises(BundleError, match="list of files in this ZIP file is damaged"):
        verify(long, None)
    monkeypatch.setattr(directory_module, "MAX_ENTRIES", 5)
    with pytest.raises(BundleError, match="more than 5 files"):
        verify(sealed.path, None)
    monkeypatch.setattr(container_module, "MAX_BYTES", 100)
    with pytest.raises(BundleError, match="more than 4 GiB"):
        verify(sealed.path, None)


def test_a_list_too_large_to_load_is_refused(sealed: Sealed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container_module, "MAX_LOADED_BYTES", 100)

    with pytest.raises(BundleError, match="too large to be checked"):
        verify(sealed.path, None)


def test_a_file_that_shrinks_while_it_is_read_is_told(tmp_path: Path) -> None:
    packed(tmp_path / "a.zip", {"a": b"x" * 5000})
    findings = Findings()

    with open_container(tmp_path / "a.zip", findings) as container:
        (tmp_path / "a.zip").write_bytes(b"")
        container.load("a")

    assert ("E_ZIP_CRC", "a") in findings.problems


def test_an_empty_zip_file_has_no_folder(tmp_path: Path) -> None:
    path = written(tmp_path / "a.zip", lambda _: None)

    with open_container(path, Findings()) as container:
        assert isinstance(container, Container)
        assert (container.top, container.entries) == ("", {})
    assert verify(path, None).exit_code == 1
