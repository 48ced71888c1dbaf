"""Functions that a worker may run: what hostile bytes can make a parser do."""

from __future__ import annotations

import os
import resource
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from posts.errors import PageChanged

TARGET = Path(tempfile.gettempdir(), f"lurewatch-worker-{os.getpid()}")  # found before the limits hold


def echo(payload: bytes) -> bytes:
    return payload


def who(_: bytes) -> bytes:
    return str(os.getpid()).encode()


def blas_threads(_: bytes) -> bytes:
    """Return how many threads the library of matrices may use here."""
    return os.environ["OPENBLAS_NUM_THREADS"].encode()


def refuse(_: bytes) -> bytes:
    raise PageChanged("this is no page", "look at it")


def pieces(payload: bytes) -> Iterator[bytes]:
    """Answer in pieces, and refuse behind them where that is asked for."""
    for at in range(0, len(payload), 3):
        yield payload[at : at + 3]
    if payload.endswith(b"refuse"):
        refuse(payload)


def part(payload: bytes) -> bytes:
    """Read an open file of the parent."""
    return os.pread(int(payload), 4, 2)


def act(payload: bytes) -> bytes:
    """Do one of the things below, named by the payload."""
    answer: bytes = ACTS[payload.decode()](payload)
    return answer


def _tells(_: bytes) -> bytes:
    """Say the pid where the test can hear it: the answer's pipe belongs to the worker."""
    os.write(sys.stderr.fileno(), who(b"") + b"\n")
    return b""


def _tells_and_never_ends(payload: bytes) -> bytes:
    return _endless(_tells(payload))


def _endless(payload: bytes) -> bytes:
    while True:
        payload = payload[::-1]


def _breaks(_: bytes) -> bytes:
    raise ValueError("words of a post that must not be told")


def _dies(_: bytes) -> bytes:
    os.kill(os.getpid(), signal.SIGSEGV)
    time.sleep(60)
    return b""


def _eats(_: bytes) -> bytes:
    return b"x" * (4 << 30)


def _floods(_: bytes) -> bytes:
    return b"x" * (65 << 20)


def _closes_pipe(_: bytes) -> bytes:
    os.close(sys.stdout.fileno())
    time.sleep(60)
    return b""


def _connects(_: bytes) -> bytes:
    try:
        socket.socket()
    except PermissionError as problem:
        return str(problem).encode()
    return b"connected"


def _writes(_: bytes) -> bytes:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        TARGET.write_bytes(b"x")
    except OSError as problem:
        return str(problem.errno).encode()
    finally:
        TARGET.unlink(missing_ok=True)
    return b"written"


def _opens(_: bytes) -> bytes:
    try:
        for _number in range(100):
            os.dup(0)
    except OSError as problem:
        return str(problem.errno).encode()
    return b"opened"


def _limits(_: bytes) -> bytes:
    names = ("RLIMIT_AS", "RLIMIT_NOFILE", "RLIMIT_FSIZE", "RLIMIT_CORE")
    cpu = resource.getrlimit(resource.RLIMIT_CPU)[0]
    return " ".join([*(str(resource.getrlimit(getattr(resource, name))[0]) for name in names), str(cpu)]).encode()


def _path(_: bytes) -> bytes:
    return "\n".join(sys.path).encode()


ACTS = {name[1:]: thing for name, thing in globals().items() if name.startswith("_") and callable(thing)}
