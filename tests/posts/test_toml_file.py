"""Settings files are read strictly, and a refusal names the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from posts.errors import SettingsError
from posts.post import Record
from posts.toml_file import load_toml


class Source(Record, frozen=True, kw_only=True):
    name: str
    pages: int = 1


class Watch(Record, frozen=True, kw_only=True):
    zone: str = "UTC"
    source: tuple[Source, ...] = ()


REFUSED = {
    "no TOML": ('zone = "UTC"\nzone = ', 2, "not valid TOML"),
    "unknown key": ('zone = "UTC"\n\ncolour = 1\n', 3, "unknown key 'colour'"),
    "unknown key in the second table": (
        '[[source]]\nname = "a"\n[[source]]\nname = "b"\nspages = 2\n',
        5,
        "unknown key 'spages'",
    ),
    "wrong type": ('[[source]]\nname = "a"\n\n[[source]]\nname = "b"\npages = "2"\n', 6, "pages: expected `int`"),
    "missing key": ('[[source]]\nname = "a"\n[[source]]\npages = 3\n', 3, "the key 'name' is missing"),
}


@pytest.mark.parametrize(("text", "line", "sentence"), REFUSED.values(), ids=REFUSED)
def test_refused_with_its_line(text: str, line: int, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "watch.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(SettingsError) as refused:
        load_toml(path, Watch)

    assert refused.value.what.startswith(sentence)
    assert (refused.value.file, refused.value.line) == (str(path), line)


def test_an_absent_file_has_the_defaults(tmp_path: Path) -> None:
    assert load_toml(tmp_path / "none.toml", Watch) == Watch()


def test_bytes_that_are_no_utf8_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "watch.toml"
    path.write_bytes(b'zone = "\xff"\n')

    with pytest.raises(SettingsError):
        load_toml(path, Watch)
