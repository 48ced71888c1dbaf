"""The embedded engine on disk: other processes, damage, locks, rebuilds; searching never writes."""

from __future__ import annotations

import multiprocessing
import shutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from string import ascii_lowercase
from typing import get_args

import pytest

from index.document import Document
from index.embedded import EmbeddedEngine, engine, folder, open_embedded, pages
from index.engine import DEEPEST_RELEVANCE, Hit, Request, Sort
from index.query import parse
from posts.errors import EngineError, QueryError, StorageFull
from posts.files import locked
from posts.home import Home
from tests.index.search_corpus import golden_posts, id_of, make_document

EVERYTHING = Request(parse("*"), limit=1000)


@pytest.fixture
def public(home: Home) -> EmbeddedEngine:
    made = open_embedded(home, "public")
    made.apply(golden_posts(), 100)
    return made


def ids(one: EmbeddedEngine, query: str = "*") -> set[str]:
    return {hit.id for hit in one.search(Request(parse(query), limit=1000)).hits}


def apply_one(home: Home, name: str, seq: int) -> None:
    open_embedded(home, "public").apply([make_document(name, seq=seq)], seq)


def apply_in_another_process(home: Home, name: str, seq: int) -> None:
    process = multiprocessing.get_context("spawn").Process(target=apply_one, args=(home, name, seq))
    process.start()
    process.join()
    assert process.exitcode == 0


def test_a_home_keeps_each_lane_in_its_own_folder(home: Home) -> None:
    for lane in ("public", "restricted"):
        open_embedded(home, "public" if lane == "public" else "restricted").make()

    assert sorted(path.name for path in home.index.iterdir()) == ["public", "restricted"]


def test_a_commit_of_another_process_is_seen_at_once(home: Home, public: EmbeddedEngine) -> None:
    before = ids(public)

    apply_in_another_process(home, "theirs", 101)

    assert ids(public) == before | {id_of("theirs")}
    assert public.cursor() == 101


def test_a_rebuild_by_another_engine_is_seen_at_once_and_leaves_one_generation(
    home: Home, public: EmbeddedEngine
) -> None:
    ids(public)

    open_embedded(home, "public").rebuild([make_document("only")], 200)

    assert ids(public) == {id_of("only")}
    assert sorted(path.name for path in (home.index / "public").iterdir()) == ["current", "g2"]


