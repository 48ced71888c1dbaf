"""collect: visit sources now, in a child process that ends with this one."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO, cast

from crawlers.job import Job, Operator, check_operator
from crawlers.task import Task, Told
from posts import errors, jsonl
from posts.capture import Visit
from posts.errors import LurewatchError, SourceError
from posts.home import Home

# -P: the current folder may be full of hostile files; nothing in it is ever imported.
COMMAND = (sys.executable, "-P", "-m", "crawlers.child")


@dataclass(frozen=True, slots=True)
class Pace:
    """Other speeds than the settings sheet's, for tests and benchmarks on loopback."""

    delay_seconds: float | None = None
    timeout_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Collected:
    """What came of a call: visits in order, and the sources that could not be visited at all.

    `saved` are the ids of the posts that a page asked for by its address showed, `screenshot` says if there is one.
    """

    visits: tuple[Visit, ...]
    refused: tuple[LurewatchError, ...]
    saved: tuple[str, ...] = ()
    screenshot: str | None = None


def collect(
    jobs: Sequence[Job],
    home: Home,
    operator: Operator,
    *,
    now: datetime | None = None,
    pace: Pace = Pace(),
    told: Callable[[Visit], None] = lambda _: None,
) -> Collected:
    """Visit sources one after the other; `now` starts the child's clock, `told` hears of each visit as it ends.

    SIGTERM and SIGINT end the visit under way cleanly and leave out those that follow; a second one ends all at once.
    """
    check_operator(tuple(jobs), operator)
    if not jobs:
        return Collected((), ())
    task = Task(
        home=str(home.path.absolute()),
        operator=operator,
        jobs=len(jobs),
        now=now or datetime.now(UTC),
        delay_seconds=pace.delay_seconds,
        timeout_seconds=pace.timeout_seconds,
    )
    return _run([task, *jobs], told)


def _run(lines: Sequence[Task | Job], told: Callable[[Visit], None]) -> Collected:
    visits: list[Visit] = []
    refused: list[LurewatchError] = []
    saved: tuple[str, ...] = ()
    screenshot: str | None = None
    child = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)  # noqa: S603 - our own module
    with child, _stopping(child):
        for answer in _answers(child, lines):
            if answer.visit is not None:
                visits.append(answer.visit)
                saved, screenshot = answer.saved, answer.screenshot
                told(answer.visit)
            else:
                refused.append(_error(answer))
        code = child.wait()
    if code != 0 and len(visits) + len(refused) < len(lines) - 1:
        what = f"the collecting process ended with code {code} before its work was done"
        refused.append(SourceError(what, "what was archived is kept; run collect again"))
    return Collected(tuple(visits), tuple(refused), saved, screenshot)


def _answers(child: subprocess.Popen[bytes], lines: Sequence[Task | Job]) -> Iterator[Told]:
    stdin, stdout = cast("BinaryIO", child.stdin), cast("BinaryIO", child.stdout)
    try:
        for line in lines:
            stdin.write(jsonl.line(line) + b"\n")
        stdin.flush()  # and kept open: the child ends when it closes
    except BrokenPipeError:
        return  # it ended at once: its code says so
    for answer in stdout:
        yield jsonl.load(answer, Told)


@contextmanager
def _stopping(child: subprocess.Popen[bytes]) -> Iterator[None]:
    """Pass on what asks us to stop, so that the child can end its visit and say what it has read."""
    if threading.current_thread() is not threading.main_thread():  # signals are the main thread's
        yield
        return
    asked = 0

    def stop(*_: object) -> None:
        nonlocal asked
        asked += 1
        child.send_signal(signal.SIGTERM if asked == 1 else signal.SIGKILL)

    before = {sign: signal.signal(sign, stop) for sign in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)


def _error(told: Told) -> LurewatchError:
    """Return the child's error as ours, whatever its own constructor asks for."""
    kind = getattr(errors, told.error or "", SourceError)
    problem: LurewatchError = kind.__new__(kind)
    LurewatchError.__init__(problem, told.what, told.do, file=told.source)
    return problem
