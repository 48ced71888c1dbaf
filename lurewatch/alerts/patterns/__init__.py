"""PATTERNS: every recurring pattern by its kind, in the order of the digest."""

from __future__ import annotations

from lurewatch.alerts.patterns import cluster_growth

PATTERNS = {"cluster_growth": cluster_growth}
