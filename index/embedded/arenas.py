"""Arenas: glibc gives each thread its own heap and keeps what it frees; a few shared ones keep the memory flat.

A rebuild starts new writing threads for every commit, and each left tens of megabytes behind: more than 600 MB in a
rebuild of a million posts, 250 MB with two arenas, at the same speed (docs/benchmarks/search.md).
"""

from __future__ import annotations

import ctypes

ARENA_MAX = -8  # M_ARENA_MAX of mallopt(3)
ARENAS = 2  # one for Python, one for the writing threads


def limit_arenas() -> bool:
    """Let this process use few heaps from now on; false where the C library has no such switch (musl, macOS)."""
    switch = getattr(ctypes.CDLL(None), "mallopt", None)
    return switch is not None and switch(ARENA_MAX, ARENAS) == 1
