"""HANDINS: what people may hand in, in menu order."""

from __future__ import annotations

from crawlers.handins import jsonl_file

HANDINS = {"jsonl": jsonl_file.hand_in}
