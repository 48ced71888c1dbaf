"""Saved: one page as it was kept: its address, its bytes, its headers, and the media that lie in the same file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from crawlers.handins.found import Asked


def address(text: str) -> str:
    """Return an address of the web, empty where a text is none."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in {"http", "https"} and parts.hostname else ""


@dataclass(frozen=True, slots=True)
class Saved:
    """One page; `url` is an address or empty; `place` says where it stands in the file that was handed in, for ids."""

    asked: Asked
    body: bytes
    url: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    mime: str = "text/html"
    place: str = "1"
    media: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def host(self) -> str:
        """The host of its address, empty where it has none."""
        return (urlsplit(self.url).hostname or "").lower()
