"""Worker: one killable process that looks at hostile bytes, with limits and a deadline for each call.

A page of 2.3 MB with one tag of 200,000 attributes held a parser for 221 s (reliability.md §2.1); no timeout inside
the process can stop that, so the process is stopped.
"""

from __future__ import annotations

import importlib
import math
import os
import resource
import selectors
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import BinaryIO, cast

from posts.errors import LurewatchError, WorkerError

MAX_ANSWER_BYTES = 64 << 20  # a page of 8 MiB gives far less; more than this is a bomb
MEMORY_BYTES = 1536 << 20  # settings sheet: 1.5 GB of address space
OPEN_FILES = 64
CPU_SHARE = 4  # processor seconds for each second of the deadline: libraries use several threads
# Small products of matrices: a second thread of OpenBLAS only spins, at three times the processor time of a picture.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
START_SECONDS = 60.0  # a busy machine may take long to load libraries: no fault of the input
LAST_BREATH_SECONDS = 1.0  # a process that breaks needs this long to say with which code
FRAME = struct.Struct(">BQ")  # kind, length
DONE, REFUSED, BROKEN, READY, PIECE = range(5)
CHUNK = 1 << 16
KEPT = "the bytes are kept in the archive"


Answer = bytes | Iterable[bytes]


class Worker:
    """The parent's end: hands bytes to a function `module:name` in the killable process, which answers with bytes.

    The process may also read an open `file` of the parent, under the same descriptor. A function whose answer is large
    gives it in pieces, each to the `sink` of the call.
    """

    def __init__(self, function: str, seconds: float, file: int | None = None) -> None:
        self._function = function
        self._seconds = seconds
        self._files = () if file is None else (file,)
        self._child: subprocess.Popen[bytes] | None = None
        self._one_at_a_time = threading.Lock()

    def call(self, payload: bytes, sink: Callable[[bytes], object] | None = None) -> bytes:
        """Return the function's answer; raise WorkerError when it refuses, breaks, or takes too long."""
        with self._one_at_a_time:
            try:
                kind, answer = self._asked(payload, sink or _unwanted)
            except BaseException:  # also when we are interrupted: a late answer must not meet the next question
                self.close()
                raise
        if kind == REFUSED:
            raise WorkerError(answer.decode("utf-8", "replace"), KEPT)
        return answer

    def close(self) -> None:
        """End the process."""
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None

    def __enter__(self) -> Worker:
        """Give the worker itself; its process starts with the first call."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process."""
        self.close()

    def _asked(self, payload: bytes, sink: Callable[[bytes], object]) -> tuple[int, bytes]:
        child = self._running()
        deadline = time.monotonic() + self._seconds
        try:
            _send(child, payload, deadline)
            while (received := _receive(child, deadline))[0] == PIECE:
                sink(received[1])
            kind, answer = received
        except _TooSlow as problem:
            raise _stopped(f"stopped after {self._seconds:g} s: the input takes too long to read") from problem
        except _TooLarge as problem:
            raise _stopped(f"stopped: the answer has more than {MAX_ANSWER_BYTES >> 20} MiB") from problem
        except (BrokenPipeError, EOFError) as problem:
            raise _stopped(f"the process that reads hostile input ended with {_last_code(child)}") from problem
        if kind == BROKEN:
            raise _stopped(f"the process that reads hostile input broke: {answer.decode('utf-8', 'replace')}")
        return kind, answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._child.poll() is not None:
            self.close()
        if self._child is None:
            # -P: a folder of hostile files may be the current one; nothing in it is ever imported.
            command = [sys.executable, "-P", "-m", "posts.worker", self._function, str(math.ceil(self._seconds))]
            self._child = subprocess.Popen(  # noqa: S603 - our own module
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                pass_fds=self._files,
                env={**os.environ, **ONE_THREAD},
            )
            for pipe in (self._child.stdin, self._child.stdout):
                os.set_blocking(cast("BinaryIO", pipe).fileno(), False)
            self._await_start(self._child)
        return self._child

    def _await_start(self, child: subprocess.Popen[bytes]) -> None:
        try:
            kind, answer = _receive(child, time.monotonic() + START_SECONDS)
        except (_TooSlow, EOFError) as problem:
            raise WorkerError(f"the process that reads hostile input did not start: {_last_code(child)}") from problem
        if kind != READY:
            raise WorkerError(f"the process that reads hostile input did not start: {answer.decode()}")


