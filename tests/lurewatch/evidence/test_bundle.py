"""A bundle: the same bytes for the same case, a bag for every tool, and nothing in it that is to be protected."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import bagit
import pytest
from warcio.archiveiterator import ArchiveIterator

from lurewatch.evidence.bundle import write_bundle
from lurewatch.evidence.keys import load_or_make
from lurewatch.evidence.verify import verify
from posts.errors import InputError, StorageError
from posts.home import Home
from posts.post import with_fields
from tests.conftest import make_reading
from tests.lurewatch.evidence.cases import PLANTS, PROTECTED, make_case, with_reading
from tests.lurewatch.evidence.conftest import Sealed
from tests.lurewatch.evidence.tampering import TOP


def every_layer(sealed: Sealed) -> Iterator[bytes]:
    """Yield the ZIP as it lies there, each file, and what the web archive unpacks to."""
    yield sealed.path.read_bytes()
    for name, data in sealed.files.items():
        yield gzip.decompress(data) if name.endswith(".gz") else data


def test_two_exports_are_byte_identical_whatever_name_home_and_surroundings(
    sealed: Sealed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Phnom_Penh")
    monkeypatch.setenv("LC_ALL", "km_KH.UTF-8")
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    monkeypatch.chdir(tmp_path)
    before = os.umask(0o022)
    home = Home(tmp_path / "elsewhere")

    write_bundle(make_case(home), home, sealed.key, Path("another-name.zip"))

    os.umask(before)
    assert Path("another-name.zip").read_bytes() == sealed.path.read_bytes()


def test_a_bundle_is_readable_by_its_owner_only(sealed: Sealed) -> None:
    assert sealed.path.stat().st_mode & 0o777 == 0o600


def test_an_existing_file_is_replaced_only_when_told(home: Home, sealed: Sealed, tmp_path: Path) -> None:
    target = tmp_path / "a.zip"
    target.write_bytes(b"something else")
    case = make_case(home)

    with pytest.raises(InputError, match="exists already"):
        write_bundle(case, home, sealed.key, target)

    assert target.read_bytes() == b"something else"
    write_bundle(case, home, sealed.key, target, replace=True)
    assert verify(target, sealed.key.public).exit_code == 0


def test_a_folder_that_is_not_there_is_told(home: Home, sealed: Sealed, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="this folder does not exist"):
        write_bundle(make_case(home), home, sealed.key, tmp_path / "none" / "a.zip")


def test_a_failed_export_leaves_nothing(home: Home, sealed: Sealed, tmp_path: Path) -> None:
    case = make_case(home)
    shutil.rmtree(home.media)

    with pytest.raises(StorageError, match="No such file"):
        write_bundle(case, home, sealed.key, tmp_path / "a.zip")

    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == []


def test_nothing_of_a_protected_page_stands_in_a_bundle(sealed: Sealed) -> None:
    layers = list(every_layer(sealed))

    assert not [plant for plant in (*PLANTS, PROTECTED) for layer in layers if plant in layer]
    assert any(b"its page shows a protected post" in layer for layer in layers)


def test_what_is_to_be_protected_is_refused_whoever_made_the_case(home: Home, sealed: Sealed, tmp_path: Path) -> None:
    case = make_case(home)
    given = with_fields(case.members[0].newest, visibility="given")
    version = replace(case.members[0].versions[0], post=given)
    cases = [
        with_reading(case, make_reading(protected=True)),
        replace(case, members=(replace(case.members[0], versions=(version,)),)),
        replace(case, withheld=(with_fields(case.withheld[0], capture=case.captures[0].id),)),
    ]

    for bad in cases:
        with pytest.raises(InputError, match="is to be protected"):
            write_bundle(bad, home, sealed.key, tmp_path / "a.zip")

    assert not (tmp_path / "a.zip").exists()


def test_a_second_verifier_accepts_the_bag(sealed: Sealed, tmp_path: Path) -> None:
    with zipfile.ZipFile(sealed.path) as archive:
        archive.extractall(tmp_path)

    bag = bagit.Bag(str(tmp_path / TOP))

    assert bag.is_valid()
    assert bag.info["Bagging-Date"] == "2026-01-05"
    assert bag.info["External-Identifier"] == "cluster-c1_a"
    assert bag.info["Source-Organization"] == "Example Desk"


def test_other_tools_read_the_web_archive(sealed: Sealed) -> None:
    data = sealed.files[f"{TOP}data/web/records.warc.gz"]

    records = [
        (record.rec_type, record.content_stream().read(), record.digest_checker.passed)
        for record in ArchiveIterator(io.BytesIO(data), check_digests=True)
    ]

    kinds = [kind for kind, _, _ in records]
    assert kinds == ["response", "request", "metadata"] * 4 + ["resource", "metadata"]
    assert all(passed is not False for _, _, passed in records)


def test_a_case_of_one_home_can_be_exported_with_the_key_it_makes(home: Home, tmp_path: Path) -> None:
    write_bundle(make_case(home), home, load_or_make(home.custody), tmp_path / "a.zip")

    assert verify(tmp_path / "a.zip", load_or_make(home.custody).public).exit_code == 0
