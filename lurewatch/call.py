"""Call: what every command is told: the home, the form of the answer, the clock."""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import update_wrapper
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from posts import jsonl
from posts.errors import InputError, LurewatchError
from posts.home import Home

HOME_VARIABLE = "LUREWATCH_HOME"
DEFAULT_HOME = "~/.local/share/lurewatch"

Function = TypeVar("Function", bound=Callable[..., Any])


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Call:
    """One call of one command."""

    path: Path | None = None
    as_json: bool = False
    clock: Callable[[], datetime] = field(default=_now)

    @property
    def home(self) -> Home:
        """The home: --home, else $LUREWATCH_HOME, else the default."""
        return Home(self.path or Path(os.environ.get(HOME_VARIABLE) or DEFAULT_HOME).expanduser())

    @property
    def actor(self) -> str:
        """Who calls, as the audit names them."""
        return getpass.getuser()

    @property
    def made_home(self) -> Home:
        """The home, refused when nobody has made it yet."""
        if not self.home.path.is_dir():
            raise InputError("this home does not exist", "make it with: lurewatch init", file=str(self.home.path))
        self.home.make()
        return self.home

    def say(self, text: str) -> None:
        """Print one line of the answer, for people; nothing when JSON was asked for."""
        if not self.as_json:
            click.echo(text)

    def progress(self, text: str) -> None:
        """Show how far long work is, on a terminal only."""
        if sys.stderr.isatty():
            click.echo(f"\r\x1b[K{text}", err=True, nl=False)

    def answer(self, value: Any) -> None:
        """Print the answer as one JSON object, when JSON was asked for."""
        if self.as_json:
            click.echo(jsonl.line(value))

    def refuse(self, problem: LurewatchError) -> None:
        """Print a refusal: one line on stderr."""
        text = json.dumps(problem.as_record(), ensure_ascii=False) if self.as_json else str(problem)
        click.echo(text, err=True)

    def refuse_all(self, problems: Iterable[LurewatchError]) -> int:
        """Print refusals and return the exit code they call for."""
        code = 0
        for problem in problems:
            self.refuse(problem)
            code = max(code, problem.exit_code)
        return code


def common_options(function: Function) -> Function:
    """Give a command --home and --json (also accepted before the command) and hand it its Call."""

    @click.pass_context
    def wrapped(context: click.Context, /, home: Path | None, as_json: bool, **rest: Any) -> Any:
        outer = context.find_object(Call) or Call()
        call = replace(outer, path=home or outer.path, as_json=as_json or outer.as_json)
        context.obj = call
        return context.invoke(function, call, **rest)

    wrapped = update_wrapper(wrapped, function)
    wrapped = click.option("--json", "as_json", is_flag=True, help="Answer in JSON; refusals too.")(wrapped)
    path = click.Path(path_type=Path, file_okay=False)
    return cast("Function", click.option("--home", type=path, help="The home folder.")(wrapped))


def read_from(path: str) -> Any:
    """Open a file of input, or stdin for `-`, as bytes; the caller closes it."""
    if path == "-":
        return sys.stdin.buffer
    try:
        return Path(path).open("rb")
    except OSError as problem:
        raise InputError(f"cannot read this file: {problem.strerror}", "check the path", file=path) from problem
