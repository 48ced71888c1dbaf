"""Joined: things that are connected, directly or through others, as groups."""

from __future__ import annotations

from collections.abc import Iterable


def joined(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Return the connected groups of names, each in order, and in the order of their first names."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while (above := parent.setdefault(name, name)) != name:
            parent[name] = name = parent[above]
        return name

    for a, b in pairs:
        low, high = sorted((root(a), root(b)))
        parent[high] = low
    groups: dict[str, list[str]] = {}
    for name in sorted(parent):
        groups.setdefault(root(name), []).append(name)
    return [tuple(group) for _, group in sorted(groups.items())]
