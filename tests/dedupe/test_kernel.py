"""The compiled kernel and numpy give the same, to the last bit, on whatever letters there are."""

from __future__ import annotations

import importlib.util
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedupe import arrays, kernel, meeting
from dedupe.group import group
from dedupe.signs import Texts, joined
from dedupe.thresholds import KEY_LETTERS, KEYS
from tests.dedupe.made import SENTENCES, posts
from tests.posts.compiled import needs_compiler

# Few letters in short pieces: repeats, common pieces and windows that fall into one slot all come up.
pieces = st.sampled_from([b"", b"a", b"ab", b"kerja", *(one.encode()[:90] for one in SENTENCES)])
some_signs = st.lists(pieces, max_size=12).map(b"".join) | st.binary(max_size=60)
some_texts = st.lists(some_signs, min_size=1, max_size=8).map(joined)


@needs_compiler
def test_grouping_runs_compiled_where_there_is_a_compiler() -> None:
    assert kernel.is_compiled()


@needs_compiler
@given(some_texts)
def test_keys_are_the_same(texts: Texts) -> None:
    rows, counts = arrays.keys(texts)

    found = kernel.keys(texts)

    assert found.rows.tolist() == rows.tolist()
    assert found.counts.tolist() == counts.tolist()


@needs_compiler
def test_keys_are_the_same_where_somebody_chose_letters_of_small_hashes() -> None:
    letters = np.random.default_rng(7).integers(97, 123, 1_000_000, np.uint8)
    low = np.flatnonzero(arrays.windows(joined([letters.tobytes()])) < 1 << 56)
    texts = joined([b"".join(letters[at : at + KEY_LETTERS].tobytes() for at in low[:count]) for count in (5, 50, 500)])

    rows, counts = arrays.keys(texts)

    assert kernel.keys(texts).rows.tolist() == rows.tolist()
    assert kernel.keys(texts).counts.tolist() == counts.tolist()


@needs_compiler
@given(st.lists(st.lists(st.integers(0, 9), max_size=6, unique=True), max_size=10), st.sampled_from([1, 2, 3, 64]))
def test_candidates_are_the_same(keys: list[list[int]], first: int) -> None:
    found = key_rows(keys)

    pairs = kernel.candidates(found, first).tolist()

    assert len({tuple(pair) for pair in pairs}) == len(pairs)
    assert sorted(pairs) == sorted(arrays.candidates(found.rows, found.counts, first).tolist())


@needs_compiler
@given(some_texts)
def test_sides_are_the_same(texts: Texts) -> None:
    ones, others = np.divmod(np.arange(len(texts) ** 2), len(texts))

    assert kernel.sides(texts, ones, others).tolist() == meeting.sides(texts, ones, others).tolist()


@given(st.lists(st.lists(st.integers(0, 9), max_size=6, unique=True), max_size=10), st.sampled_from([1, 2, 3, 64]))
def test_candidates_are_those_of_the_rule(keys: list[list[int]], first: int) -> None:
    wanted = set()
    for key in {key for own in keys for key in own}:
        holders = [number for number, own in enumerate(keys) if key in own]
        wanted |= {(a, b) for a in holders[:first] for b in holders if a < b}

    found = key_rows(keys)

    assert {tuple(pair) for pair in arrays.candidates(found.rows, found.counts, first).tolist()} == wanted


@given(posts)
def test_the_groups_and_scores_are_the_same_in_numpy(texts: dict[str, str]) -> None:
    compiled = group(texts)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernel, "compiled", None)
        plain = group(texts)

    assert plain.lines == compiled.lines
    assert sorted(plain.post_pairs()) == sorted(compiled.post_pairs())


@pytest.mark.parametrize(("module", "part"), [("dedupe.kernel", "_kernel"), ("posts.text.letters", "_letters")])
def test_where_nothing_was_compiled_numpy_is_taken(module: str, part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = importlib.import_module(module)
    package = importlib.import_module(module.rpartition(".")[0])
    monkeypatch.delattr(package, part, raising=False)
    monkeypatch.setitem(sys.modules, f"{package.__name__}.{part}", None)
    spec = importlib.util.spec_from_file_location("another_copy", str(loaded.__file__))
    assert spec is not None
    assert spec.loader is not None
    copy = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "another_copy", copy)

    spec.loader.exec_module(copy)

    assert copy.compiled is None


def test_no_text_has_no_keys() -> None:
    for texts in (joined([]), joined([b"", b""])):
        assert kernel.keys(texts).counts.tolist() == arrays.keys(texts)[1].tolist() == [0] * len(texts)


@needs_compiler
def test_two_megabytes_of_one_letter_are_compared_at_once() -> None:
    texts = joined([b"a" * 2_000_000, b"a" * 1_999_999])

    assert kernel.sides(texts, np.array([0]), np.array([1])).tolist() == [[2_000_000, 0xFFFF, 1_999_999, 0xFFFF]]


def key_rows(keys: list[list[int]]) -> kernel.KeyRows:
    """Return these keys as rows."""
    rows = np.zeros((len(keys), KEYS), np.uint64)
    for number, own in enumerate(keys):
        rows[number, : len(own)] = sorted(own)
    return kernel.KeyRows(rows, np.array([len(own) for own in keys], np.uint8))
