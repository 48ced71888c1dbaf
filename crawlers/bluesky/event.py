"""One event of Jetstream: the frames of both its versions, as the older one writes them.

Version 1 (`/subscribe`) sends {did, time_us, kind, commit}; version 2 (network.bsky.jetstream.subscribeEvents, 2026)
wraps {did, seq, time, operation, collection, rkey, record} into {"$type": "message", "payload": …}.
"""

from __future__ import annotations

from typing import Any

from crawlers.json_page import as_map, as_text
from crawlers.moments import microseconds, written

KIND = "network.bsky.jetstream.subscribeEvents#"
COMMIT = ("rev", "operation", "collection", "rkey", "record", "cid")


def event_of(frame: Any) -> dict[str, Any]:
    """Return a frame as version 1 writes it; what is neither version's comes back as it is, or empty."""
    found = as_map(frame)
    payload = as_map(found.get("payload")) if found.get("$type") == "message" else found
    kind = as_text(payload.get("$type")) or ""
    if not kind.startswith(KIND):
        return found
    at = written(as_text(payload.get("witnessedAt")) or as_text(payload.get("time"))).at
    event = {"did": payload.get("did"), "kind": kind.removeprefix(KIND)}
    if at is not None:
        event["time_us"] = microseconds(at)
    if kind == f"{KIND}commit":
        event["commit"] = {name: payload[name] for name in COMMIT if name in payload}
    return event
