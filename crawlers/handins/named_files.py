"""Named files: which files of a folder the chats and pages in it name as theirs."""

from __future__ import annotations

import posixpath
import re
from itertools import islice
from urllib.parse import unquote

# A name as it stands in a chat, a page or JSON: up to the last blank, since markup and sentences stand around it.
ENDING = re.compile(rb"\.[A-Za-z0-9]{2,5}(?![A-Za-z0-9])")
AROUND = re.compile(rb"[\s\"'<>/\\()|:]")
NAME_BYTES = 200
MAX_NAMES = 100_000  # of one file: a chat of years names 40,000 media
OWN_PARTS = frozenset({"css", "js", "images"})  # folders of an export of Telegram that only make it look well


def names_in(body: bytes) -> frozenset[str]:
    """Return the names of files that a text, page or JSON mentions."""
    found = set()
    for ending in islice(ENDING.finditer(body), MAX_NAMES):
        before = AROUND.split(body[max(0, ending.start() - NAME_BYTES) : ending.start()])[-1]
        found.add((before + ending[0]).decode("utf-8", "replace").lower())
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
