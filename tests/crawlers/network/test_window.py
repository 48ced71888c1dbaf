"""Two requests to one host are apart, whoever sends them."""

from __future__ import annotations

import itertools
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.network.window import LONGEST_QUEUE_SECONDS, HostWindow
from tests.conftest import ROOT

TICKETS = """
import sys, time
from pathlib import Path
from crawlers.network.window import HostWindow
window = HostWindow(Path(sys.argv[1]), 2.0)
print(*(now + window.ticket("t.me", now) for now in (time.monotonic() for _ in range(50))))
"""


def test_a_host_is_asked_at_most_once_in_a_window_and_others_at_once(tmp_path: Path) -> None:
    window = HostWindow(tmp_path, 2.0)

    waits = [window.ticket(host, 100.0) for host in ("t.me", "t.me", "cdn.example.org", "t.me")]

    assert waits == [0, 2, 0, 4]
    assert window.ticket("t.me", 200.0) == 0


def test_processes_share_the_window(tmp_path: Path) -> None:
    command = [sys.executable, "-c", TICKETS, str(tmp_path)]
    running = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    times = sorted(float(word) for process in running for word in process.communicate()[0].split())

    assert len(times) == 150
    assert min(later - earlier for earlier, later in itertools.pairwise(times)) > 1.99


@given(st.lists(st.floats(min_value=0, max_value=5), min_size=1, max_size=20))
def test_nobody_waits_for_nothing_and_nobody_pushes_in(
    tmp_path_factory: pytest.TempPathFactory, steps: list[float]
) -> None:
    """Against the obvious model: each request leaves at its own time or a window after the one before."""
    folder = tmp_path_factory.mktemp("window")
    window, now, free = HostWindow(folder, 1.0), 1000.0, 0.0
    for step in steps:
        now += step
        at = max(now, free)
        assert abs(window.ticket("t.me", now) - (at - now)) < 1e-6
        free = at + 1.0


def test_a_ticket_from_before_the_machine_was_started_anew_holds_nobody_up(tmp_path: Path) -> None:
    window = HostWindow(tmp_path, 2.0)
    window.ticket("t.me", 50_000.0 + LONGEST_QUEUE_SECONDS)
    (path,) = tmp_path.iterdir()

    assert window.ticket("t.me", 10.0) == 0
    path.write_text("rubbish", encoding="ascii")
    assert window.ticket("t.me", 20.0) == 0


def test_a_host_is_a_file_name(tmp_path: Path) -> None:
    HostWindow(tmp_path, 2.0).ticket("[::1]:9000/../x", time.monotonic())

    assert [path.name for path in tmp_path.iterdir()] == ["host----1--9000-..-x"]
