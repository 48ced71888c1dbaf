"""What all tests share: a clock that stands still, an empty home, a post factory, the folder of shared material."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from index.ledger.store import Ledger, open_ledger
from posts.capture import Capture
from posts.home import Home
from posts.identity import post_id
from posts.post import Author, Post
from posts.reading import Contact, LanguageSpan, Reading, Score

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
LONGEST_NAME = 60  # letters of bytes in the name of a test
START = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
settings.load_profile("house")


class Clock:
    """A clock that moves only when told."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **step: float) -> datetime:
        self.now += timedelta(**step)
        return self.now


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name bytes that nobody can read by their argument: packed ones hold the time, and all processes must agree."""
    is_readable = isinstance(val, bytes) and len(val) <= LONGEST_NAME and val.isascii() and val.decode().isprintable()
    return argname if isinstance(val, bytes) and not is_readable else None


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.make()
    return made


@pytest.fixture
def shared() -> Callable[[str], Path]:
    """Return the path of shared material, or skip the test where it is not there."""

    def find(name: str) -> Path:
        path = SHARED / name
        if not path.exists():
            pytest.skip(f"needs shared/{name}, which only the developers' machines have")
        return path

    return find


def make_post(number: int = 1, text: str = "Lowongan kerja", **fields: Any) -> Post:
    """Return a post of a fictional channel; `number` makes its native id."""
    base: dict[str, Any] = {
        "platform": "telegram_web",
        "source": "telegram_web:loker__contoh",
        "native_id": f"loker__contoh/{number}",
        "url": f"https://t.me/loker__contoh/{number}",
        "text": text,
        "author": Author(handle="loker__contoh", name="Loker Contoh"),
        "posted_at": START,
        "via": "crawl",
    }
    post = Post(**(base | fields))
    return Post(**({name: getattr(post, name) for name in post.__struct_fields__} | {"id": post.id or post_id(post)}))


def make_reading(**fields: Any) -> Reading:
    """Return the reading of a post that says nothing remarkable."""
    base: dict[str, Any] = {
        "languages": (LanguageSpan(lang="id", start=0, end=14),),
        "contacts": (),
        "places": (),
        "pay": (),
        "indicators": (),
        "context": (),
        "score": Score(total=0, parts=()),
        "alertable": False,
        "protected": False,
        "data_version": "test",
    }
    return Reading(**(base | fields))


def make_contact(value: str, **fields: Any) -> Contact:
    """Return a contact at the start of the text."""
    base: dict[str, Any] = {"type": "telegram", "raw": value, "start": 0, "end": 1, "confidence": 1.0}
    return Contact(value=value, **(base | fields))


def make_capture(number: int = 1, **fields: Any) -> Capture:
    """Return a capture of a page of the fictional channel."""
    base: dict[str, Any] = {
        "id": f"<urn:uuid:{number}>",
        "run": "20260105T030000Z-aaaaaa",
        "kind": "http",
        "purpose": "page",
        "fetched_at": START,
        "sha256": "0" * 64,
        "bytes": 1,
        "source": "telegram_web:loker__contoh",
    }
    return Capture(**(base | fields))


@pytest.fixture
def ledger(home: Home) -> Iterator[Ledger]:
    opened = open_ledger(home)
    yield opened
    opened.close()
