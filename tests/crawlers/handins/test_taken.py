"""Posts of other people's data have ids that no post of our own collecting can have."""

from __future__ import annotations

import pytest

from crawlers.handins.saved.crawled import DATA_ONLY
from crawlers.handins.taken import NEVER_CRAWLED, taken
from crawlers.platforms import PLATFORMS
from posts.identity import hand_in_id, post_id
from posts.post import Post

HASH = "ab" * 32


@pytest.mark.parametrize("platform", sorted(PLATFORMS))
def test_a_post_of_a_platform_that_we_collect_never_has_its_own_id(platform: str) -> None:
    post = Post(platform=platform, text="x", native_id="loker__contoh/1")

    found = taken(post, HASH, "1")

    assert found.id == hand_in_id(HASH, f"{platform}/loker__contoh/1") != post_id(post)
    assert (found.source, found.via) == (f"{platform}:import", "hand_in")


@pytest.mark.parametrize("platform", sorted(NEVER_CRAWLED))
def test_a_post_of_a_platform_that_we_never_visit_is_known_by_its_own_number(platform: str) -> None:
    post = Post(platform=platform, text="x", native_id="1")

    assert taken(post, HASH, "1").id == taken(post, "cd" * 32, "9").id == post_id(post)


def test_a_post_without_a_number_is_known_by_its_place() -> None:
    post = Post(platform="x", text="x")

    assert taken(post, HASH, "1").id != taken(post, HASH, "2").id


def test_platforms_of_data_only_are_platforms() -> None:
    assert PLATFORMS.keys() >= DATA_ONLY


def test_no_platform_is_both() -> None:
    assert NEVER_CRAWLED.isdisjoint(PLATFORMS)
