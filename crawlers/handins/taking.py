"""Taking: one hand-in on its way in; archived byte for byte before anything reads it, then put into the inbox."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack, closing
from itertools import islice
from types import TracebackType

from crawlers.handins.giver import Giver, HandIn, Imported
from crawlers.handins.opened import opened
from crawlers.handins.parcel import COPY, Files, Refusing, files_with_posts, parcel_of
from crawlers.handins.reading import FileReader
from crawlers.handins.spool import Copied, Spool
from crawlers.handins.wacz import Wacz
from crawlers.handins.working_copy import keep_copy
from posts.capture import Capture, Derivation, FileFacts
from posts.errors import InputError
from posts.held import Held
from posts.identity import run_id, sha256_hex
from posts.inbox import FILE_POSTS, CaptureLine, PostLine, together
from posts.post import Post
from posts.warc import Segment

NAMED = 20  # of files of one ZIP that cannot be taken, so many are named
TOLD = 2_000  # parts that were not taken, so many are named; a table of 2,000,000 rows may be all wrong
NAME_LETTERS = 200  # of a file name that stands in a refusal
BESIDE = "beside"  # a file that belongs to another one of its folder: it holds no posts of its own
COPY_TOOL, COPY_VERSION = "lurewatch without_metadata", "1"


class Taking:
    """The writing hand of one hand-in: its segment, its inbox files, and what came of it."""

    def __init__(self, hand: HandIn) -> None:
        run = run_id(hand.now, hand.chance)
        self._hand = hand
        self._open = ExitStack()
        # The segment is closed last: as long as it is open, no sweep takes this run for one that was killed.
        self._segment = self._open.enter_context(closing(Segment(hand.home.archive, run, hand.now)))
        self._inbox = self._open.enter_context(together(hand.home.inbox, run))
        self.spool = self._open.enter_context(Spool(hand.home.inbox))
        self._reader = self._open.enter_context(FileReader(self.spool))
        self._unsaid: list[Capture] = []  # archived, and not in the inbox yet
        self._source: list[
            Capture
        ] = []  # the file that is read: each inbox file names it, for the custody of its posts
        self._accepted = 0
        self._refused: list[InputError] = []
        self._untold = 0
        self._notes: list[str] = []

    @property
    def reader(self) -> FileReader:
        """The reader of this hand-in's files."""
        return self._reader

    def archive(
        self, copied: Copied, name: str, kind: str, mime: str, derivations: tuple[Derivation, ...] = ()
    ) -> Capture:
        """Archive a file as it was handed in, or as it lay in another one."""
        capture = _capture(copied, name, kind, self._hand, derivations)
        self._unsaid.append(self._segment.add_resource(capture, f"urn:sha256:{capture.sha256}", mime, copied.held))
        return self._unsaid[-1]

    def read(self, held: Held, capture: Capture, beside: Sequence[Capture] = ()) -> None:
        """Put into the inbox what an archived file holds; `beside` are the other files of its folder."""
        facts = capture.file
        if facts is None:
            return
        try:
            parcel = parcel_of(held, capture, beside, self._hand.home.archive, self._reader)
            self.refuse_files(parcel, facts.original_name)
            names = files_with_posts(parcel, facts, held)
        except InputError as problem:
            self.refuse(problem, facts.original_name)
            return
        if isinstance(parcel, Wacz):
            self._notes += [f"{shown(facts.original_name)}: {note}" for note in parcel.notes]
        self._source = [capture]
        for name in names:
            with self.spool.room():
                self._read(facts, name, parcel)
        self._source = []

    def _read(self, facts: FileFacts, name: str, parcel: Files) -> None:
        waiting: list[Post] = []
        for found in opened(facts, name, parcel, self._reader, self._keep):
            for refusal in found.refused:
                self.refuse(refusal, facts.original_name)
            self._notes += [note for one in found.notes if (note := f"{shown(name)}: {one}") not in self._notes]
            waiting += found.posts
            if len(waiting) >= FILE_POSTS:
                self.put(waiting)
                waiting = []
            self._tell(name, found.share)
        self.put(waiting)

    def put(self, posts: Iterable[Post]) -> None:
        """Write posts into the inbox, with the captures that stand in the archive since the last time."""
        waiting = iter(posts)
        while (chunk := list(islice(waiting, FILE_POSTS))) or self._unsaid:
            said = {capture.id: CaptureLine(capture=capture) for capture in [*self._unsaid, *self._source]}
            self._inbox.put([*said.values(), *(PostLine(post=post) for post in chunk)])
            self._unsaid.clear()
            self._accepted += len(chunk)

    def _tell(self, name: str, share: float) -> None:
        """Show how far a large file is."""
        self._hand.progress(f"{shown(name)}: {self._accepted:,} posts, {share:.0%}")

    def refuse(self, problem: InputError, name: str) -> None:
        """Note what was not taken, and of which file; behind so many it is only counted."""
        if len(self._refused) >= TOLD:
            self._untold += 1
            return
        inner = f"/{shown(problem.file)}" if problem.file and problem.file != name else ""
        self._refused.append(InputError(problem.what, problem.do, file=shown(name) + inner, line=problem.line))

    def note(self, sentence: str) -> None:
        """Note what a person should know."""
        self._notes.append(shown(sentence, 2 * NAME_LETTERS))

    def result(self) -> Imported:
        """Return what came of it."""
        if self._untold:
            what = f"{self._untold:,} more parts were not taken"
            self._refused.append(InputError(what, "mend the first ones, then hand it in again", file=self._hand.path))
        return Imported(self._accepted, tuple(self._refused), tuple(self._notes))

    def refuse_files(self, parcel: Refusing, name: str) -> None:
        """Note the files of a parcel that cannot be taken."""
        for inner, why in list(parcel.refused.items())[:NAMED]:
            self.refuse(InputError(why, "the other files are taken", file=inner), name)
        if len(parcel.refused) > NAMED:
            what = f"{len(parcel.refused) - NAMED} more files of it cannot be taken"
            self.refuse(InputError(what, "the other files are taken"), name)

    def _keep(self, original: Capture, data: bytes, mime: str, copy: bytes) -> str:
        """Keep a working copy in media/; one that differs from the original is archived too, with its origin."""
        keep_copy(self._hand.home.media, copy)
        if copy == data or original.file is None:
            return original.id
        with self.spool.room():
            copied = self.spool.take([copy])
        made = _capture(copied, original.file.original_name, COPY, self._hand, (_derivation(data),))
        self._unsaid.append(self._segment.add_resource(made, f"urn:sha256:{made.sha256}", mime, copy, "conversion"))
        return self._unsaid[-1].id

    def __enter__(self) -> Taking:
        """Give the hand itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Let the inbox have what was taken, or nothing where it broke off; close the segment, end the worker."""
        self._open.__exit__(kind, error, at)


def shown(name: str, letters: int = NAME_LETTERS) -> str:
    """Return a file name as it may stand in a message: without signs that move the cursor or turn the line round."""
    return "".join(char if char.isprintable() else "?" for char in name[:letters])


def _capture(copied: Copied, name: str, kind: str, hand: HandIn, derivations: tuple[Derivation, ...] = ()) -> Capture:
    giver: Giver = hand.giver
    facts = FileFacts(
        original_name=name,
        received_at=hand.now,
        kind=kind,
        received_from=giver.received_from,
        medium=giver.medium,
        consent=giver.consent,
        visibility=giver.visibility,
        options=dict(hand.options),
        derivations=derivations,
    )
    return Capture(
        id="",
        run="",
        kind="file",
        purpose="hand_in",
        fetched_at=hand.now,
        sha256=copied.sha256,
        bytes=copied.held.length,
        file=facts,
    )


def _derivation(original: bytes) -> Derivation:
    return Derivation(
        tool=COPY_TOOL,
        version=COPY_VERSION,
        parent_sha256=sha256_hex(original),
        note="metadata left out, pixels untouched",
    )
