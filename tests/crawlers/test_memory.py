"""A visit's limit of memory counts what the visit holds, not what its parent once held."""

from __future__ import annotations

import subprocess
import sys

from scrapy.settings import Settings

from crawlers import settings
from tests.conftest import ROOT

MIB = 1 << 20
ASK = "from crawlers.memory import OwnMemory; print(OwnMemory.get_virtual_size(object.__new__(OwnMemory)))"
LARGE = (
    f"import subprocess, sys; held = b'x' * {400 * MIB}; subprocess.run([sys.executable, '-c', {ASK!r}], check=True)"
)


def test_a_small_child_of_a_large_process_is_small() -> None:
    done = subprocess.run([sys.executable, "-c", LARGE], cwd=ROOT, capture_output=True, check=True)

    assert 10 * MIB < int(done.stdout) < 300 * MIB


def test_scrapy_uses_it_instead_of_its_own() -> None:
    sheet = Settings()
    sheet.setmodule(settings, priority="project")

    chosen = sheet.getdict("EXTENSIONS")
    assert chosen["crawlers.memory.OwnMemory"] is not None
    assert chosen["scrapy.extensions.memusage.MemoryUsage"] is None
