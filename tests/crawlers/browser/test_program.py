"""Which browser is used, and how it is started."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from crawlers.browser import program as program_file
from crawlers.browser.program import (
    CHROMIUM,
    INSTALL,
    NO_BROWSER,
    NOBODY,
    PLAYWRIGHT_FOLDERS,
    SANDBOX,
    launcher,
    program,
    trouble,
)
from posts.errors import SourceError


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv(PLAYWRIGHT_FOLDERS, str(tmp_path / "browsers"))
    monkeypatch.delenv(CHROMIUM, raising=False)
    return tmp_path


def made(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_without_any_browser_there_is_one_sentence_on_what_to_run(nowhere: Path) -> None:
    assert program() is None
    with pytest.raises(SourceError, match=r"no Chromium is installed on this machine; run: scripts/setup browser"):
        launcher()


def test_a_named_browser_comes_first_then_one_on_the_path_then_playwrights_newest(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(nowhere / "browsers" / "chromium-1100" / "chrome-linux" / "chrome")
    newest = made(nowhere / "browsers" / "chromium-1187" / "chrome-linux" / "chrome")
    assert program() == newest

    on_path = made(nowhere / "chromium")
    assert program() == on_path

    monkeypatch.setenv(CHROMIUM, str(newest))
    assert program() == newest
    monkeypatch.setenv(CHROMIUM, str(nowhere / "not-there"))
    assert program() is None


@pytest.mark.parametrize("user", [0, 1000])
def test_root_starts_it_as_nobody_and_nothing_of_our_environment_goes_along(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch, user: int
) -> None:
    made(nowhere / "chromium")
    owners: list[tuple[Path, int, int]] = []
    monkeypatch.setattr(os, "geteuid", lambda: user)
    monkeypatch.setattr(os, "chown", lambda *how: owners.append(how))
    start = launcher()
    script = start.script.read_text(encoding="utf-8")

    profile = start.folder / "profile"
    assert ("setpriv --reuid=65534" in script) == (user == 0)
    assert owners == ([(profile, NOBODY, NOBODY)] if user == 0 else [])
    assert "env -i" in script
    assert script.rstrip().endswith(f'"$@" --user-data-dir={profile}')
    assert "--no-sandbox" not in script
    assert profile.stat().st_mode & 0o777 == 0o700
    start.close()
    assert not start.folder.exists()


def test_ending_a_browser_that_is_gone_is_no_error(nowhere: Path) -> None:
    made(nowhere / "chromium")
    start = launcher()
    (start.folder / "pid").write_text("999999999", encoding="ascii")

    start.kill()
    start.close()

    assert os.environ["PATH"] == str(nowhere)


def says(path: Path, words: str, code: int) -> None:
    path.write_text(f"#!/bin/sh\necho '{words}' >&2\nexit {code}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ("", 0, None),
        ("FATAL: No usable sandbox! Update your kernel", 5, SANDBOX),
        ("error while loading shared libraries", 127, INSTALL),
    ],
)
def test_a_browser_that_does_not_start_is_told_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, code: int, told: str | None
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    says(tmp_path / "chromium", words, code)
    monkeypatch.setenv(CHROMIUM, str(tmp_path / "chromium"))

    wrong = trouble()

    assert (wrong and wrong[1]) == told
    assert wrong is None or f"exit {code}" in wrong[0]


def test_a_browser_that_never_answers_is_trouble_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(program_file, "START_SECONDS", 0.2)
    (tmp_path / "chromium").write_text("#!/bin/sh\nexec sleep 60\n", encoding="utf-8")
    (tmp_path / "chromium").chmod(0o755)
    monkeypatch.setenv(CHROMIUM, str(tmp_path / "chromium"))

    assert trouble() == ("Chromium does not start (TimeoutExpired)", INSTALL)


def test_no_browser_is_trouble(nowhere: Path) -> None:
    assert trouble() == (NO_BROWSER, INSTALL)
