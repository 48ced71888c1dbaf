"""What the address of one post means."""

from __future__ import annotations

import pytest

from crawlers.asked import Asked, asked_for, platform_at
from posts.errors import InputError

NEWEST = "https://t.me/s/loker__contoh"


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://t.me/loker__contoh/12", Asked("telegram_web", f"{NEWEST}?before=13", "loker__contoh/12")),
        ("http://t.me/s/Loker__Contoh/12?single", Asked("telegram_web", f"{NEWEST}?before=13", "loker__contoh/12")),
        ("https://t.me/loker__contoh", Asked("telegram_web", NEWEST)),
        ("https://t.me/c/123/4/5", Asked("web", "https://t.me/c/123/4/5")),
        ("https://t.me/+AbCdEf", Asked("web", "https://t.me/+AbCdEf")),
        ("https://jobs.example.org/ad/7?x=1#apply", Asked("web", "https://jobs.example.org/ad/7?x=1")),
        (
            "https://bsky.app/profile/loker-contoh.example.org/post/3lowongan",
            Asked(
                "bluesky",
                "https://public.api.bsky.app/xrpc/app.bsky.feed.getPostThread"
                "?uri=at%3A//loker-contoh.example.org/app.bsky.feed.post/3lowongan&depth=0",
            ),
        ),
        ("https://bsky.app/profile/a.example.org", Asked("web", "https://bsky.app/profile/a.example.org")),
        (
            "https://id.jobstreet.com/job/80055501?ref=x",
            Asked("jobstreet", "https://id.jobstreet.com/job/80055501?ref=x"),
        ),
        ("https://www.camhr.com/a/job/8055501", Asked("cambodia_jobs", "https://www.camhr.com/a/job/8055501")),
        ("https://notjobstreet.com/job/1", Asked("web", "https://notjobstreet.com/job/1")),
        ("http://jobs.example.org", Asked("web", "https://jobs.example.org/")),
    ],
)
def test_an_address_says_who_reads_which_page(url: str, asked: Asked) -> None:
    found = asked_for(url)

    assert (found.platform, found.native_id) == (asked.platform, asked.native_id)
    assert found.page in {asked.page, asked.page.replace("//t.me", "//telegram.me")}


def test_a_mirror_is_asked_for_the_same_page() -> None:
    base = "http://127.0.0.1:9000"

    assert asked_for("https://t.me/loker__contoh/12", base).page == f"{base}/s/loker__contoh?before=13"
    assert asked_for("https://jobs.example.org/ad/7", base).page == f"{base}/ad/7"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/a",
        "file:///etc/passwd",
        "example.org/a",
        "https://",
        "https://[",
        "https://user@example.org/",
        "https://example.org:22/",
        "https://example.org:x/",
        "https://example.org/a b",
        "https://example.org/\x00",
        f"https://example.org/{'a' * 3000}",
    ],
)
def test_what_is_no_public_web_address_is_refused(url: str) -> None:
    with pytest.raises(InputError, match="is no public web address"):
        asked_for(url)


def test_a_host_belongs_to_one_platform_or_to_none() -> None:
    assert platform_at("https://www.t.me/x") == "telegram_web"
    assert platform_at("https://t.me.example.org/x") == "web"
    assert platform_at(None) == "web"
