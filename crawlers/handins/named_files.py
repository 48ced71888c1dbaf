"""Named files: which files of a folder the chats and pages in it name as theirs."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import unquote

# A name as it stands in a chat, a page or JSON: up to the last blank, since markup and sentences stand around it.
NAME = re.compile(rb"[^\s\"'<>/\\()|:]{1,200}\.[A-Za-z0-9]{2,5}(?![A-Za-z0-9])")
OWN_PARTS = frozenset({"css", "js", "images"})  # folders of an export of Telegram that only make it look well


def names_in(body: bytes) -> frozenset[str]:
    """Return the names of files that a text, page or JSON mentions."""
    found = {one.decode("utf-8", "replace").lower() for one in NAME.findall(body)}
    return frozenset(found | {unquote(one) for one in found if "%" in one})


def is_named(name: str, mentioned: frozenset[str]) -> bool:
    """Say whether a file is mentioned, by the last part of its name without blanks."""
    base = posixpath.basename(name).lower()
    return base in mentioned or base.rpartition(" ")[2] in mentioned or base.rpartition("\u202f")[2] in mentioned


def is_trimming(name: str, exports: frozenset[str]) -> bool:
    """Say whether a file only makes an export look well: scripts, styles and signs; `exports` are their folders."""
    folder, _, _ = name.rpartition("/")
    above, _, last = folder.rpartition("/")
    return last in OWN_PARTS and above in exports
