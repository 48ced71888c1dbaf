"""Whether the machine can show the scripts of our languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawlers.browser.fonts import SCRIPTS, missing


def test_languages_that_no_font_shows_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    tool = tmp_path / "fc-list"
    tool.write_text('#!/bin/sh\ncase "$1" in :lang=km|:lang=my) ;; *) echo Some Font ;; esac\n', encoding="utf-8")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")

    assert missing() == ["Khmer", "Burmese"]


def test_without_fontconfig_nothing_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert missing() is None


def test_every_script_of_the_languages_is_asked_for() -> None:
    """Indonesian, Tagalog, Swahili, French and Portuguese are written in Latin letters, Nepali like Hindi."""
    assert set(SCRIPTS) == {"am", "bn", "en", "hi", "km", "lo", "my", "ru", "ta", "th", "und-zsye", "ur", "vi", "zh-cn"}
