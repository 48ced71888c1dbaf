"""Benchmarks: each measures one core, so the library below numpy must not spin on a second one (as in posts.worker)."""

from __future__ import annotations

import os

from posts.worker import ONE_THREAD

os.environ.update(ONE_THREAD)
