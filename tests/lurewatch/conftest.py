"""One home that has seen the whole practice scene, for all tests that only read it or change a copy of it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from posts.home import Home
from tests.lurewatch.calling import Said, call


@dataclass(frozen=True)
class Street:
    home: Home
    said: Said

    def copy(self, path: Path) -> Home:
        shutil.copytree(self.home.path, path)
        return Home(path)


@pytest.fixture(scope="session")
def street(tmp_path_factory: pytest.TempPathFactory) -> Street:
    home = Home(tmp_path_factory.mktemp("street") / "home")
    return Street(home, call("demo", "--home", home.path))
