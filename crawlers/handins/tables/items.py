"""Items: objects of known shapes anywhere inside JSON, as platforms put them into pages and tools into files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from crawlers.handins.tables.column_map import ColumnMap, map_of

MAX_OBJECTS = 1_000_000  # of one file; pages have 100,000 at most
PLATFORMS_BY_ADDRESS = {
    "tiktok.com": "tiktok",
    "instagram.com": "instagram",
    "x.com": "x",
    "twitter.com": "x",
    "linkedin.com": "linkedin",
    "facebook.com": "facebook",
    "threads.net": "threads",
    "threads.com": "threads",
    "douyin.com": "douyin",
    "xiaohongshu.com": "xiaohongshu",
    "rednote.com": "xiaohongshu",
}


def items_in(value: Any, maps: Sequence[ColumnMap]) -> Iterator[tuple[dict[str, Any], ColumnMap]]:
    """Yield the objects that a map fits, outer before inner, in the order of the file."""
    first_keys = {one.needs[0].partition(".")[0] for one in maps} | {one.needs[0] for one in maps}
    stack = [value]
    for _ in range(MAX_OBJECTS):
        if not stack:
            return
        one = stack.pop()
        if isinstance(one, dict):
            found = None if first_keys.isdisjoint(one) else map_of(one, maps)
            if found is not None:
                yield one, found
            stack += [inner for inner in reversed(one.values()) if isinstance(inner, dict | list)]
        elif isinstance(one, list):
            stack += [inner for inner in reversed(one) if isinstance(inner, dict | list)]


def platform_at(host: str) -> str | None:
    """Return the platform that a host belongs to, None where it is none of those."""
    bare = host.lower().removeprefix("www.")
    return next((name for own, name in PLATFORMS_BY_ADDRESS.items() if bare == own or bare.endswith(f".{own}")), None)
