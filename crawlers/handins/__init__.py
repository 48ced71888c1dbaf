"""HANDINS: what people may hand in, in menu order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from crawlers.handins import folder, jsonl_file, one_kind
from crawlers.handins.giver import HandIn, Imported
from crawlers.handins.kinds import KINDS

HANDINS: Mapping[str, Callable[[HandIn], Imported]] = {
    "jsonl": jsonl_file.hand_in_file,
    **{kind: partial(one_kind.hand_in, kind=kind) for kind in KINDS},
    folder.KIND: folder.hand_in_folder,
}
