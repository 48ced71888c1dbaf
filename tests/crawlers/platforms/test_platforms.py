"""Every platform alike: its pages give what their folders say, and whatever happens to them overnight is told."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.platforms import EXTRAS, NEEDS_KEY, PLATFORMS
from crawlers.reading import PageReader
from posts.errors import LurewatchError
from posts.identity import post_id
from tests.crawlers.platforms.cases import OLDER, Case, cases
from tests.crawlers.platforms.expected import plain
from tests.crawlers.platforms.mutations import (
    damages_of,
    emptied_lists,
    outcome_of,
    renamed_classes,
    renamed_fields,
    swapped_types,
    tells,
    walls_of,
)

# The page of each platform that the mutations change: one with posts in all their shapes.
MAIN = {
    "feed": "rss",
    "mastodon": "tag_timeline",
    "bluesky": "author_feed",
    "reddit": "subreddit_new",
    "vk": "wall",
    "discourse": "newest_posts",
    "jobpage": "json_ld",
    "jobstreet": "search",
    "cambodia_jobs": "bongthom_job",
    "board": "tieba_thread",
}
JSON = [name for name in MAIN if Case(name, MAIN[name]).body.lstrip()[:1] in {b"[", b"{"}]


def main(platform: str) -> Case:
    return Case(platform, MAIN[platform])


@pytest.mark.parametrize("case", cases(), ids=str)
def test_a_page_gives_what_its_folder_says(case: Case) -> None:
    assert plain(outcome_of(case, case.body)) == case.expected


@pytest.mark.parametrize("case", cases(), ids=str)
def test_every_post_says_where_it_comes_from(case: Case) -> None:
    for post in outcome_of(case, case.body).posts:
        assert (post.platform, post.source, post.via) == (case.platform, case.capture.source, "crawl")
        assert (post.id, post.capture, post.visibility) == (post_id(post), case.capture.id, "public")
        assert (post.posted_at is None) == (post.posted_zone == "none")
        assert post.native_id
        assert post.url


@pytest.mark.parametrize("case", cases(), ids=str)
def test_pages_lead_on_to_their_own_host_only(case: Case) -> None:
    page = outcome_of(case, case.body)

    root = "/".join((case.capture.url or "").split("/")[:3]) + "/"
    assert all(url.startswith(root) for url in [page.next or root, *(one.url for one in page.listed)])


def test_every_platform_has_pages_and_a_place_in_the_tables() -> None:
    assert set(MAIN) | OLDER == set(PLATFORMS)
    assert set(EXTRAS) <= set(PLATFORMS)
    assert {name for name, keys in EXTRAS.items() if "key_file" in keys} >= NEEDS_KEY


@pytest.mark.parametrize("platform", MAIN)
def test_what_stands_in_the_place_of_a_page_is_never_no_posts(platform: str) -> None:
    case = main(platform)

    pages = {name: outcome_of(case, body) for name, body in walls_of(case)}

    assert {name for name, page in pages.items() if page.outcome is None or page.posts} == set()
    assert all(page.detail for page in pages.values())
    assert {name: pages[name].outcome for name in ("login", "captcha", "consent", "block", "soft 404")} == {
        **dict.fromkeys(("login", "captcha", "consent", "block"), "blocked"),
        "soft 404": "unclaimed",
    }


@pytest.mark.parametrize("platform", MAIN)
def test_a_damaged_page_is_told(platform: str) -> None:
    case = main(platform)
    before = case.read()

    silent = [name for name, body in damages_of(case) if not tells(outcome_of(case, body), before)]

    assert silent == []


@pytest.mark.parametrize("platform", JSON)
def test_a_renamed_field_never_changes_posts_silently(platform: str) -> None:
    case = main(platform)
    before = case.read()

    silent = [name for name, body in renamed_fields(case.body) if not tells(outcome_of(case, body), before)]

    assert silent == []


@pytest.mark.parametrize("platform", JSON)
def test_values_of_other_types_never_change_posts_silently(platform: str) -> None:
    case = main(platform)
    before = case.read()

    silent = [name for name, body in swapped_types(case.body) if not tells(outcome_of(case, body), before)]

    assert silent == []


@pytest.mark.parametrize("platform", JSON)
def test_an_emptied_list_is_told(platform: str) -> None:
    page = outcome_of(main(platform), emptied_lists(main(platform).body))

    assert page.posts == ()
    assert page.outcome in {"no_preview", "page_changed"}


@pytest.mark.parametrize("platform", sorted(set(MAIN) - set(JSON) - {"feed"}))
def test_a_renamed_class_never_changes_posts_silently(platform: str) -> None:
    case = main(platform)
    before = case.read()

    silent = [name for name, body in renamed_classes(case.body) if not tells(outcome_of(case, body), before)]

    assert silent == []


def damaged(case: Case) -> st.SearchStrategy[tuple[Case, bytes]]:
    body = case.body
    cuts = st.integers(0, len(body))
    pieces = [
        b"<div>" * 50,
        b"]",
        b"}",
        b'"',
        b"null",
        b"\\ud800",
        b"&#xD800;",
        b"\\u0000",
        b"<!--",
        b"\x01",
        b"&#1;",
        b"1e999",
        b"<script>",
    ]
    junk = st.binary(max_size=20) | st.sampled_from(pieces)
    return st.builds(
        lambda at, to, new: (case, body[: min(at, to)] + new + body[max(at, to) :]),
        cuts,
        st.integers(0, len(body)),
        junk,
    )


@settings(max_examples=300)
@given(given_body=st.sampled_from(list(MAIN)).map(main).flatmap(damaged))
def test_damage_anywhere_gives_posts_or_our_own_refusal(given_body: tuple[Case, bytes]) -> None:
    case, body = given_body
    try:
        page = case.read(body)
    except LurewatchError:
        return

    json.dumps(plain(page)).encode()
    for post in page.posts:
        post.text.encode()
        assert "\0" not in post.text
    assert page.posts or page.outcome or page.gaps or page.listed


@settings(max_examples=100)
@given(platform=st.sampled_from(list(MAIN)), body=st.binary(max_size=300))
def test_junk_is_never_a_page_of_posts(platform: str, body: bytes) -> None:
    page = outcome_of(main(platform), body)

    assert (page.posts, page.next, page.listed) == ((), None, ())
    assert page.outcome in {"page_changed", "blocked", "unclaimed", "no_preview"}


@pytest.fixture(scope="module")
def reader() -> Iterator[PageReader]:
    with PageReader() as made:
        made._worker._seconds = DEADLINE_SECONDS
        yield made


@pytest.mark.parametrize("platform", MAIN)
def test_the_worker_reads_what_the_platform_reads(reader: PageReader, platform: str) -> None:
    case = main(platform)

    assert reader.read(case.capture, case.body) == case.read()


DEADLINE_SECONDS = 1.5  # shorter than the real one, so that the tests are
DEEP = 100_000
TRAPS = {
    "deep lists": b"[" * DEEP + b"]" * DEEP,
    "deep objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "deep markup": b"<div>" * 400_000,
    "many tags": b"<p>" * 500_000,
    "attributes": b"<div " + b" ".join(b"a%d=1" % number for number in range(40_000)) + b">",
    "entities": b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>',
    "a long number": b'[{"id": ' + b"9" * 100_000 + b"}]",
    "many items": b"[" + b'{"a":1},' * 500_000 + b"{}]",
    "many words": b'["' + b"a " * 3_000_000 + b'"]',
}


QUICK = {"mastodon", "jobpage"}  # one that reads JSON and one that reads markup; all others only in long runs
SPRUNG = [
    pytest.param(platform, trap, marks=() if platform in QUICK else pytest.mark.long)
    for platform in MAIN
    for trap in TRAPS
]


@pytest.mark.parametrize(("platform", "trap"), SPRUNG)
def test_a_trap_costs_a_sentence_and_not_the_worker(reader: PageReader, platform: str, trap: str) -> None:
    page = reader.read(main(platform).capture, TRAPS[trap])

    assert page.posts == ()
    assert page.outcome is not None
    assert page.detail


NOTHING = (
    b"null", b"[]", b"{}", b"1", b'"x"', b"[null]", b'{"data": null}', b'{"data": [null]}', b'{"feed": null}',
    b'{"response": null}', b'{"response": {"items": null}}', b'{"statuses": [null]}', b'{"posts": null}',
)  # fmt: skip


@pytest.mark.parametrize("platform", JSON)
@pytest.mark.parametrize("body", NOTHING)
def test_data_that_holds_nothing_is_an_outcome_or_a_refusal(platform: str, body: bytes) -> None:
    try:
        page = PLATFORMS[platform].read(body, main(platform).capture)
    except LurewatchError:
        return
    assert page.posts == ()
