"""What the tests of hand-ins share: handing in bytes, ZIPs and folders; reading what waits; pictures with metadata."""

from __future__ import annotations

import io
import os
import zipfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from crawlers.handins import HANDINS
from crawlers.handins.giver import Giver, HandIn, Imported
from posts import inbox
from posts.capture import Capture
from posts.held import Held
from posts.home import Home
from posts.post import Post
from tests.conftest import START

CHAT = (
    "15/01/2024, 10:30 - Budi: Lowongan di Poipet\n15/01/2024, 10:31 - Budi: IMG-20240115-WA0001.jpg (file terlampir)\n"
)
PICTURE = "IMG-20240115-WA0001.jpg"
CAMERA = "Contoh Camera 7"


@dataclass(frozen=True)
class Waiting:
    """What stands in the inbox."""

    captures: list[Capture]
    posts: list[Post]


def handed(home: Home, kind: str, path: Path, giver: Giver | None = None, **options: str) -> Imported:
    """Hand in a file or folder."""
    hand = HandIn(str(path), home, START, b"\xaa\xbb\xcc", giver or Giver(), options)
    return HANDINS[kind](hand)


def waiting(home: Home) -> Waiting:
    """Return the captures and posts that wait, in their order."""
    captures: dict[str, Capture] = {}
    posts: list[Post] = []
    for path in inbox.waiting(home.inbox):
        for number, raw in inbox.read(path):
            found = inbox.parse(raw, path, number)
            if isinstance(found, inbox.CaptureLine):
                captures[found.capture.id] = found.capture
            elif isinstance(found, inbox.PostLine):
                posts.append(found.post)
    return Waiting(list(captures.values()), posts)


def saved(path: Path, data: bytes) -> Path:
    """Write a file with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def zip_of(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP of some files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


_KEPT = os.memfd_create("held")


def held(data: bytes) -> Held:
    """Return bytes as they lie in a file that is being handed in."""
    at = os.lseek(_KEPT, 0, os.SEEK_END)
    os.write(_KEPT, data)
    return Held(file=_KEPT, at=at, length=len(data))


def photo(turned: int = 1, kind: str = "JPEG", camera: str = CAMERA) -> bytes:
    """Return a small photograph with the camera's name, a place and a comment in it."""
    exif = Image.Exif()
    exif[0x010F] = camera
    exif[0x0112] = turned
    exif.get_ifd(0x8825)[1] = "N"
    buffer = io.BytesIO()
    picture = Image.linear_gradient("L").resize((48, 32)).convert("RGB")
    picture.save(buffer, kind, exif=exif, **({"comment": b"at home"} if kind == "JPEG" else {}))
    return buffer.getvalue()


def plain_photo(kind: str = "JPEG") -> bytes:
    """Return the same photograph without anything about it."""
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize((48, 32)).convert("RGB").save(buffer, kind)
    return buffer.getvalue()
