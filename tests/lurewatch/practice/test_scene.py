"""The scene says what the demo tells, and nobody in it is real."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import phonenumbers
import pytest

from crawlers.watchlist import load_watchlist
from index.query import Lookups, parse
from lurewatch.alerts.rules import load_rules
from lurewatch.practice.flyers import PICTURES
from lurewatch.practice.scene import Scene, ScenePost, SceneSource, scene
from posts.home import Home

SCENE: Scene = scene()
VISITS = range(1, len(SCENE.visits) + 1)
POSTS: list[tuple[SceneSource, ScenePost]] = [(source, post) for source in SCENE.sources for post in source.posts]
REGIONS = ("ID", "VN", "TH", "KH", "MM", "CN", "IN", "US")  # whose people the scene speaks to

HANDLE = re.compile(r"(?<![\w.+-])@([A-Za-z0-9_]+)|(?<![\w.])t\.me/([A-Za-z0-9_]+)")
HOST = re.compile(r"https?://([\w.-]+)|[\w.+-]+@([\w-]+\.[\w.-]+)")
NUMBER = re.compile(r"(?<![\w$.,])(?:\+\d|0\d)[\d -]{7,}\d|(?<=wa\.me/)\d+")
OWN_HOSTS = ("t.me", "wa.me")


def said() -> Iterator[str]:
    """Yield everything that the scene shows anywhere."""
    for source in SCENE.sources:
        yield from (source.name, source.title, source.about)
    for _, post in POSTS:
        yield from (post.text, *post.versions.values(), post.signature or "")
        if post.forwarded:
            yield from (post.forwarded.name, post.forwarded.url)
        if post.preview:
            yield from (post.preview.url, post.preview.name, post.preview.title, post.preview.description)


def found(pattern: re.Pattern[str]) -> set[str]:
    return {next(filter(None, hit.groups()), hit.group()) for text in said() for hit in pattern.finditer(text)}


def by_id(native_id: str) -> ScenePost:
    return next(post for source, post in POSTS if source.native_id(post) == native_id)


def test_every_handle_holds_a_double_underscore() -> None:
    handles = found(HANDLE) | {source.name for source in SCENE.sources}

    assert len(handles) > 20
    assert [handle for handle in handles if "__" not in handle] == []


def test_every_host_and_mail_domain_is_an_example() -> None:
    hosts = found(HOST)

    assert {host for host in hosts if host not in OWN_HOSTS and not host.endswith("example.org")} == set()
    assert any(host.endswith("example.org") for host in hosts)


def test_every_telephone_number_is_possible_and_can_not_be_dialled() -> None:
    numbers = found(NUMBER)
    read = [phonenumbers.parse(n if n[0] in "+0" else f"+{n}", "ID") for n in numbers]

    assert {*SCENE.protected.numbers, SCENE.asked_number} <= numbers
    assert all(phonenumbers.is_possible_number(number) for number in read)
    assert not any(phonenumbers.is_valid_number(number) for number in read)


@pytest.mark.parametrize("region", REGIONS)
def test_nothing_in_the_scene_is_a_real_number_to_people_of_a_country(region: str) -> None:
    real = [
        hit.raw_string
        for text in said()
        for hit in phonenumbers.PhoneNumberMatcher(text, region, phonenumbers.Leniency.VALID)
    ]

    assert real == []


def test_protected_people_stand_in_protected_posts_only() -> None:
    restricted = set(SCENE.story["protected"])

    for spelling in [*SCENE.protected.names, *SCENE.protected.numbers]:
        holders = {source.native_id(post) for source, post in POSTS if spelling in post.text}
        assert holders, spelling
        assert holders <= restricted, spelling


def test_spellings_to_look_for_are_names_numbers_and_bare_digits() -> None:
    spellings = list(SCENE.protected.spellings())

    assert "Budi Misalnya" in spellings
    assert "+62 844-0000-0103" in spellings
    assert "6284400000103" in spellings


def test_ids_and_times_of_a_source_rise_together() -> None:
    for source in SCENE.sources:
        ids, times = [post.id for post in source.posts], [post.at for post in source.posts]
        taken = [post.id + max(0, len(post.media) - 1) for post in source.posts]

        assert ids == sorted(set(ids))
        assert times == sorted(set(times))
        assert all(last < first for last, first in zip(taken, ids[1:], strict=False)), "an album takes several ids"


def test_every_post_is_there_at_one_visit_at_least_and_none_before_its_time() -> None:
    for source, post in POSTS:
        there = [visit for visit in VISITS if post in SCENE.shown(source, visit)]

        assert there, source.native_id(post)
        assert all(post.at <= SCENE.visits[visit - 1] for visit in there)


def test_every_picture_that_a_post_names_can_be_drawn() -> None:
    assert {name for _, post in POSTS for name in post.pictures()} == set(PICTURES)


def test_the_story_names_posts_of_the_scene() -> None:
    known = {source.native_id(post) for source, post in POSTS}

    assert {native_id for ids in SCENE.story.values() for native_id in ids} <= known
    assert set(SCENE.finds.values()) <= known


def test_the_template_goes_round_four_towns_in_several_sources() -> None:
    template = SCENE.story["template"]
    towns = {by_id(native_id).values["place"] for native_id in template}

    assert towns == {"Poipet", "Bavet", "Myawaddy", "Sihanoukville"}
    assert len({native_id.partition("/")[0] for native_id in template}) >= 3


def test_the_template_grows_in_the_week_of_the_first_visits_and_in_the_next() -> None:
    weeks = {(by_id(native_id).at.timestamp() // 86400) // 7 for native_id in SCENE.story["template"]}

    assert len(weeks) == 2


def test_the_warning_quotes_the_lure_whole() -> None:
    (warning,) = SCENE.story["warning"]

    assert by_id("loker__kamboja/102").text in by_id(warning).text


def test_the_forwarded_post_says_what_its_original_says() -> None:
    (native_id,) = SCENE.story["forwarded"]
    forwarded = by_id(native_id)

    assert forwarded.forwarded is not None
    assert by_id(forwarded.forwarded.url.removeprefix("https://t.me/")).text == forwarded.text


def test_the_edited_post_announces_another_account() -> None:
    (native_id,) = SCENE.story["edited"]
    post = by_id(native_id)

    assert post.text_at(1) != post.text_at(2) == post.text_at(3)
    assert "@hr__baru07" in post.text_at(2)
    assert "@hr__baru07" not in post.text_at(1)


def test_the_post_that_vanishes_lies_inside_the_ids_of_later_visits() -> None:
    (native_id,) = SCENE.story["vanishes"]
    source = SCENE.source(native_id.partition("/")[0])
    assert source is not None
    number = int(native_id.partition("/")[2])

    for visit in (2, 3):
        ids = [post.id for post in SCENE.shown(source, visit)]
        assert number not in ids
        assert min(ids) < number < max(ids)


def test_the_flyer_stands_in_several_posts_byte_for_byte_and_once_under_another_language() -> None:
    holders = [source.native_id(post) for source, post in POSTS if "flyer" in post.media]

    assert set(holders) == set(SCENE.story["same_flyer"])
    assert "viec__lam_cam/11" in holders


def test_the_disguised_post_hides_its_words() -> None:
    (native_id,) = SCENE.story["disguised"]
    text = by_id(native_id).text

    assert "\u200b" in text
    assert "T e l e g r a m" in text
    assert "P0ipet" in text


def test_the_lawful_advert_stands_five_times_with_other_dates_only() -> None:
    texts = [by_id(native_id).text for native_id in SCENE.story["lawful"]]

    assert len(texts) == len(set(texts)) == 5
    assert len({re.sub(r"\d+\n", "N\n", text) for text in texts}) == 1


def test_the_number_of_the_family_stands_in_lures_in_other_spellings() -> None:
    national = re.sub(r"\D", "", SCENE.asked_number).removeprefix("0")
    holders = {source.native_id(post) for source, post in POSTS if national in re.sub(r"\D", "", post.text)}

    assert set(SCENE.story["asked"]) < holders
    assert all(SCENE.asked_number not in by_id(native_id).text for native_id in SCENE.story["asked"])
    assert holders - set(SCENE.story["asked"]) == {"bantuan__wni/301"}, "and in the family's own, protected post"


def test_the_watchlist_reads_every_source_from_the_practice_site(tmp_path: Path) -> None:
    path = tmp_path / "watchlist.toml"
    path.write_text(SCENE.watchlist("http://127.0.0.1:9000"), encoding="utf-8")

    sources = load_watchlist(path)

    assert [source.key for source in sources] == [source.key for source in SCENE.sources]
    assert all(source.is_loopback for source in sources)


def test_the_rules_are_a_saved_search_and_the_growing_template(home: Home) -> None:
    home.settings_file("alerts.toml").write_text(SCENE.alerts, encoding="utf-8")

    rules = load_rules(home, Lookups())

    assert [(rule.kind, rule.name) for rule in rules] == [
        ("search", "Indonesians to Poipet"),
        ("pattern", "cluster_growth"),
    ]


@pytest.mark.parametrize("lang", sorted(SCENE.searches))
def test_each_search_is_a_query_whose_words_its_lure_holds(lang: str) -> None:
    query = SCENE.searches[lang]
    words = [word.strip('"') for word in query.split() if ":" not in word]

    parse(query, Lookups())

    assert words
    assert all(word.lower() in by_id(SCENE.finds[lang]).text.lower() for word in words)


def test_there_is_a_search_in_each_of_eight_languages() -> None:
    assert set(SCENE.searches) == set(SCENE.finds) == {"id", "vi", "th", "km", "my", "zh", "hi", "en"}
