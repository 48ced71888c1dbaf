"""One bundle for all tests that only read it or change a copy of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from lurewatch.evidence.keys import EvidenceKey, load_or_make
from posts.home import Home
from tests.lurewatch.evidence.cases import contents, exported


@dataclass(frozen=True)
class Sealed:
    path: Path
    key: EvidenceKey
    home: Home

    @property
    def files(self) -> dict[str, bytes]:
        return contents(self.path)


@pytest.fixture(scope="session")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    folder = tmp_path_factory.mktemp("sealed")
    home = Home(folder / "home")
    home.make()
    path, key = exported(home, folder / "a.zip")
    return Sealed(path, key, home)


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> EvidenceKey:
    return load_or_make(tmp_path_factory.mktemp("stranger"))
