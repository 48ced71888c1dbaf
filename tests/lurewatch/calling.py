"""Calling commands inside the test: their exit code, output and refusals."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from lurewatch.cli import run


@dataclass(frozen=True)
class Said:
    """What one command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def refusals(self) -> list[str]:
        return self.err.splitlines()


def call(*arguments: object, stdin: bytes = b"") -> Said:
    """Run one command."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    given = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    with redirect_stdout(out), redirect_stderr(err), patch("sys.stdin", given):
        code = run([str(argument) for argument in arguments])
    return Said(code, *(stream.buffer.getvalue().decode() for stream in (out, err)))


def every_file(folder: Path) -> list[Path]:
    """Return all files below a folder."""
    return sorted(path for path in folder.rglob("*") if path.is_file())
