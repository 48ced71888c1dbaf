"""The pages hold what the scene says at each visit, in the shapes of both markups."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest
from lxml import html

from lurewatch.practice.pages import PER_PAGE, address, addresses, history, landing
from lurewatch.practice.scene import Scene, SceneSource, scene
from tests.lurewatch.practice.preview import Message, messages

BASE = "http://127.0.0.1:9000"
SCENE: Scene = scene()
CHANNELS = [source for source in SCENE.sources if source.kind == "channel"]
VISITS = (1, 2, 3)


def name_of(value: object) -> str:
    return value.name if isinstance(value, SceneSource) else str(value)


def page(source: SceneSource, visit: int, before: int | None = None) -> bytes:
    return history(SCENE, source, visit, before, BASE).encode()


def source(name: str) -> SceneSource:
    return next(one for one in SCENE.sources if one.name == name)


def message(native_id: str, visit: int) -> Message:
    of = source(native_id.partition("/")[0])
    return next(one for one in messages(page(of, visit)) if one.native_id == native_id)


@pytest.mark.parametrize("visit", VISITS)
@pytest.mark.parametrize("channel", CHANNELS, ids=name_of)
def test_the_newest_page_shows_the_newest_twenty_posts(channel: SceneSource, visit: int) -> None:
    expected = SCENE.shown(channel, visit)[-PER_PAGE:]

    shown = messages(page(channel, visit))

    assert [one.native_id for one in shown] == [channel.native_id(post) for post in expected]
    assert [one.text for one in shown] == [post.text_at(visit) for post in expected]
    assert [one.posted for one in shown] == [post.at.isoformat() for post in expected]
    assert [one.views for one in shown] == ["" if post.service else post.views_at(visit) for post in expected]
    assert [one.is_edited for one in shown] == [post.is_edited(visit) for post in expected]
    assert [one.is_service for one in shown] == [post.service for post in expected]


@pytest.mark.parametrize("visit", VISITS)
@pytest.mark.parametrize("channel", CHANNELS, ids=name_of)
def test_pictures_stand_at_addresses_of_the_visit(channel: SceneSource, visit: int) -> None:
    known = addresses(SCENE, visit)

    for post, one in zip(SCENE.shown(channel, visit)[-PER_PAGE:], messages(page(channel, visit)), strict=True):
        assert [known[url.removeprefix(BASE)] for url in one.pictures] == list(post.pictures())


def test_the_same_picture_has_another_address_in_each_post_and_at_each_visit() -> None:
    kamboja, vietnamese = source("loker__kamboja"), source("viec__lam_cam")
    found = {
        address(kamboja, kamboja.post(102), 0, 1),
        address(kamboja, kamboja.post(102), 0, 2),
        address(kamboja, kamboja.post(107), 0, 2),
        address(vietnamese, vietnamese.post(11), 0, 1),
    }

    assert len(found) == 4


def test_a_channel_is_paged_back_to_its_first_post() -> None:
    channel = source("info__luarnegeri")
    pages, before = [], None
    while True:
        body = page(channel, 3, before)
        pages.append([one.native_id for one in messages(body)])
        more = html.document_fromstring(body).xpath("//a[contains(@class,'tme_messages_more')]/@data-before")
        if not more:
            break
        before = int(more[0])

    assert [len(ids) for ids in pages] == [20, 8]
    assert [*pages[1], *pages[0]] == [channel.native_id(post) for post in SCENE.shown(channel, 3)]


def test_an_older_page_also_links_to_the_newer_one() -> None:
    body = page(source("info__luarnegeri"), 3, 209)

    root = html.document_fromstring(body)

    assert root.xpath("//a[contains(@class,'tme_messages_more')]/@href") == ["/s/info__luarnegeri?after=208"]
    assert root.xpath("//link[@rel='next']/@href") == ["/s/info__luarnegeri?after=208"]
    assert root.xpath("//link[@rel='prev']") == []


def test_before_the_first_post_there_is_a_channel_without_messages() -> None:
    body = page(source("loker__kamboja"), 1, 101)

    assert messages(body) == []
    assert html.document_fromstring(body).xpath("//div[@class='tgme_channel_info']")


def test_a_page_is_the_same_to_the_byte_each_time() -> None:
    for channel in CHANNELS:
        assert page(channel, 2) == page(channel, 2)


def test_a_forwarded_post_names_where_it_came_from() -> None:
    assert message("info__luarnegeri/225", 1).forwarded == "https://t.me/loker__kamboja/102"


def test_a_reply_shows_the_post_it_answers_apart_from_its_own_words() -> None:
    reply = message("info__luarnegeri/228", 3)

    assert reply.replied == "https://t.me/info__luarnegeri/226"
    assert "WASPADA" not in reply.text


def test_links_of_a_text_lead_where_it_says() -> None:
    assert message("loker__kamboja/109", 3).links == ("https://t.me/hr__baru07", "http://wa.me/6284000000101")
    assert message("kaarngea__kh/501", 1).links == (), "a mail address is no handle"


Markup = Literal[2021, 2026]


def as_of(channel: SceneSource, markup: Markup, **fields: Any) -> SceneSource:
    return msgspec.structs.replace(channel, markup=markup, **fields)


@pytest.mark.parametrize("visit", VISITS)
@pytest.mark.parametrize("channel", CHANNELS, ids=name_of)
def test_both_markups_show_the_same_messages(channel: SceneSource, visit: int) -> None:
    older, newer = (messages(page(as_of(channel, markup), visit)) for markup in (2021, 2026))

    assert older == newer


# Shapes of the real preview that the recordings happen not to hold.
UNRECORDED = {
    "js-message_reply_text",
    "service_message",
    "tgme_widget_message_author_name",
    "tgme_widget_message_from_author",
    "tgme_widget_message_metatext",
    "tgme_widget_message_reply",
    "tgme_widget_message_video",
    "js-message_video",
    "user-color-default",
}
RECORDED: dict[Markup, tuple[str, ...]] = {
    2021: ("s_nexta_live_2021.html", "channel_info_2021.html", "invalid_channel_2021.html"),
    2026: (
        "s_anonymised_channel_2026.html",
        "tme_channel_2026.html",
        "tme_group_2026.html",
        "tme_unclaimed_2026.html",
        "s_nexta_live_2021.html",  # parts that kept their shape
    ),
}


def classes(body: bytes | str) -> set[str]:
    return {name for value in html.document_fromstring(body).xpath("//@class") for name in value.split()}


def rendered(markup: Markup) -> Iterator[bytes | str]:
    for channel in CHANNELS:
        yield from (page(as_of(channel, markup), visit) for visit in VISITS)
    for kind in ("channel", "group", "no_preview", "unclaimed"):
        yield landing(as_of(CHANNELS[0], markup, kind=kind), BASE)


@pytest.mark.parametrize("markup", [2021, 2026])
def test_no_shape_is_invented(markup: Markup, shared: Callable[[str], Path]) -> None:
    recorded = {
        name for file in RECORDED[markup] for name in classes((shared("pages/telegram_web") / file).read_bytes())
    }
    used = {name for body in rendered(markup) for name in classes(body)}

    assert {name for name in used - recorded - UNRECORDED if not name[0].isdigit()} == set()


MARKS = {  # what one markup has and the other has not
    2021: ("tgme_channel_download_telegram", "tgme_channel_join_telegram", "border_1x"),
    2026: (
        "tgme_channel_info_header_title_wrap",
        "text_not_supported_wrap",
        "tgme_widget_message_reactions",
        "tgme_background_wrap",
    ),
}


@pytest.mark.parametrize("channel", CHANNELS, ids=name_of)
def test_each_channel_has_one_markup(channel: SceneSource) -> None:
    classes = " ".join(html.document_fromstring(page(channel, 1)).xpath("//@class")).split()

    for year, names in MARKS.items():
        assert {name in classes for name in names} == {year == channel.markup}


def test_both_markups_are_in_use() -> None:
    assert {channel.markup for channel in CHANNELS} == {2021, 2026}


SHAPES = [
    ("loker__kamboja/101", 1, "service_message"),
    ("gongzuo__dny/901", 1, "tgme_widget_message_grouped_wrap"),
    ("gongzuo__dny/901", 1, "media_supported_cont"),
    ("gongzuo__dny/903", 3, "tgme_widget_message_link_preview"),
    ("gongzuo__dny/905", 3, "message_media_not_supported"),
    ("jobs__abroad/64", 2, "not_supported"),
    ("jobs__abroad/64", 2, "tgme_widget_message_from_author"),
    ("kerja__asean/44", 3, "tgme_widget_message_video"),
    ("kerja__asean/40", 1, "tgme_reaction"),
]


@pytest.mark.parametrize(("native_id", "visit", "name"), SHAPES)
def test_each_rarer_shape_stands_where_the_scene_says(native_id: str, visit: int, name: str) -> None:
    channel = source(native_id.partition("/")[0])
    root = html.document_fromstring(page(channel, visit))
    part = root.xpath(f"//div[@data-post='{native_id}']")[0]

    assert name in " ".join(part.xpath("descendant-or-self::*/@class")).split()


LANDINGS = [
    ("loker__kamboja", False, ["/s/loker__kamboja"]),
    ("kerja__asean", False, ["/s/kerja__asean"]),
    ("grup__obrolan", False, []),
    ("tutup__pratinjau", False, []),
    ("belum__ada", True, []),
]


@pytest.mark.parametrize(("name", "is_hidden", "preview"), LANDINGS)
def test_a_landing_page_says_whether_there_is_a_preview_and_whether_anybody_has_the_name(
    name: str, is_hidden: bool, preview: list[str]
) -> None:
    root = html.document_fromstring(landing(source(name), BASE))

    assert bool(root.xpath("//meta[@name='robots'][contains(@content,'noindex')]")) is is_hidden
    assert [link for link in root.xpath("//a/@href") if link.startswith("/s/")] == preview
    assert bool(root.xpath("//div[@class='tgme_page_extra']")) is not is_hidden
