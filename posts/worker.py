"""Worker: one killable process that looks at hostile bytes, with limits and a deadline for each call.

A page of 2.3 MB with one tag of 200,000 attributes held a parser for 221 s (reliability.md §2.1); no timeout inside
the process can stop that, so the process is stopped.
"""

from __future__ import annotations

import importlib
import os
import resource
import selectors
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import BinaryIO

from posts.errors import LurewatchError, WorkerError

MAX_ANSWER_BYTES = 64 << 20  # a page of 8 MiB gives far less; more than this is a bomb
MEMORY_BYTES = 1536 << 20  # settings sheet: 1.5 GB of address space
OPEN_FILES = 64
FRAME = struct.Struct(">BQ")  # kind, length
DONE, REFUSED = 0, 1
CHUNK = 1 << 16


class Worker:
    """The parent's end: hands bytes to a function `module:name` (bytes to bytes) in the killable process."""

    def __init__(self, function: str, seconds: float) -> None:
        self._function = function
        self._seconds = seconds
        self._child: subprocess.Popen[bytes] | None = None
        self._one_at_a_time = threading.Lock()

    def call(self, payload: bytes) -> bytes:
        """Return the function's answer; raise WorkerError when it refuses, breaks, or takes too long."""
        with self._one_at_a_time:
            child = self._running()
            deadline = time.monotonic() + self._seconds
            try:
                _send(child, payload, deadline)
                kind, answer = _receive(child, deadline)
            except (_TooSlow, BrokenPipeError, EOFError) as problem:
                raise self._ended(child, problem) from problem
        if kind == REFUSED:
            raise WorkerError(answer.decode("utf-8", "replace"), "the bytes are kept in the archive")
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

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            command = [sys.executable, "-m", "posts.worker", self._function]
            self._child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 - our own module
            for pipe in (self._child.stdin, self._child.stdout):
                os.set_blocking(pipe.fileno(), False)  # type: ignore[union-attr]  # both are pipes, as asked above
        return self._child

    def _ended(self, child: subprocess.Popen[bytes], problem: Exception) -> WorkerError:
        if isinstance(problem, _TooSlow):
            what = f"stopped after {self._seconds:g} s: the input takes too long to read"
        else:
            code = child.wait() if child.poll() is None else child.returncode
            what = f"the process that reads hostile input ended with code {code}: too much memory, or a crash"
        self.close()
        return WorkerError(what, "the bytes are kept in the archive; report this input as a possible attack")


class _TooSlow(Exception):
    pass


def _send(child: subprocess.Popen[bytes], payload: bytes, deadline: float) -> None:
    data = memoryview(FRAME.pack(DONE, len(payload)) + payload)
    descriptor = child.stdin.fileno()  # type: ignore[union-attr]  # a pipe, as asked
    while data:
        _wait(descriptor, selectors.EVENT_WRITE, deadline)
        data = data[os.write(descriptor, data[:CHUNK]) :]


def _receive(child: subprocess.Popen[bytes], deadline: float) -> tuple[int, bytes]:
    kind, length = FRAME.unpack(_read(child, FRAME.size, deadline))
    if length > MAX_ANSWER_BYTES:
        raise EOFError
    return kind, _read(child, length, deadline)


def _read(child: subprocess.Popen[bytes], length: int, deadline: float) -> bytes:
    descriptor = child.stdout.fileno()  # type: ignore[union-attr]  # a pipe, as asked
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


def serve(function: Callable[[bytes], bytes], stdin: BinaryIO, stdout: BinaryIO) -> None:
    """Answer frames until the parent goes; our own refusals are answers, anything else ends the process."""
    while head := stdin.read(FRAME.size):
        _, length = FRAME.unpack(head)
        try:
            kind, answer = DONE, function(stdin.read(length))
        except LurewatchError as problem:
            kind, answer = REFUSED, problem.what.encode()
        stdout.write(FRAME.pack(kind, len(answer)) + answer)
        stdout.flush()


def limit() -> None:
    """Give up what a parser needs not: memory without end, files, sockets, core files."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    socket.socket = _NoSocket  # type: ignore[assignment,misc]  # refused for the rest of this process


class _NoSocket:
    def __init__(self, *_: object, **__: object) -> None:
        raise PermissionError("this process has no network")


def main() -> None:
    """Run as `python -m posts.worker module:function`."""
    module, _, name = sys.argv[1].partition(":")
    function = getattr(importlib.import_module(module), name)
    limit()
    serve(function, sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
