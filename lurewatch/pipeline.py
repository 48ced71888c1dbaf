"""The pipeline: everything that waits in the inbox, into the ledger and the index. Start reading here.

Collected pages wait in the inbox. Each batch is read outside the transaction (what a post says, what its pictures
look like, its keys), then kept inside one: posts, groups, matches, mails to send. Only then its files are removed,
so that a crash at any moment repeats work and loses nothing. The engines follow the ledger's feed; where one cannot,
the ledger goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from index.ledger.alerting import record_rules
from index.ledger.groups import is_current
from index.ledger.key_files import pack
from lurewatch.alerts.rules import load_rules
from lurewatch.batch import Batch, batches, clear, set_aside
from lurewatch.counted import counted
from lurewatch.following import Follower
from lurewatch.installation import Installation
from lurewatch.keeping import Counts, keep_batch
from lurewatch.preparing import prepare
from lurewatch.rebuilding import group_again
from lurewatch.sweep import sweep
from posts.errors import LineRefused


@dataclass(slots=True)
class Intake:
    """What one ingest did."""

    accepted: int = 0
    new: int = 0
    revised: int = 0
    restricted: int = 0
    not_shown: int = 0
    matches: int = 0
    swept: int = 0
    refused: list[LineRefused] = field(default_factory=list)

    def add(self, counts: Counts, batch: Batch) -> None:
        """Count one batch."""
        self.accepted += counts.accepted
        self.new += counts.new
        self.revised += counts.revised
        self.restricted += counts.restricted
        self.not_shown += counts.not_shown
        self.matches += counts.matches
        self.refused += [problem for problem, _ in batch.refused]


def ingest(here: Installation, progress: Callable[[str], None] = lambda _: None) -> Intake:
    """Take everything that waits; what cannot be taken is set aside with its reason."""
    intake = Intake()
    rules = load_rules(here.home, here.lookups)
    with here.ledger.writing() as connection:
        record_rules(connection, [rule.stored() for rule in rules], here.clock())
    with here.ledger.reading() as connection:
        grouped = is_current(connection)
    if not grouped:
        group_again(here, progress)
    intake.swept = sweep(here.home, here.ledger)
    follower = Follower(here)
    for batch in batches(here.home):
        prepared = prepare(here, batch)
        with here.ledger.writing() as connection:
            counts = keep_batch(connection, batch, prepared, rules, here.clock())
        set_aside(here.home, batch)
        clear(batch)
        pack(here.ledger)
        intake.add(counts, batch)
        progress(f"{counted(intake.accepted, 'post')} taken")
        follower.follow()
    follower.catch_up()
    return intake
