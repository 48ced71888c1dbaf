"""What watched channels point to is listed with reasons; nothing is added, and protected posts point to nobody."""

from __future__ import annotations

from typing import Any

from index.ledger.known import Known
from index.ledger.schema import PUBLIC
from lurewatch.discovery import discovered
from lurewatch.practice.scene import scene
from posts.post import Repost
from tests.conftest import START, make_contact, make_post, make_reading
from tests.lurewatch.calling import call
from tests.lurewatch.conftest import Street


def known(number: int, contacts: tuple[str, ...] = (), **fields: Any) -> Known:
    reading = make_reading(contacts=tuple(make_contact(value) for value in contacts))
    return Known(PUBLIC, 1, 1, START, START, number, START, None, None, make_post(number, **fields), reading)


def test_forwards_links_and_mentions_are_counted_once_a_post_by_the_strongest_reason() -> None:
    posts = [
        known(1, repost_of=Repost(native_id="loker__lain/7"), links=("https://t.me/loker__lain",)),
        known(2, links=("https://t.me/s/loker__lain/9", "http://telegram.me/kabar__lain?x=1"), source="telegram_web:b"),
        known(3, contacts=("telegram:kabar__lain", "telegram:+AbCdEfG", "phone:+62840")),
    ]

    found = {row.name: (row.forwarded, row.linked, row.mentioned, row.sources) for row in discovered(posts, ())}

    assert found == {"loker__lain": (1, 1, 0, 2), "kabar__lain": (0, 1, 1, 2)}


def test_what_is_watched_and_what_is_no_account_is_left_out() -> None:
    posts = [
        known(1, links=("https://t.me/Loker__Contoh/1", "https://t.me/joinchat/x", "https://example.org/t.me/abcd"))
    ]

    assert discovered(posts, ["loker__contoh"]) == []


def test_the_command_lists_with_reasons_and_names_nobody_from_protected_posts(street: Street) -> None:
    said = call("sources", "--discovered", "--home", street.home.path)
    rows = call("sources", "--discovered", "--home", street.home.path, "--json").json["discovered"]

    assert said.code == 0
    assert "you decide" in said.out
    names = {row["name"] for row in rows}
    assert "hr__satu01" in names
    assert names.isdisjoint({source.name for source in scene().sources})