def test_a_rebuild_under_the_hands_of_a_reader_is_followed(
    home: Home, public: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = folder.serving(home.index / "public")
    open_embedded(home, "public").rebuild([make_document("only")], 200)
    answers = iter([old])
    monkeypatch.setattr(engine, "serving", lambda path: next(answers, None) or folder.serving(path))

    assert ids(open_embedded(home, "public")) == {id_of("only")}


def test_whoever_waited_to_make_an_index_leaves_the_one_it_finds(
    home: Home, public: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = iter([True])
    monkeypatch.setattr(engine, "serving", lambda path: None if next(first, False) else folder.serving(path))

    public.make()

    assert len(ids(public)) == len(golden_posts())


def test_searching_writes_nothing(home: Home, public: EmbeddedEngine) -> None:
    def state() -> list[tuple[str, int, int]]:
        files = sorted(path for path in home.index.rglob("*") if path.is_file())
        return [(str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files]

    before = state()
    other = open_embedded(home, "public")

    for one in (public, other):
        one.search(EVERYTHING)
        one.checksums()
        one.sound()
        assert one.cursor() == 100

    assert state() == before


def test_without_an_index_the_feed_starts_at_its_beginning_and_a_search_says_what_to_do(home: Home) -> None:
    empty = open_embedded(home, "public")

    assert empty.cursor() == 0
    assert empty.sound() == []
    with pytest.raises(EngineError, match="run: lurewatch rebuild"):
        empty.search(EVERYTHING)


def test_an_index_of_another_recipe_asks_for_a_rebuild(home: Home, public: EmbeddedEngine) -> None:
    pointer = home.index / "public" / "current"
    pointer.write_bytes(pointer.read_bytes().replace(b"e3-", b"e0-"))

    for ask in (public.cursor, lambda: public.search(EVERYTHING), lambda: public.apply([], 1)):
        with pytest.raises(EngineError, match=r"another version.*run: lurewatch rebuild"):
            ask()

    public.rebuild(golden_posts(), 100)
    assert len(ids(public)) == len(golden_posts())


def test_a_second_writer_waits_and_then_says_who_writes(
    home: Home, public: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "WAIT_SECONDS", 0)

    with locked(home.locks / "index-public", 0, "writing"), pytest.raises(EngineError, match="the feed waits"):
        public.apply([make_document("x", seq=101)], 101)

    assert public.cursor() == 100


def broken(documents: int) -> Iterator[Document]:
    yield from (make_document(str(at)) for at in range(documents))
    raise StorageFull(file="index")


def test_a_rebuild_that_fails_leaves_the_old_index_and_no_rest(home: Home, public: EmbeddedEngine) -> None:
    before = ids(public)

    with pytest.raises(StorageFull):
        public.rebuild(broken(5), 7)

    assert ids(public) == before
    assert public.cursor() == 100
    assert sorted(path.name for path in (home.index / "public").iterdir()) == ["current", "g1"]


def test_an_apply_that_fails_changes_nothing_and_the_next_one_works(public: EmbeddedEngine) -> None:
    class Broken(Document, frozen=True, kw_only=True):
        @property
        def newest_at(self) -> None:  # type: ignore[override]  # the fault that this test makes
            raise StorageFull(file="index")

    fields = {name: getattr(make_document("bad", seq=102), name) for name in Document.__struct_fields__}
    with pytest.raises(StorageFull):
        public.apply([make_document("good", seq=101), Broken(**fields)], 102)
    assert public.cursor() == 100
    assert id_of("good") not in ids(public)

    public.apply([make_document("good", seq=101)], 101)

    assert id_of("good") in ids(public)


def test_facets_of_more_values_than_are_counted_say_how_wrong_they_may_be(
    public: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "FACET_TERMS", 3)

    answer = public.search(Request(parse("*"), facets=("lang", "platform"), facet_limit=2))

    assert len(answer.incomplete) == 1
    assert answer.incomplete[0].startswith("lang has so many values that each count may be up to")


@pytest.mark.parametrize("sign", ["\u0e31", "\u17d2", "\u1039"])
def test_a_mark_without_its_letter_is_a_word_like_any_other(tmp_path: Path, sign: str) -> None:
    one = EmbeddedEngine(tmp_path / "one", tmp_path / "lock")
    one.apply([make_document("mark", f"a {sign} b"), make_document("none", "a b")], 1)

    assert ids(one, sign) == {id_of("mark")}


def test_a_beginning_that_fits_too_many_words_after_another_word_is_told(tmp_path: Path) -> None:
    wide = EmbeddedEngine(tmp_path / "wide", tmp_path / "lock")
    words = " ".join(f"e-m{''.join(letters)}" for letters in product(ascii_lowercase, repeat=3))
    wide.rebuild([make_document("wide", words)], 1)

    assert wide.search(Request(parse("e-ma*"))).total == 1
    assert wide.search(Request(parse("m*"))).total == 1
    with pytest.raises(QueryError, match="write more of its letters"):
        wide.search(Request(parse("e-m*")))


def test_statistics_are_paged_to_their_wall_and_say_so_all_other_orders_go_on(tmp_path: Path) -> None:
    deep = EmbeddedEngine(tmp_path / "deep", tmp_path / "lock")
    deep.rebuild((make_document(str(at), "kerja") for at in range(DEEPEST_RELEVANCE + 50)), 1)
    last = Hit("p1_x", 1, 1, DEEPEST_RELEVANCE - 6)
    either = Request(parse("kerja OR loker"))

    walled = deep.search(replace(either, after=last))
    beyond = deep.search(replace(either, after=Hit("p1_x", 1, 1, DEEPEST_RELEVANCE - 1)))
    top = deep.search(either)

    assert len(walled.hits) == 5
    assert beyond.hits == ()
    assert (
        walled.incomplete == beyond.incomplete == ("by relevance only the first 10,000 of 10,050 posts can be shown",)
    )
    assert top.incomplete == ()
    for sort in get_args(Sort):
        request, seen = Request(parse("kerja"), sort=sort, limit=4000), set()
        while hits := deep.search(request).hits:
            seen |= {hit.id for hit in hits}
            request = Request(parse("kerja"), sort=sort, limit=4000, after=hits[-1])
        assert len(seen) == DEEPEST_RELEVANCE + 50


def test_a_copy_of_the_folder_is_an_index_like_the_first(home: Home, public: EmbeddedEngine, tmp_path: Path) -> None:
    shutil.copytree(home.index / "public", tmp_path / "copy")

    copy = EmbeddedEngine(tmp_path / "copy", tmp_path / "lock")

    assert copy.checksums() == public.checksums()
