"""Giver and Imported: who hands something in and how it is to be read; what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO

from posts.errors import InputError
from posts.home import Home
from posts.post import Visibility


@dataclass(frozen=True, slots=True)
class Giver:
    """Who gave the file, as a code; by which medium; with what consent; whether its address was public."""

    received_from: str | None = None
    medium: str | None = None
    consent: str | None = None
    visibility: Visibility = "given"


@dataclass(frozen=True, slots=True)
class HandIn:
    """Something that is handed in: where it lies (`-` is `stdin`), for which home, when, by whom.

    `options` are the receiver's answers to what the file leaves open (time zone, order of day and month, words of a
    picture); `chance` makes the name of the run unique.
    """

    path: str
    home: Home
    now: datetime
    chance: bytes
    giver: Giver = Giver()
    options: Mapping[str, str] = field(default_factory=dict)
    stdin: BinaryIO | None = None
    progress: Callable[[str], None] = lambda _: None  # is told how far a large file is


@dataclass(frozen=True, slots=True)
class Imported:
    """How many posts were taken, each thing that was not, and what a person should know about the rest."""

    accepted: int
    refused: tuple[InputError, ...]
    notes: tuple[str, ...] = ()
