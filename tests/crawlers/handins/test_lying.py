"""Where a hand-in lies: everything below a folder by its name; too much is refused with one sentence."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from crawlers.handins import lying
from crawlers.handins.lying import files_below, open_file, pieces_of
from posts.errors import InputError
from tests.crawlers.handins.handing import saved


def test_every_file_has_its_path_below_the_folder(tmp_path: Path) -> None:
    for name in ("b.txt", "a/c.txt", "a/d/e.jpg", ".DS_Store", "__MACOSX/x", "a/Thumbs.db", "zz/desktop.ini"):
        saved(tmp_path / name, b"x")

    assert [one.name for one in files_below(tmp_path)] == ["a/c.txt", "a/d/e.jpg", "b.txt"]


def test_links_and_devices_are_named_and_not_followed(tmp_path: Path) -> None:
    saved(tmp_path / "in/a.txt", b"x")
    (tmp_path / "in/loop").symlink_to(tmp_path / "in")
    os.mkfifo(tmp_path / "in/pipe")

    found = {one.name: one.why_not for one in files_below(tmp_path / "in")}

    assert found == {"a.txt": None, "loop": "it is a link or no file", "pipe": "it is a link or no file"}


def test_too_many_files_or_bytes_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        saved(tmp_path / str(number), b"xxxx")

    for name, most in (("MAX_FILES", 2), ("MAX_FOLDER_BYTES", 10)):
        with monkeypatch.context() as patch:
            patch.setattr(lying, name, most)
            with pytest.raises(InputError, match="more than"):
                list(files_below(tmp_path))


def test_a_file_is_read_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(tmp_path / "a", b"12345")
    monkeypatch.setattr(lying, "STEP_BYTES", 2)

    with open_file(path) as stream:
        assert list(pieces_of(stream, path)) == [b"12", b"34", b"5"]


@pytest.mark.parametrize("name", ["", "missing"])
def test_what_cannot_be_opened_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="cannot read this file"):
        open_file(tmp_path / name)


def test_what_cannot_be_read_to_its_end_is_told() -> None:
    class Broken(io.RawIOBase):
        def readinto(self, _: object) -> int:
            raise OSError(5, "Input/output error")

        def readable(self) -> bool:
            return True

    with pytest.raises(InputError, match="Input/output error"):
        list(pieces_of(io.BufferedReader(Broken()), "a"))


def test_a_folder_that_cannot_be_listed_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read this folder"):
        list(files_below(tmp_path / "missing"))


def test_a_name_that_is_no_text_is_taken_all_the_same(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"foto\xff.jpg")).write_bytes(b"x")

    (one,) = files_below(tmp_path)

    assert one.name == "foto\ufffd.jpg"
    assert one.path.read_bytes() == b"x"


def test_folders_without_end_are_named_and_the_rest_is_taken(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x")
    deep = tmp_path / "d"
    for _ in range(70):
        deep = deep / "d"
    deep.mkdir(parents=True)

    found = {one.name[:5]: one.why_not for one in files_below(tmp_path)}

    assert found["a.txt"] is None
    assert "more than 60 deep" in (found["d/d/d"] or "")


def test_a_folder_inside_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "locked").mkdir()
    (tmp_path / "z.txt").write_bytes(b"x")
    opened = os.scandir

    def scandir(folder: Path) -> object:
        if Path(folder).name == "locked":
            raise PermissionError(13, "Permission denied")
        return opened(folder)

    monkeypatch.setattr("os.scandir", scandir)

    assert [(one.name, one.why_not) for one in files_below(tmp_path)] == [
        ("locked/", "cannot read this folder: Permission denied"),
        ("z.txt", None),
    ]
