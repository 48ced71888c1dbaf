"""Fonts: whether a screenshot can show the scripts of our languages, or would show boxes instead."""

from __future__ import annotations

import shutil
import subprocess

# One language of each script that the 18 languages are written in, and emoji; fontconfig knows the letters of each.
SCRIPTS = {
    "am": "Amharic",
    "bn": "Bengali",
    "en": "Latin",
    "hi": "Hindi and Nepali",
    "km": "Khmer",
    "lo": "Lao",
    "my": "Burmese",
    "ru": "Russian",
    "ta": "Tamil",
    "und-zsye": "emoji",
    "th": "Thai",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "zh-cn": "Chinese",
}
SECONDS = 10  # fontconfig may build its cache first


def missing() -> list[str] | None:
    """Return the languages that no installed font can show; None where that cannot be found out."""
    tool = shutil.which("fc-list")
    if tool is None:
        return None
    return [name for code, name in SCRIPTS.items() if not _shown(tool, code)]


def _shown(tool: str, code: str) -> bool:
    command = [tool, f":lang={code}", "family"]
    return bool(subprocess.run(command, capture_output=True, timeout=SECONDS, check=False).stdout.strip())  # noqa: S603 - fontconfig's own tool, fixed words