def _unwanted(_: bytes) -> None:
    raise _TooLarge


class _TooSlow(Exception):
    pass


class _TooLarge(Exception):
    pass


def _stopped(what: str) -> WorkerError:
    return WorkerError(what, f"{KEPT}; report this input as a possible attack")


def _last_code(child: subprocess.Popen[bytes]) -> str:
    try:
        return f"code {child.wait(LAST_BREATH_SECONDS)}: too much memory, or a crash"
    except subprocess.TimeoutExpired:
        return "its pipe closed"


def _send(child: subprocess.Popen[bytes], payload: bytes, deadline: float) -> None:
    descriptor = cast("BinaryIO", child.stdin).fileno()
    for part in (memoryview(FRAME.pack(DONE, len(payload))), memoryview(payload)):
        data = part
        while data:
            _wait(descriptor, selectors.EVENT_WRITE, deadline)
            data = data[os.write(descriptor, data[:CHUNK]) :]


def _receive(child: subprocess.Popen[bytes], deadline: float) -> tuple[int, bytes]:
    kind, length = FRAME.unpack(_read(child, FRAME.size, deadline))
    if length > MAX_ANSWER_BYTES:
        raise _TooLarge
    return kind, _read(child, length, deadline)


def _read(child: subprocess.Popen[bytes], length: int, deadline: float) -> bytes:
    descriptor = cast("BinaryIO", child.stdout).fileno()
    parts = []
    while length:
        _wait(descriptor, selectors.EVENT_READ, deadline)
        part = os.read(descriptor, min(length, CHUNK))
        if not part:
            raise EOFError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def _wait(descriptor: int, event: int, deadline: float) -> None:
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, event)
        if not selector.select(max(0.0, deadline - time.monotonic())):
            raise _TooSlow


def serve(function: Callable[[bytes], Answer], stdin: BinaryIO, stdout: BinaryIO, cpu_seconds: int) -> None:
    """Answer frames until the parent goes; our own refusals are answers, anything else ends the process."""
    _write(stdout, READY, b"")
    while head := stdin.read(FRAME.size):
        _, length = FRAME.unpack(head)
        payload = stdin.read(length)
        _allow(cpu_seconds)
        try:
            kind, answer = DONE, _whole(function(payload), stdout)
        except LurewatchError as problem:
            kind, answer = REFUSED, problem.what.encode("utf-8", "replace")
        del payload
        _write(stdout, kind, answer)
        del answer  # or two calls' bytes would be held while the next one is read


def _whole(answer: Answer, stdout: BinaryIO) -> bytes:
    if isinstance(answer, bytes):
        return answer
    for piece in answer:
        _write(stdout, PIECE, piece)
    return b""


def _write(stdout: BinaryIO, kind: int, answer: bytes) -> None:
    stdout.write(FRAME.pack(kind, len(answer)))
    stdout.write(answer)
    stdout.flush()


def limit() -> None:
    """Give up what a parser needs not: memory without end, files, sockets, core files."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    socket.socket = _NoSocket  # type: ignore[assignment,misc]  # refused for the rest of this process


def _allow(cpu_seconds: int) -> None:
    """Let one call use so much processor time: it ends a process whose parent was killed while it worked."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = math.ceil(used.ru_utime + used.ru_stime) + cpu_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))


class _NoSocket:
    def __init__(self, *_: object, **__: object) -> None:
        raise PermissionError("this process has no network")


def _confess(stdout: BinaryIO) -> Callable[..., None]:
    """Return a hook that tells the parent which error ended the process: its kind and place, never its words."""

    def tell(kind: type[BaseException], _: BaseException, trace: TracebackType | None) -> None:
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        place = f" in {trace.tb_frame.f_globals.get('__name__')} line {trace.tb_lineno}" if trace else ""
        _write(stdout, BROKEN, f"{kind.__name__}{place}".encode())

    return tell


def main() -> None:
    """Run as `python -m posts.worker module:function seconds`."""
    sys.excepthook = _confess(sys.stdout.buffer)
    module, _, name = sys.argv[1].partition(":")
    function = getattr(importlib.import_module(module), name)
    limit()
    serve(function, sys.stdin.buffer, sys.stdout.buffer, CPU_SHARE * int(sys.argv[2]))


if __name__ == "__main__":
    main()
