"""Files of saved pages: HTML as browsers and SingleFile write it, MHTML and Safari's web archives with their parts."""

from __future__ import annotations

import base64
import binascii
import email
import email.policy
import plistlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from email.message import Message

from crawlers.decode import MAX_BODY_BYTES
from crawlers.handins.found import Asked, Found
from crawlers.handins.saved.page import page_of
from crawlers.handins.saved.saved import Saved, address
from posts.errors import InputError

MIME = "text/html"
ENDINGS = (".html", ".htm", ".xhtml", ".mhtml", ".mht", ".webarchive")
# How browsers name the folder with a page's pictures and frames, in the languages that they speak.
PAGE_FOLDERS = (
    "_files",
    "_bestanden",
    "_dateien",
    "_archivos",
    "_fichiers",
    "_arquivos",
    "_file",
    "_berkas",
    "-Dateien",
)
FRAMES = re.compile(rf"(?:^|/)[^/]*(?:{'|'.join(PAGE_FOLDERS)})/")
BEGINS_MHTML = re.compile(rb"\s*(?:[A-Za-z-]{1,40}:[^\n]{0,1000}\r?\n[^<]{0,4000}?)?MIME-Version:", re.IGNORECASE)
SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(\S{1,2000})")  # what browsers write
SINGLE_FILE = re.compile(rb"<!--\s*Page saved with SingleFile\s+url:\s*(\S{1,2000})")
CANONICAL = re.compile(rb"""(?i)<link[^>]{0,300}?rel=["']?canonical["']?[^>]{0,300}?href=["']?([^"'\s>]{1,2000})""")
TOLD = re.compile(rb"""(?i)<meta[^>]{0,300}?property=["']?og:url["']?[^>]{0,300}?content=["']?([^"'\s>]{1,2000})""")
INLINE = re.compile(rb"data:image/(png|jpe?g|gif|webp);base64,([A-Za-z0-9+/=\s]{80,})")
LONG_DATA = re.compile(rb"data:[^\"'\s)>]{1000,}")
SRCDOC = re.compile(rb"""\ssrcdoc=(?:"[^"]*"|'[^']*')""", re.IGNORECASE)
WEBARCHIVE_SIGN = b"bplist00"
# What the standard library and its values raise where a property list is broken or another one.
BROKEN_PLIST = (
    plistlib.InvalidFileException,
    KeyError,
    TypeError,
    ValueError,
    AttributeError,
    OverflowError,
    RecursionError,
)
HEAD_BYTES = 200_000
MAX_INLINE = 400
MAX_PARTS = 2_000
MAX_PART_BYTES = 20 << 20


def mains(names: Sequence[str]) -> list[str]:
    """Return the pages among some files, without the frames that a browser keeps in a folder beside one."""
    return [name for name in names if name.lower().endswith(ENDINGS) and not FRAMES.search(name)]


def read(body: bytes, asked: Asked) -> Found:
    """Return what a saved page holds; raise InputError where it is no page at all."""
    found = page_of(_saved(body, asked))
    if not found.posts:
        raise InputError("this is no page of words", "hand it in as what it is, for example: image")
    return found


def _saved(body: bytes, asked: Asked) -> Saved:
    if body.startswith(WEBARCHIVE_SIGN):
        return _of_webarchive(body, asked)
    return _of_mhtml(body, asked) if BEGINS_MHTML.match(body[:HEAD_BYTES]) else _of_html(body, asked)


def _of_html(body: bytes, asked: Asked, url: str = "") -> Saved:
    plain, media = _with_pictures_apart(SRCDOC.sub(b"", body))
    plain = LONG_DATA.sub(b"data:,", plain)
    if len(plain) > MAX_BODY_BYTES:
        raise InputError(f"the page has more than {MAX_BODY_BYTES >> 20} MiB of markup", "save a part of it")
    return Saved(asked, plain, url=url or _address(body), media=media)


def _address(body: bytes) -> str:
    """Return the address that a page was saved from, as the browser or the page itself says; empty where neither."""
    head = body[:HEAD_BYTES]
    for pattern in (SAVED_FROM, SINGLE_FILE, CANONICAL, TOLD):
        found = pattern.search(head)
        said = address(found[1].decode("utf-8", "replace").replace("&amp;", "&")) if found else ""
        if said:
            return said
    return ""


def _with_pictures_apart(body: bytes) -> tuple[bytes, dict[str, bytes]]:
    """Return a page in which pictures written into it have names, and their bytes by those names."""
    media: dict[str, bytes] = {}

    def apart(found: re.Match[bytes]) -> bytes:
        if len(media) >= MAX_INLINE:
            return b"data:,"
        try:
            data = base64.b64decode(found[2], validate=False)
        except (ValueError, binascii.Error):
            return b"data:,"
        name = f"picture-{len(media) + 1}.{found[1].decode().replace('jpeg', 'jpg')}"
        media[name] = data
        return name.encode()

    return INLINE.sub(apart, body), media


def _of_webarchive(body: bytes, asked: Asked) -> Saved:
    """Read what Safari saves: a property list with the page and its parts."""
    try:
        held = plistlib.loads(body, fmt=plistlib.FMT_BINARY)
        main = held["WebMainResource"]
        page, url = bytes(main["WebResourceData"]), str(main["WebResourceURL"])
        encoding = str(main.get("WebResourceTextEncodingName", "utf-8"))
        parts = [one for one in held.get("WebSubresources", []) if str(one["WebResourceMIMEType"]).startswith("image/")]
        pictures = {str(one["WebResourceURL"]): bytes(one["WebResourceData"]) for one in parts}
    except BROKEN_PLIST as problem:
        raise InputError("this is no web archive of Safari", "save the page again") from problem
    saved = _of_html(page, asked, address(url))
    headers = (("content-type", f"text/html; charset={encoding}"),)
    return replace(saved, media={**saved.media, **pictures}, headers=headers)


def _of_mhtml(body: bytes, asked: Asked) -> Saved:
    """Read MHTML (RFC 2557): the first page in it, its other parts by their addresses."""
    if body.count(b"\n--") > 2 * MAX_PARTS:
        raise InputError(f"the MHTML file has more than {MAX_PARTS:,} parts", "save the page again")
    try:
        message = email.message_from_bytes(body, policy=email.policy.compat32)
        parts = [part for part in message.walk() if not part.is_multipart()]
    except RecursionError as problem:
        raise InputError("the parts of the MHTML file are nested too deeply", "save the page again") from problem
    page = next((one for one in parts if one.get_content_type() in {"text/html", "application/xhtml+xml"}), None)
    if page is None:
        raise InputError("the MHTML file holds no page", "save the page again")
    url = str(message.get("Snapshot-Content-Location") or page.get("Content-Location") or "").strip()
    saved = _of_html(_bytes(page), asked, address(url))
    pictures = dict(_pictures(parts))
    charset = page.get_content_charset()
    headers = (("content-type", f"text/html; charset={charset}"),) if charset else ()
    return replace(saved, media={**saved.media, **pictures}, headers=headers)


def _pictures(parts: Sequence[Message]) -> Iterator[tuple[str, bytes]]:
    for part in parts:
        if part.get_content_maintype() == "image":
            data = _bytes(part)
            for name in (part.get("Content-Location"), part.get("Content-ID")):
                if name and len(data) <= MAX_PART_BYTES:
                    yield f"cid:{str(name).strip('<> ')}" if name == part.get("Content-ID") else str(name).strip(), data


def _bytes(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""
