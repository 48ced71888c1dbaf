"""collect: visit sources now, in a child process that ends with this one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO, cast

from crawlers.job import Job, Operator, check_operator
from crawlers.task import Task, Told
from posts import errors, jsonl
from posts.capture import Visit
from posts.errors import LurewatchError, SourceError
from posts.home import Home


@dataclass(frozen=True, slots=True)
class Pace:
    """Other speeds than the settings sheet's, for tests and benchmarks on loopback."""

    delay_seconds: float | None = None
    timeout_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Collected:
    """What came of a call: visits in order, and the sources that could not be visited at all."""

    visits: tuple[Visit, ...]
    refused: tuple[LurewatchError, ...]


def collect(
    jobs: Sequence[Job],
    home: Home,
    operator: Operator,
    *,
    now: datetime | None = None,
    pace: Pace = Pace(),
    told: Callable[[Visit], None] = lambda _: None,
) -> Collected:
    """Visit sources one after the other; `now` starts the child's clock, `told` hears of each visit as it ends."""
    check_operator(tuple(jobs), operator)
    task = Task(
        home=str(home.path.absolute()),
        operator=operator,
        jobs=tuple(jobs),
        now=now or datetime.now(UTC),
        delay_seconds=pace.delay_seconds,
        timeout_seconds=pace.timeout_seconds,
    )
    visits: list[Visit] = []
    refused: list[LurewatchError] = []
    command = [sys.executable, "-m", "crawlers.child"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:  # noqa: S603 - our own module
        stdin, stdout = cast("BinaryIO", child.stdin), cast("BinaryIO", child.stdout)
        stdin.write(jsonl.line(task) + b"\n")
        stdin.flush()  # and kept open: the child ends when it closes
        for line in stdout:
            answer = jsonl.load(line, Told)
            if answer.visit is not None:
                visits.append(answer.visit)
                told(answer.visit)
            else:
                refused.append(_error(answer))
        code = child.wait()
    if code != 0 and len(visits) + len(refused) < len(jobs):
        what = f"the collecting process ended with code {code} before its work was done"
        refused.append(SourceError(what, "what was archived is kept; run collect again"))
    return Collected(tuple(visits), tuple(refused))


def _error(told: Told) -> LurewatchError:
    kind = getattr(errors, told.error or "", SourceError)
    problem: LurewatchError = kind(told.what, told.do)
    return problem.at(told.source or "")
