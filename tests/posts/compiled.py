"""Compiled: tests of the compiled loops run wherever a C compiler could build them."""

from __future__ import annotations

import shutil
import sysconfig
from pathlib import Path

import pytest

HAS_COMPILER = (
    bool(shutil.which("cc") or shutil.which("gcc")) and Path(sysconfig.get_path("include"), "Python.h").exists()
)
needs_compiler = pytest.mark.skipif(not HAS_COMPILER, reason="no C compiler with Python's headers on this machine")
