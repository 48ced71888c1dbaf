"""The error tree: every refusal says what, where and what to do.

LurewatchError
├── InputError          somebody gave us something we cannot take (exit 2)
│   ├── LineRefused     one line of a file or of stdin
│   ├── QueryError      a search query, with the position of the mistake
│   ├── SettingsError   a key of a settings file, or a file with a wrong mode
│   └── BundleError     a file that is no bundle
├── SourceError         a source did not give what it should (exit 1)
│   ├── PageChanged     a page no longer has the shape we know
│   └── SourceRefused   robots.txt, a block or a cap forbids the visit
├── StorageError        disk or database (exit 1)
│   ├── StorageFull     no room left; nothing acknowledged is lost
│   ├── ArchiveDamaged  a WARC segment does not read back
│   └── LedgerBusy      another process holds the ledger
├── WorkerError         hostile bytes were stopped in the worker (exit 1)
└── EngineError         the search engine failed or answered incompletely (exit 1)
"""

from __future__ import annotations

from typing import ClassVar


class LurewatchError(Exception):
    """A failure with the sentence its reader needs: what happened, where, and what to do."""

    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, do: str = "", *, file: str | None = None, line: int | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.do = do
        self.file = file
        self.line = line

    def at(self, file: str, line: int | None = None) -> LurewatchError:
        """Return this same error with the place it happened at, unless it already has one."""
        if self.file is None:
            self.file, self.line = file, line
        return self

    def __str__(self) -> str:
        """Return the one line for stderr: FILE:LINE: what; what to do."""
        place = ""
        if self.file is not None:
            place = f"{self.file}:{self.line}: " if self.line is not None else f"{self.file}: "
        return f"{place}{self.what}; {self.do}" if self.do else f"{place}{self.what}"

    def as_record(self) -> dict[str, str | int | None]:
        """Return the JSON form that --json prints on stderr."""
        return {"file": self.file, "line": self.line, "what": self.what, "do": self.do}


class InputError(LurewatchError):
    """Something a person or program gave us cannot be taken."""

    exit_code: ClassVar[int] = 2


class LineRefused(InputError):
    """One line of input was refused; the other lines go on."""


class QueryError(InputError):
    """A search query cannot be understood; `position` counts code points from 0."""

    def __init__(self, what: str, do: str = "", *, position: int | None = None) -> None:
        super().__init__(what, do)
        self.position = position


class SettingsError(InputError):
    """A settings file holds a key, value or mode that we refuse."""


class BundleError(InputError):
    """A file is not a readable evidence bundle."""


class SourceError(LurewatchError):
    """A source did not give what it should."""


class PageChanged(SourceError):
    """A page no longer has the shape that its platform file knows."""


class SourceRefused(SourceError):
    """robots.txt, a block or a cap forbids the visit."""


class StorageError(LurewatchError):
    """Disk or database failed."""


class StorageFull(StorageError):
    """The disk is full; what was acknowledged is kept and the work goes on when there is room."""

    def __init__(self, *, file: str) -> None:
        do = "free some room and run the command again; nothing acknowledged is lost"
        super().__init__("the disk is full", do, file=file)


class ArchiveDamaged(StorageError):
    """A WARC segment does not read back as it was written."""


class LedgerBusy(StorageError):
    """Another process held the ledger longer than we wait."""


class WorkerError(LurewatchError):
    """Hostile bytes were stopped in the worker: too slow, too large, or a crash."""


class EngineError(LurewatchError):
    """The search engine failed, or its answer is incomplete."""
