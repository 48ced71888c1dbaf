"""The memory of a process and of all below it: nobody is left out, shared pages are counted once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from crawlers.browser import usage
from crawlers.browser.usage import family, held_by

CHILD = "import sys; a = b'x' * (40 << 20); print('ready', flush=True); sys.stdin.read()"
PARENT = f"""
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", {CHILD!r}], stdin=sys.stdin, stdout=subprocess.PIPE)
child.stdout.readline()
a = b"x" * (40 << 20)
print("ready", flush=True)
child.wait()
"""


@pytest.fixture
def tree() -> subprocess.Popen[bytes]:
    started = subprocess.Popen([sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert started.stdout is not None
    started.stdout.readline()
    return started


def test_all_processes_below_one_are_counted(tree: subprocess.Popen[bytes]) -> None:
    with tree:
        processes, held = list(family(tree.pid)), held_by(tree.pid)
        tree.communicate()

    assert (processes[0], len(processes)) == (tree.pid, 2)
    assert 80 << 20 < held < 160 << 20


def test_where_the_kernel_does_not_tell_what_is_shared_all_that_is_resident_counts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for number, parent in ((7, 1), (8, 7), (9, 1)):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "stat").write_text(f"{number} (a ) b) S {parent} 0", encoding="ascii")
        (folder / "statm").write_text("99 10 5 1 0 1 0", encoding="ascii")
    (tmp_path / "8" / "smaps_rollup").write_text("Rss: 90 kB\nPss: 3 kB\nPss_Anon: 2 kB\n", encoding="ascii")
    monkeypatch.setattr(usage, "PROC", tmp_path)

    assert held_by(7) == 10 * os.sysconf("SC_PAGE_SIZE") + 3 * 1024


def test_a_process_that_has_ended_holds_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(usage, "PROC", tmp_path)

    assert held_by(12) == 0
