"""explain: a post with the words that count, by name, weight and source; people in need are masked and audited."""

from __future__ import annotations

import pytest

from lurewatch.explaining import CLOSE, OPEN, Reason, marked
from lurewatch.practice.scene import scene
from posts.identity import named_id
from tests.lurewatch.calling import call
from tests.lurewatch.conftest import Street

SCENE = scene()


def post_id(native_id: str) -> str:
    return named_id("p1_", "telegram_web", native_id)


def test_a_lead_is_explained_by_its_phrases_and_their_sources(street: Street) -> None:
    said = call("explain", "--post", post_id("loker__kamboja/102"), "--home", street.home.path)

    assert said.code == 0
    assert f"{OPEN}Tiket ditanggung" in said.out
    assert "Ticket paid by the company" in said.out
    assert "A lead:" in said.out
    assert "Counter-evidence: none found." in said.out
    assert "Unreviewed: no native speaker has checked the cues of id" in said.out


def test_the_parts_add_up_and_offsets_point_at_the_phrases(street: Street) -> None:
    said = call("explain", "--json", "--post", post_id("jobs__abroad/61"), "--home", street.home.path)

    told = said.json
    assert told["total"] == pytest.approx(sum(part["points"] for part in told["parts"]))
    assert all(told["text"][reason["start"] : reason["end"]] == reason["phrase"] for reason in told["for_it"])
    assert all(reason["source"] for reason in told["for_it"])


def test_names_come_in_the_readers_language(street: Street) -> None:
    said = call("explain", "--names", "th", "--post", post_id("jobs__abroad/61"), "--home", street.home.path)

    assert "ออกค่าตั๋วให้" in said.out


def test_a_held_back_post_shows_what_speaks_against_it(street: Street) -> None:
    said = call("explain", "--post", post_id("info__luarnegeri/226"), "--home", street.home.path)

    assert "Held back:" in said.out
    assert "Counter-evidence:\n" in said.out


def test_posts_of_people_in_need_are_not_there_by_default(street: Street) -> None:
    said = call("explain", "--post", post_id("bantuan__wni/301"), "--home", street.home.path)

    assert said.code == 2
    assert "restricted" in said.err


def test_with_a_reason_they_are_shown_masked(street: Street) -> None:
    restricted = ("--restricted", "--reason", "case 7")
    said = call("explain", "--post", post_id("bantuan__wni/301"), *restricted, "--home", street.home.path)

    assert said.code == 0
    assert "Kept apart:" in said.out
    assert not [spelling for spelling in SCENE.protected.spellings() if spelling in said.out]


def test_overlapping_phrases_are_marked_as_one() -> None:
    reasons = [
        Reason(id="a", called="a", phrase="", start=start, end=end, weight=1, source="own")
        for start, end in ((0, 4), (2, 6), (8, 9))
    ]

    assert marked("0123456789", reasons) == f"{OPEN}012345{CLOSE}67{OPEN}8{CLOSE}9"
