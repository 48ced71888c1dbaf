"""Export: which files of a Telegram export hold messages, and which of the two readers reads one."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence

from crawlers.handins.found import Asked, Found
from crawlers.handins.telegram_desktop.account import read_json
from crawlers.handins.telegram_desktop.page import read_page

MIME = "application/octet-stream"
PAGE = re.compile(r"messages(\d*)\.html", re.IGNORECASE)
BEGINS_JSON = re.compile(rb"[\xef\xbb\xbf\s]{0,100}[{\[]")


def mains(names: Sequence[str]) -> list[str]:
    """Return the files with messages; where a folder has them in both forms, the JSON, which says more."""
    data = [name for name in names if posixpath.basename(name).lower() == "result.json"]
    if not data and len(jsons := [name for name in names if name.lower().endswith(".json")]) == 1:
        data = jsons
    folders = {posixpath.dirname(name) for name in data}
    pages = [name for name in names if PAGE.fullmatch(posixpath.basename(name)) and not _is_below(name, folders)]
    return data + sorted(pages, key=_number)


def read(body: bytes, asked: Asked) -> Found:
    """Return the messages of one file of an export."""
    return read_json(body, asked) if BEGINS_JSON.match(body) else read_page(body, asked)


def _is_below(name: str, folders: set[str]) -> bool:
    return any(not folder or name.startswith(f"{folder}/") for folder in folders)


def _number(name: str) -> tuple[str, int]:
    found = PAGE.fullmatch(posixpath.basename(name))
    return posixpath.dirname(name), int(found[1] or 1) if found else 0
