"""Runs: whoever has a key is found, whatever files the keys stand in; a key keeps the 64 of smallest id."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.ledger.runs import Run, absorbed, crowded, is_whole, merged, read_run, run_of, thinned, write_run

entries = st.lists(st.tuples(st.integers(0, 40) | st.integers(0, 2**63 - 1), st.integers(0, 5000)), max_size=80)


def make(rows: list[tuple[int, int]]) -> Run:
    return run_of(np.array([key for key, _ in rows], np.uint64), np.array([number for _, number in rows], np.uint32))


def found(run: Run, wanted: list[int]) -> list[tuple[int, int]]:
    keys = np.array(sorted(set(wanted)), np.uint64)
    places, numbers = run.holders(keys)
    return sorted((int(keys[place]), number) for place, number in zip(places, numbers.tolist(), strict=True))


@given(entries, st.lists(st.integers(0, 45), max_size=20))
def test_a_run_finds_all_that_have_a_key(rows: list[tuple[int, int]], others: list[int]) -> None:
    wanted = [*others, *(key for key, _ in rows[::2])]

    assert found(make(rows), wanted) == sorted(row for row in rows if row[0] in wanted)


def test_a_long_run_finds_each_of_its_keys() -> None:
    rows = [(key * 3, key) for key in range(5000)]

    run = make(rows)

    assert found(run, list(range(15_000))) == rows


@given(entries, entries)
def test_two_runs_become_one(rows: list[tuple[int, int]], others: list[tuple[int, int]]) -> None:
    whole = merged([make(rows), make(others)])

    assert sorted(zip(whole.keys.tolist(), whole.numbers.tolist(), strict=True)) == sorted([*rows, *others])


def test_a_key_keeps_the_64_of_smallest_id() -> None:
    run = make([(7, number) for number in range(100)] + [(8, 3)])
    ids = {number: f"w{100 - number:03d}" for number in crowded(run)}

    thin = thinned(run, ids.items())

    assert found(thin, [7, 8]) == [*((7, number) for number in range(36, 100)), (8, 3)]
    assert not crowded(thin)


def test_a_file_gives_the_run_that_was_written(tmp_path: Path) -> None:
    run = make([(5, 1), (5, 2), (9, 1)])

    name = write_run(tmp_path, run)

    again = read_run(tmp_path / name, 3)
    assert again is not None
    assert found(again, [5, 9]) == [(5, 1), (5, 2), (9, 1)]
    assert is_whole(tmp_path, name)
    assert (tmp_path / name).stat().st_size == 36


def test_a_file_that_is_cut_or_changed_is_known(tmp_path: Path) -> None:
    name = write_run(tmp_path, make([(5, 1), (9, 1)]))
    path = tmp_path / name

    path.write_bytes(path.read_bytes()[:-1])

    assert read_run(path, 2) is None
    assert read_run(tmp_path / "gone.run", 2) is None
    assert not is_whole(tmp_path, name)
    assert not is_whole(tmp_path, "gone.run")


def test_runs_stay_few_and_the_larger_ones_are_seldom_written() -> None:
    runs: list[int] = []
    written = 0
    for _ in range(500):
        staying = absorbed(runs, 1)
        runs = [*runs[:staying], 1 + sum(runs[staying:])]
        written += runs[-1]

    assert sum(runs) == 500
    assert len(runs) <= 4
    assert written / 500 < 20
