"""The worker: hostile bytes cost one process, a deadline and a sentence, never the caller."""

from __future__ import annotations

import errno
import io
import os
import resource
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posts import worker as room
from posts.errors import WorkerError
from posts.worker import DONE, FRAME, MEMORY_BYTES, OPEN_FILES, READY, REFUSED, Worker
from tests.conftest import ROOT
from tests.posts import hostile


@pytest.fixture(scope="module", autouse=True)
def tests_can_be_imported_in_the_child() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))
        yield


@pytest.fixture(scope="module")
def echoing() -> Iterator[Worker]:
    with Worker("tests.posts.hostile:echo", 20) as worker:
        yield worker


@pytest.fixture(scope="module")
def acting() -> Iterator[Worker]:
    with Worker("tests.posts.hostile:act", 1) as worker:
        yield worker


@settings(max_examples=30)
@given(payload=st.binary(max_size=200_000))
def test_the_answer_is_the_function_s_own(echoing: Worker, payload: bytes) -> None:
    assert echoing.call(payload) == payload


def test_an_answer_larger_than_any_pipe_comes_whole(echoing: Worker) -> None:
    payload = os.urandom(3_000_000)

    assert echoing.call(payload) == payload


def test_calls_share_one_process() -> None:
    with Worker("tests.posts.hostile:who", 20) as worker:
        pids = {worker.call(b"") for _ in range(3)}

    assert len(pids) == 1


def test_our_own_refusal_is_told_and_the_process_goes_on() -> None:
    with Worker("tests.posts.hostile:refuse", 20) as worker:
        for _ in range(2):
            with pytest.raises(WorkerError, match="this is no page"):
                worker.call(b"")


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("endless", r"stopped after 1 s: the input takes too long"),
        ("breaks", r"broke: ValueError in tests\.posts\.hostile line \d+;"),
        ("eats", r"broke: MemoryError in tests\.posts\.hostile line \d+;"),
        ("dies", r"ended with code -11"),
        ("floods", r"the answer has more than 64 MiB"),
        ("closes_pipe", r"its pipe closed"),
    ],
)
def test_what_goes_wrong_is_one_sentence_and_the_next_call_works(acting: Worker, what: str, sentence: str) -> None:
    with pytest.raises(WorkerError, match=sentence) as told:
        acting.call(what.encode())

    assert "words of a post" not in str(told.value)
    assert "kept in the archive" in told.value.do
    assert acting.call(b"path")


def test_a_late_answer_never_meets_the_next_question(acting: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> tuple[int, bytes]:
        raise KeyboardInterrupt

    acting.call(b"path")
    with monkeypatch.context() as patch:
        patch.setattr(room, "_receive", interrupted)
        with pytest.raises(KeyboardInterrupt):
            acting.call(b"limits")

    assert acting.call(b"connects") == b"this process has no network"


def test_the_process_has_no_network_no_files_and_little_memory(acting: Worker) -> None:
    memory, files, size, core, cpu = (int(part) for part in acting.call(b"limits").split())

    assert (memory, files, size, core) == (MEMORY_BYTES, OPEN_FILES, 0, 0)
    assert 0 < cpu < 60
    assert acting.call(b"connects") == b"this process has no network"
    assert acting.call(b"writes") == str(errno.EFBIG).encode()
    assert acting.call(b"opens") == str(errno.EMFILE).encode()


def test_products_of_matrices_use_one_thread() -> None:
    with Worker("tests.posts.hostile:blas_threads", 20) as worker:
        assert worker.call(b"") == b"1"


def test_nothing_in_the_current_folder_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "struct.py").write_text("raise SystemExit('hostile')")
    monkeypatch.chdir(tmp_path)

    with Worker("tests.posts.hostile:act", 20) as worker:
        path = worker.call(b"path").decode().split("\n")

    assert str(tmp_path) not in path
    assert "" not in path


def test_a_large_answer_comes_in_pieces_and_a_late_refusal_behind_them() -> None:
    taken: list[bytes] = []

    with Worker("tests.posts.hostile:pieces", 20) as worker:
        assert worker.call(b"abcdefgh", taken.append) == b""
        with pytest.raises(WorkerError, match="no page"):
            worker.call(b"ijrefuse", taken.append)
        with pytest.raises(WorkerError, match="the answer has more"):
            worker.call(b"nobody asked for pieces")

    assert taken == [b"abc", b"def", b"gh", b"ijr", b"efu", b"se"]


def test_the_process_reads_an_open_file_of_its_parent(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"a file of the parent")

    with (tmp_path / "file").open("rb") as file, Worker("tests.posts.hostile:part", 20, file.fileno()) as worker:
        assert worker.call(str(file.fileno()).encode()) == b"file"


def test_the_child_answers_frames_until_its_parent_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    limits: list[tuple[int, tuple[int, int]]] = []
    monkeypatch.setattr(resource, "setrlimit", lambda name, values: limits.append((name, values)))
    questions = [b"one", b"", b"refuse"]
    stdin = io.BytesIO(b"".join(FRAME.pack(DONE, len(question)) + question for question in questions))
    stdout = io.BytesIO()

    def function(payload: bytes) -> bytes:
        return hostile.refuse(payload) if payload == b"refuse" else payload.upper()

    room.serve(function, stdin, stdout, cpu_seconds=7)

    answers = [(READY, b""), (DONE, b"ONE"), (DONE, b""), (REFUSED, b"this is no page")]
    assert stdout.getvalue() == b"".join(FRAME.pack(kind, len(answer)) + answer for kind, answer in answers)
    assert [name for name, _ in limits] == [resource.RLIMIT_CPU] * 3
    assert all(soft >= 7 and hard == resource.RLIM_INFINITY for _, (soft, hard) in limits)


def test_a_function_that_is_not_there_is_told() -> None:
    with Worker("tests.posts.hostile:absent", 20) as worker, pytest.raises(WorkerError, match="did not start"):
        worker.call(b"")


def test_a_process_that_takes_too_long_to_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "START_SECONDS", 0.0)

    with Worker("tests.posts.hostile:echo", 20) as worker, pytest.raises(WorkerError, match="did not start"):
        worker.call(b"")


def test_the_process_is_gone_after_closing() -> None:
    with Worker("tests.posts.hostile:who", 20) as worker:
        pid = int(worker.call(b""))

    assert not Path(f"/proc/{pid}").exists()


@pytest.mark.parametrize("act", ["tells", pytest.param("tells_and_never_ends", marks=pytest.mark.long)])
def test_the_process_does_not_outlive_its_killed_parent(act: str) -> None:
    program = f"from posts.worker import Worker; Worker('tests.posts.hostile:act', 2).call({act!r}.encode()); input()"
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stderr=subprocess.PIPE) as parent:
        assert parent.stderr is not None
        process = os.pidfd_open(int(parent.stderr.readline()))
        parent.kill()

    ended, _, _ = select.select([process], [], [], 30)
    os.close(process)

    assert ended
