"""The stock commands of VERIFY.txt: content with a bundle as it was sealed, and with nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from lurewatch.evidence.keys import EvidenceKey
from tests.lurewatch.evidence.by_hand import check, commands, needs_stock_tools, unpacked
from tests.lurewatch.evidence.cases import zipped
from tests.lurewatch.evidence.conftest import Sealed
from tests.lurewatch.evidence.tampering import TOP, flip
from tests.lurewatch.evidence.tampering_table import TAMPERINGS

pytestmark = needs_stock_tools


def text_of(sealed: Sealed) -> str:
    return sealed.files[f"{TOP}VERIFY.txt"].decode()


def found(sealed: Sealed, files: dict[str, bytes], tmp_path: Path) -> bool:
    bag, is_whole = unpacked(zipped(files, tmp_path / "b.zip"), tmp_path / "bag")
    is_good, _ = check(bag, sealed.key, text_of(sealed), tmp_path)
    return not (is_whole and is_good)


def test_a_good_bundle_is_good(sealed: Sealed, tmp_path: Path) -> None:
    bag, is_whole = unpacked(sealed.path, tmp_path / "bag")

    is_good, said = check(bag, sealed.key, text_of(sealed), tmp_path)

    assert is_whole
    assert is_good, said
    assert "Signature Verified Successfully" in said
    assert "both name the same key" in said


def test_every_file_is_watched(sealed: Sealed, tmp_path: Path) -> None:
    missed = []
    for number, name in enumerate(sealed.files):
        files = sealed.files | {name: flip(sealed.files[name])}
        folder = tmp_path / str(number)
        folder.mkdir()
        if not found(sealed, files, folder):
            missed.append(name)

    assert missed == []


@pytest.mark.parametrize("name", [name for name, row in TAMPERINGS.items() if row.by_hand])
def test_tampering_is_found_without_our_software(
    name: str, sealed: Sealed, stranger: EvidenceKey, tmp_path: Path
) -> None:
    files = TAMPERINGS[name].done(sealed.files, sealed.key, stranger)

    assert found(sealed, files, tmp_path)


def test_each_step_has_its_commands(sealed: Sealed) -> None:
    tools = {word for line in commands(text_of(sealed), Path("k")) for word in line.split()}

    assert {"openssl", "ssh-keygen", "sha256sum", "sha512sum", "find", "grep"} <= tools
