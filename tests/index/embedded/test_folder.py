"""Damage on disk is told with what to do, and found by the check of the files; a rebuild helps."""

from __future__ import annotations

import pytest

from index.embedded import EmbeddedEngine, open_embedded
from index.embedded.folder import told
from index.engine import Removal, Request
from index.query import parse
from posts.errors import EngineError, StorageFull
from posts.home import Home
from tests.index.search_corpus import golden_posts

EVERYTHING = Request(parse("*"), limit=1000)


@pytest.fixture
def public(home: Home) -> EmbeddedEngine:
    made = open_embedded(home, "public")
    made.apply(golden_posts(), 100)
    return made


FILES = ("current", "meta.json", "*.term", "*.idx", "*.pos", "*.store", "*.fast", "*.fieldnorm")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("how", ["removed", "empty", "half"])
def test_a_lost_or_short_file_is_told_and_a_rebuild_helps(
    home: Home, public: EmbeddedEngine, name: str, how: str
) -> None:
    path = next((home.index / "public").rglob(name))
    content = path.read_bytes()
    path.unlink()
    if how != "removed":
        path.write_bytes(content[: len(content) // 2] if how == "half" else b"")
    fresh = open_embedded(home, "public")

    with pytest.raises(EngineError, match="run: lurewatch rebuild"):
        fresh.search(EVERYTHING)

    fresh.rebuild(golden_posts(), 100)
    assert fresh.search(EVERYTHING).total == len(golden_posts())


@pytest.mark.parametrize("name", FILES[2:])
def test_one_flipped_bit_is_found_by_the_check_of_the_files(home: Home, public: EmbeddedEngine, name: str) -> None:
    assert public.sound() == []
    path = next((home.index / "public").rglob(name))
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 4
    path.write_bytes(content)

    found = open_embedded(home, "public").sound()

    assert found == [f"{path.name} of the index is damaged; run: lurewatch rebuild"]


def test_a_file_without_its_seal_is_damaged(home: Home, public: EmbeddedEngine) -> None:
    path = next((home.index / "public").rglob("*.pos"))
    path.write_bytes(b"no seal" * 20)

    assert public.sound() == [f"{path.name} of the index is damaged; run: lurewatch rebuild"]


def test_only_the_last_list_of_deleted_posts_counts_for_a_killed_commit_leaves_a_torn_one(
    home: Home, public: EmbeddedEngine
) -> None:
    public.apply([Removal(id=golden_posts()[0].id, seq=101)], 101)
    last = next((home.index / "public").rglob("*.del"))
    segment, stamp, _ = last.name.split(".")
    torn = last.with_name(f"{segment}.{int(stamp) + 7}.del")

    torn.write_bytes(last.read_bytes()[:9])
    after_kill = public.sound()
    last.write_bytes(last.read_bytes()[:9])

    assert after_kill == []
    assert public.sound() == [f"{last.name} of the index is damaged; run: lurewatch rebuild"]


def test_a_broken_list_of_segments_is_found_by_the_check_of_the_files(home: Home, public: EmbeddedEngine) -> None:
    path = next((home.index / "public").rglob("meta.json"))
    path.write_bytes(path.read_bytes()[:-9])

    assert public.sound() == ["meta.json of the index is damaged; run: lurewatch rebuild"]


def test_a_panic_over_damaged_files_is_told_as_our_error(home: Home, public: EmbeddedEngine) -> None:
    for path in (home.index / "public").rglob("*.fast"):
        content = bytearray(path.read_bytes())
        for at in range(len(content) // 2, len(content) - 200):
            content[at] ^= 255
        path.write_bytes(content)

    with pytest.raises(EngineError):
        open_embedded(home, "public").search(Request(parse("lang:id"), facets=("contact", "source", "place")))


def test_no_room_on_the_disk_is_called_by_its_name(home: Home) -> None:
    with pytest.raises(StorageFull, match="disk is full"), told(home.index):
        raise ValueError("IoError: No space left on device (os error 28)")


def test_other_failures_pass_unchanged(home: Home) -> None:
    with pytest.raises(KeyboardInterrupt), told(home.index):
        raise KeyboardInterrupt
