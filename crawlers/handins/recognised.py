"""Recognised: what kind of hand-in a file is, by its bytes first and its name second; runs in the killable worker."""

from __future__ import annotations

import json
import posixpath
import re
import zlib
from collections.abc import Sequence

from crawlers.handins import image_file, ndjson_file
from crawlers.handins.pictures import FORMATS
from crawlers.handins.saved import html_file
from crawlers.handins.tables import csv_file
from crawlers.handins.texts import decoded_text
from crawlers.handins.whatsapp import chat as whatsapp
from crawlers.handins.whatsapp.header import header_of
from posts.errors import InputError

HEAD_BYTES = 256 << 10  # of a file that are looked at
WARC_SIGN = b"WARC/"
GZIP_SIGN = b"\x1f\x8b"
GZIP_WINDOW = 31
TELEGRAM_JSON = re.compile(rb'"(?:messages|chats|left_chats)"\s*:\s*[\[{]')
TELEGRAM_PAGE = re.compile(rb'class="message (?:default|service)')
TELEGRAM_FRAME = b'class="page_wrap'
BEGINS_PAGE = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*(?:<!--.{0,4000}?-->\s*)*<(?:!doctype\s+html|html|head)[\s>]", re.IGNORECASE | re.DOTALL
)
CHAT_LINES = 60
LINE_LETTERS = 400
POST_KEYS = frozenset({"platform", "text"})


def kind_of_file(name: str, head: bytes) -> str | None:
    """Return the kind of a file by its first bytes and its name, None where it is none that we know."""
    low = name.lower()
    if head.startswith(WARC_SIGN) or (head.startswith(GZIP_SIGN) and _inflated(head).startswith(WARC_SIGN)):
        return "warc"
    if any(head.startswith(sign) for sign in FORMATS):
        return "image"
    if low.endswith(html_file.ENDINGS) or BEGINS_PAGE.match(head[:8192]):
        return "telegram" if TELEGRAM_FRAME in head and TELEGRAM_PAGE.search(head) else "html"
    if low.endswith(csv_file.ENDINGS):
        return "csv"
    if low.endswith(ndjson_file.ENDINGS):
        return _kind_of_json(name, head)
    if low.endswith(".txt") and _is_chat(head):
        return "whatsapp"
    return "image" if low.endswith(image_file.ENDINGS) else None


def kind_of_zip(names: Sequence[str]) -> str | None:
    """Return the kind of a ZIP that is one hand-in, None where its files are many."""
    if "datapackage.json" in names:
        return "wacz"
    if any(whatsapp.CHAT_NAME.fullmatch(posixpath.basename(name)) for name in names):
        return "whatsapp"
    exported = {"result.json", "messages.html"}
    return "telegram" if any(posixpath.basename(name).lower() in exported for name in names) else None


def _inflated(head: bytes) -> bytes:
    try:
        return zlib.decompressobj(GZIP_WINDOW).decompress(head, 16)
    except zlib.error:
        return b""


def _kind_of_json(name: str, head: bytes) -> str:
    if posixpath.basename(name).lower() == "result.json" or TELEGRAM_JSON.search(head[:4096]):
        return "telegram"
    try:
        first = json.loads(head.lstrip().partition(b"\n")[0])
    except (ValueError, RecursionError):
        return "ndjson"
    return "jsonl" if isinstance(first, dict) and first.keys() >= POST_KEYS else "ndjson"


def _is_chat(head: bytes) -> bool:
    try:
        text = decoded_text(head[: head.rfind(b"\n") + 1] or head)
    except InputError:
        return False
    return any(header_of(line[:LINE_LETTERS]) is not None for line in text.split("\n")[:CHAT_LINES])
