"""Names: safe for every file system, whatever is thrown at the rule."""

from __future__ import annotations

import ntpath
import posixpath
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lurewatch.evidence.names import extension, is_safe, uuid_of

PIECES = st.sampled_from(
    ["a", "B.txt", "..", ".", "", "nul", "COM1.txt", "x" * 96, "x" * 97, "é", "a b", "~", "-", "."]
)
DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{name}{digit}" for name in ("COM", "LPT") for digit in range(10))}


def is_trap(path: str) -> bool:
    """Say slowly and plainly what may not be: outside the folder, a device, a second spelling, a hidden thing."""
    parts = path.split("/")
    return (
        posixpath.normpath(path) != path
        or path.startswith(("/", "../"))
        or ntpath.splitdrive(path)[0] != ""
        or unicodedata.normalize("NFC", path) != path
        or not all(32 < ord(letter) < 127 for letter in path)
        or any(letter in '\\:*?"<>|' for letter in path)
        or any(part.upper().partition(".")[0] in DEVICES for part in parts)
        or any(part.startswith((".", "-", "~")) or part.endswith((".", " ")) or len(part) > 96 for part in parts)
        or len(parts) > 8
    )


@given(st.lists(PIECES, min_size=1, max_size=10).map("/".join))
@example("data/media/" + "0" * 64 + ".png")
def test_no_trap_is_safe(path: str) -> None:
    assert not (is_safe(path) and is_trap(path))


@given(st.text(max_size=40))
def test_nothing_but_plain_letters_is_safe(path: str) -> None:
    assert not (is_safe(path) and is_trap(path))


@pytest.mark.parametrize(
    "path",
    ["bagit.txt", "data/items/p1_abc/text-1.txt", "seal/tagmanifest-sha256.txt.sshsig", "_a", "nully/common.txt"],
)
def test_our_own_names_are_safe(path: str) -> None:
    assert is_safe(path)


def test_a_type_that_could_run_gets_no_ending_of_its_own() -> None:
    assert extension("text/html; charset=utf-8") == "html"
    assert extension("IMAGE/PNG") == "png"
    assert {extension(mime) for mime in ("image/svg+xml", "application/x-msdownload", None, "")} == {"bin"}


def test_a_record_id_becomes_a_name() -> None:
    assert uuid_of("<urn:uuid:0a-b>") == "0a-b"
