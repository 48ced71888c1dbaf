"""The child process: asked to stop it ends its page and says so; without its parent it ends at once."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from posts import inbox
from posts.home import Home
from tests.conftest import ROOT
from tests.crawlers.crawling import left_in
from tests.crawlers.loopback import Site, channel, hanging

FIFTY = range(1, 51)
COLLECTING = """
import sys
from pathlib import Path
from crawlers.collect import collect
from crawlers.job import Operator
from posts.home import Home
from tests.crawlers.crawling import job
done = collect([job(sys.argv[2], name) for name in sys.argv[3:]], Home(Path(sys.argv[1])), Operator())
print(*(visit.outcome for visit in done.visits), *(str(problem) for problem in done.refused), sep="|")
"""


def collecting(home: Home, site: Site, *names: str) -> subprocess.Popen[str]:
    """Start a process that collects, in a session of its own."""
    command = [sys.executable, "-c", COLLECTING, str(home.path), site.base_url, *names]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": "."},
    )


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_it_ends_the_page_writes_the_visit_and_leaves_out_the_rest(
    home: Home, sign: signal.Signals
) -> None:
    asked = threading.Event()
    go_on = threading.Event()
    say = channel("loker__contoh", FIFTY)

    def slow(target: str) -> bytes:
        asked.set()
        go_on.wait(20)
        return say(target)

    with Site({"/s/loker__contoh": slow}) as site:
        process = collecting(home, site, "loker__contoh", "other__one")
        assert asked.wait(20)
        process.send_signal(sign)
        threading.Timer(0.3, go_on.set).start()
        said, _ = process.communicate(timeout=20)

    assert process.returncode == 0
    assert said.startswith("posts|telegram_web:other__one: stopped before its turn")
    lines = [line for file in left_in(home) for line in file]
    assert [line.gap.kind for line in lines if isinstance(line, inbox.GapLine)] == ["stopped"]
    (visit,) = [line.visit for line in lines if isinstance(line, inbox.VisitLine)]
    assert (visit.posts, visit.unread_before) == (20, 31)


def test_the_child_ends_with_its_parent(home: Home) -> None:
    asked = threading.Event()
    never = threading.Event()
    wait = hanging(never)

    def hang(target: str) -> bytes:
        asked.set()
        return wait(target)

    with Site({"/s/loker__contoh": hang}) as site:
        process = collecting(home, site, "loker__contoh")
        assert asked.wait(20)
        (child,) = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        watched = os.pidfd_open(int(child))
        process.kill()
        process.communicate()
        ended = select.select([watched], [], [], 10)[0]
        os.close(watched)
        never.set()

    assert ended


def test_asked_twice_it_ends_at_once(home: Home) -> None:
    asked, never = threading.Event(), threading.Event()
    wait = hanging(never)

    def hang(target: str) -> bytes:
        asked.set()
        return wait(target)

    with Site({"/s/loker__contoh": hang}) as site:
        process = collecting(home, site, "loker__contoh")
        assert asked.wait(20)
        process.send_signal(signal.SIGTERM)
        (child,) = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        assert Path(f"/proc/{child}").exists()
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=10)
        never.set()

    assert process.returncode == 0
    assert "ended with code -9" in said
