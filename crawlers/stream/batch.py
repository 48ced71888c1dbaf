"""Batches of a stream: sifted in the worker, archived as they came, and only then read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from crawlers.network.archiving import SOFTWARE
from crawlers.stream.sifted import Filter, Sifted, Sifter
from crawlers.stream.wire import Opened
from posts.capture import Capture
from posts.errors import WorkerError
from posts.identity import sha256_hex
from posts.warc import Segment

NDJSON = "application/x-ndjson"
OPENED = 101  # Switching Protocols (RFC 9110): the status that a stream begins with


def sifted(sifter: Sifter, asked: Filter, frames: Sequence[bytes]) -> list[tuple[Sequence[bytes], Sifted]]:
    """Return a batch with what was found in it; one that stops the worker is halved down to the frame that does so."""
    try:
        return [(frames, sifter.sifted(asked, frames))]
    except WorkerError:
        if len(frames) == 1:
            return [(frames, Sifted(unread=1))]
        half = len(frames) // 2
        return [*sifted(sifter, asked, frames[:half]), *sifted(sifter, asked, frames[half:])]


def archived(
    segment: Segment, opened: Opened, frames: Sequence[bytes], looked_for: Sequence[str], source: str, now: datetime
) -> Capture:
    """Archive frames, one a line, and return their capture; `looked_for` are known posts that they take back."""
    body = b"".join(frame + b"\n" for frame in frames)
    capture = Capture(
        id="",
        run="",
        kind="http",
        purpose="page",
        fetched_at=now,
        sha256=sha256_hex(body),
        bytes=len(body),
        source=source,
        url=opened.url,
        final_url=opened.url,
        status=OPENED,
        headers=opened.headers,
        address=opened.address,
        certificate=opened.certificate,
        software=SOFTWARE,
        looked_for=tuple(looked_for),
    )
    return segment.add_resource(capture, opened.url, NDJSON, body)


class Buffer:
    """Frames that wait to be sifted together; a frame that is no line is counted and dropped."""

    def __init__(self, now: Callable[[], datetime], most_frames: int, most_bytes: int, seconds: float) -> None:
        self._now = now
        self._limits = (most_frames, most_bytes, seconds)
        self._frames: list[bytes] = []
        self._bytes = 0
        self._since = now()
        self.broken = 0

    def add(self, frame: bytes) -> None:
        """Take a frame."""
        if b"\n" in frame or b"\r" in frame:
            self.broken += 1
            return
        if not self._frames:
            self._since = self._now()
        self._frames.append(frame)
        self._bytes += len(frame)

    @property
    def is_full(self) -> bool:
        """Say whether the frames should be sifted now: there are enough of them, or the first has waited enough."""
        most_frames, most_bytes, seconds = self._limits
        age = (self._now() - self._since).total_seconds() if self._frames else 0
        return len(self._frames) >= most_frames or self._bytes >= most_bytes or age >= seconds

    def taken(self) -> list[bytes]:
        """Return the frames and begin anew."""
        frames, self._frames, self._bytes = self._frames, [], 0
        return frames
