"""--restricted --reason: reading posts by or about people to protect, which the audit remembers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

import click

from posts.errors import InputError

Function = TypeVar("Function", bound=Callable[..., Any])


def restricted_options(function: Function) -> Function:
    """Give a command --restricted and --reason; it gets `restricted`: the reason, or None."""

    @wraps(function)
    def wrapped(*arguments: Any, restricted: bool, reason: str | None, **rest: Any) -> Any:
        if restricted and not reason:
            what, do = "restricted posts are read for a reason", 'add --reason "case 7", it is kept in the audit'
            raise InputError(what, do)
        return function(*arguments, restricted=reason if restricted else None, **rest)

    with_reason = click.option("--reason", help="Why restricted posts are read; kept in the audit.")(wrapped)
    option = click.option("--restricted", is_flag=True, help="Also posts by or about people to protect.")
    return cast("Function", option(with_reason))
