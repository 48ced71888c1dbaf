"""Cases: the fictional pages of all platforms but Telegram: a page, how it was asked for, what it holds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawlers.page import Page
from crawlers.platforms import PLATFORMS
from posts.capture import Capture
from posts.post import with_fields
from tests.conftest import ROOT, make_capture

PAGES = ROOT / "tests/pages"
OLDER = {"telegram_web"}  # tested by files of its own


@dataclass(frozen=True, slots=True)
class Case:
    """One page of a platform."""

    platform: str
    name: str

    @property
    def folder(self) -> Path:
        """Where its files stand."""
        return PAGES / self.platform / self.name

    @property
    def body(self) -> bytes:
        """The page as it is sent."""
        (page,) = self.folder.glob("page.*")
        return page.read_bytes()

    @property
    def capture(self) -> Capture:
        """How it was asked for."""
        asked: dict[str, Any] = json.loads((self.folder / "case.json").read_text(encoding="utf-8"))
        headers = tuple((name, value) for name, value in asked.get("headers", []))
        made = make_capture(url=asked["url"], final_url=asked["url"], source=asked["source"], headers=headers)
        return with_fields(made, declared=asked.get("declared", {}))

    @property
    def expected(self) -> Any:
        """What it holds."""
        return json.loads((self.folder / "expected.json").read_text(encoding="utf-8"))

    def read(self, body: bytes | None = None) -> Page:
        """Return what its platform reads in it, or in another body in its place."""
        return PLATFORMS[self.platform].read(self.body if body is None else body, self.capture)

    def __str__(self) -> str:
        return f"{self.platform}-{self.name}"


def cases(platform: str | None = None) -> list[Case]:
    """Return the cases of one platform or of all."""
    folders = [platform] if platform else sorted(set(PLATFORMS) - OLDER)
    return [Case(name, path.name) for name in folders for path in sorted((PAGES / name).iterdir())]
