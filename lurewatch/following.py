"""Following: the engines after each batch of an ingest; one that fails never holds up the ledger."""

from __future__ import annotations

from index.ledger.schema import LANES
from lurewatch.feeding import catch_up
from lurewatch.installation import Installation
from posts.errors import EngineError, StorageError


class Follower:
    """Brings both lanes' engines up to the ledger; the first failure stops it until the end, which tells it."""

    def __init__(self, here: Installation) -> None:
        self._here = here
        self._failure: EngineError | StorageError | None = None

    def follow(self) -> None:
        """Feed what the ledger has taken by now; what is fresh in memory need not be prepared again."""
        if self._failure is None:
            try:
                self._feed()
            except (EngineError, StorageError) as failure:
                self._failure = failure

    def catch_up(self) -> None:
        """Feed what is left; raises what stopped an engine. The feed waits for the next ingest."""
        if self._failure is not None:
            raise self._failure
        self._feed()

    def _feed(self) -> None:
        for lane in LANES:
            engine = self._here.engine(lane)
            engine.make()
            catch_up(self._here.ledger, lane, engine)
