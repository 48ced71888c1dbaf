"""Jetstream, the stream of Bluesky: its public servers and how one is asked (github.com/bluesky-social/jetstream).

Version 1 of its wire, which its makers keep as it is: `/subscribe`, JSON frames, a cursor in microseconds that holds on
every server. Its servers are built one like the other; where one fails the next is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlencode

from crawlers.bluesky.record import POST

SERVERS = (
    "https://jetstream2.us-east.bsky.network",
    "https://jetstream1.us-west.bsky.network",
    "https://jetstream1.us-east.bsky.network",
    "https://jetstream2.us-west.bsky.network",
)
PATH = "/subscribe"
MAX_EVENT_BYTES = 256 << 10  # a larger event is left out by the server: it would break the connection at each attempt
ACCOUNT = re.compile(r"did:(?:plc:[a-z2-7]{24}|web:[a-z0-9.-]{1,200})")
MAX_ACCOUNTS = 10_000  # what the server takes


def subscription(server: str, accounts: Sequence[str], since: int | None) -> str:
    """Return the address of the posts of some accounts, or of all, since a moment (microseconds), or from now on."""
    asked = [("wantedCollections", POST), *(("wantedDids", one) for one in accounts)]
    asked += [("maxMessageSizeBytes", str(MAX_EVENT_BYTES))]
    asked += [("cursor", str(since))] if since is not None else []
    return f"{server}{PATH}?{urlencode(asked)}"
