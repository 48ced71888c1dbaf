"""Capture, Visit, Gap, Observation: what was fetched, when, from where, and what could not be."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from posts.post import Count, Record, Visibility

CaptureKind = Literal["http", "rendered", "file"]
Purpose = Literal["page", "media", "robots", "hand_in"]
State = Literal["present", "not_shown", "source_unreachable", "unknown"]
Outcome = Literal[
    "posts",
    "nothing_new",
    "no_preview",
    "unclaimed",
    "invalid_name",
    "page_changed",
    "blocked",
    "robots",
    "unreachable",
    "budget",
]

GOOD_OUTCOMES: frozenset[str] = frozenset({"posts", "nothing_new"})


class Derivation(Record, frozen=True, kw_only=True):
    """How one file was made from another: tool, version, hash of the parent."""

    tool: str
    version: str
    parent_sha256: str
    note: str | None = None


class FileFacts(Record, frozen=True, kw_only=True):
    """What is known of a file somebody handed in; `received_from` is a code, never a name.

    `visibility` and `options` are what the receiver said of it: whoever reads the file again needs them to get the
    same posts.
    """

    original_name: str
    received_at: datetime
    kind: str | None = None  # what it was handed in as: says who reads it again
    received_from: str | None = None
    medium: str | None = None
    consent: str | None = None
    visibility: Visibility | None = None
    options: dict[str, str] = {}
    derivations: tuple[Derivation, ...] = ()


class Capture(Record, frozen=True, kw_only=True):
    """Stored bytes of one fetch or file: `id` is the WARC record id, `sha256` that of the body as sent.

    `warc` is the segment's path below archive/, `offset` and `length` the bytes of all records of this
    capture in it (request, response, metadata; of a rendered page also DOM and screenshot; one gzip member each).
    `sha256` and `bytes` of a rendered page are those of its DOM.
    """

    id: str
    run: str
    kind: CaptureKind
    purpose: Purpose
    fetched_at: datetime
    sha256: str
    bytes: int
    asked_at: datetime | None = None  # when the request was sent; the answer was whole at fetched_at
    source: str | None = None
    url: str | None = None
    final_url: str | None = None
    redirects: tuple[str, ...] = ()
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    server_date: datetime | None = None
    address: str | None = None
    certificate: str | None = None
    software: str | None = None
    declared: dict[str, str] = {}  # how the watchlist says that a page of this source is read (selectors)
    looked_for: tuple[str, ...] = ()  # posts that it was asked for, or that it says were taken back
    partial: bool = False
    screenshot: str | None = None  # sha256 of the picture of a rendered page; it stands beside the page in the archive
    file: FileFacts | None = None
    warc: str | None = None
    offset: int | None = None
    length: int | None = None


class Gap(Record, frozen=True, kw_only=True):
    """Something that could not be collected; `kind` is one word, `sentence` is for people."""

    source: str
    run: str
    kind: str
    sentence: str
    noticed_at: datetime
    capture: str | None = None
    url: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class Looked(Record, frozen=True, kw_only=True):
    """What one capture said of a post that it was to show: shown, not shown, or (None) nothing that could be told."""

    post: str
    capture: str
    seen_at: datetime
    is_shown: bool | None = None


class Visit(Record, frozen=True, kw_only=True):
    """One visit to one source: the unit of coverage that every answer cites."""

    source: str
    run: str
    started_at: datetime
    ended_at: datetime
    requests: int
    outcome: Outcome
    page_requests: int = 0
    detail: str | None = None
    posts: int = 0
    first_id: str | None = None  # lowest and highest native id that the visit read
    last_id: str | None = None
    pages: tuple[str, ...] = ()  # captures of the pages read, newest page first
    joined: bool = False  # no hole lies between these pages and what earlier visits read
    unread_before: int | None = None  # the history below this number was never read
    settings_sha256: str | None = None
    not_before: datetime | None = None  # the server asked to be left alone until then (Retry-After)
    looked: tuple[Looked, ...] = ()  # posts that were asked for one by one and did not come


class Observation(Record, frozen=True, kw_only=True):
    """One post as one capture showed it, or failed to show it."""

    post: str
    rev: int
    capture: str
    seen_at: datetime
    state: State
    counts: dict[str, Count] = {}
