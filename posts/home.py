"""Home: where the files of one installation stand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from posts.files import PRIVATE_FOLDER


@dataclass(frozen=True, slots=True)
class Home:
    """The folder that holds settings, archive, ledger and index of one installation."""

    path: Path

    @property
    def archive(self) -> Path:
        """WARC segments, YYYY/MM/<run>.warc.gz: the first layer of truth."""
        return self.path / "archive"

    @property
    def media(self) -> Path:
        """Media files by hash, ab/<sha256>."""
        return self.path / "media"

    @property
    def inbox(self) -> Path:
        """Collected, not yet ingested pages."""
        return self.path / "inbox"

    @property
    def refused(self) -> Path:
        """Inbox lines that ingest could not take, with the reason."""
        return self.inbox / "refused"

    @property
    def ledger(self) -> Path:
        """The transactional database: the second layer of truth."""
        return self.path / "ledger.db"

    @property
    def index(self) -> Path:
        """The embedded engine's files: derived, disposable."""
        return self.path / "index"

    @property
    def groups(self) -> Path:
        """Key runs and hash arrays of dedupe: derived, disposable."""
        return self.path / "groups"

    @property
    def outbox(self) -> Path:
        """Mails as .eml files where no mail server is set."""
        return self.path / "outbox"

    @property
    def custody(self) -> Path:
        """Signing keys."""
        return self.path / "custody"

    @property
    def locks(self) -> Path:
        """Lock files of sources, ledger and engine."""
        return self.path / "locks"

    def settings_file(self, name: str) -> Path:
        """Return the path of lurewatch.toml, watchlist.toml, alerts.toml or indicators.toml."""
        return self.path / name

    def make(self) -> None:
        """Make the folders that are missing, readable by their owner only."""
        for folder in (self.path, self.archive, self.media, self.refused, self.outbox, self.custody, self.locks):
            folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
