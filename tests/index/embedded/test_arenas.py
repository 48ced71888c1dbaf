"""Few heaps: however many threads a process has, once limited it holds no more heaps than was asked for."""

from __future__ import annotations

import ctypes
import multiprocessing
import platform
import threading
from pathlib import Path

import pytest

from index.embedded.arenas import ARENAS, limit_arenas

THREADS = 8
LARGE = 300  # bytes: small enough for a heap, too small for a map of its own


def count_heaps(file: Path, *, limited: bool) -> None:
    """Allocate in many threads that live at once; leave what the C library says of its heaps in a file."""
    library = ctypes.CDLL(None)
    library.malloc.restype = ctypes.c_void_p
    if limited:
        limit_arenas()
    together = threading.Barrier(THREADS)

    def allocate() -> None:
        together.wait()
        library.malloc(LARGE)
        together.wait()

    threads = [threading.Thread(target=allocate) for _ in range(THREADS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    library.fopen.restype = ctypes.c_void_p
    stream = ctypes.c_void_p(library.fopen(bytes(file), b"w"))
    library.malloc_info(0, stream)
    library.fclose(stream)


def heaps(file: Path, *, limited: bool) -> int:
    process = multiprocessing.get_context("spawn").Process(
        target=count_heaps, args=(file,), kwargs={"limited": limited}
    )
    process.start()
    process.join()
    return file.read_text(encoding="ascii").count("<heap nr=")


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc gives each thread a heap of its own")
def test_many_threads_share_few_heaps_once_limited(tmp_path: Path) -> None:
    free = heaps(tmp_path / "free", limited=False)

    few = heaps(tmp_path / "few", limited=True)

    assert few <= ARENAS < free
