"""robots.txt: asked first, obeyed, archived; what cannot be read forbids all (RFC 9309; tests/crawlers/scene.py)."""

from __future__ import annotations

import itertools
import time
from pathlib import Path

import pytest

from crawlers.collect import Pace
from crawlers.job import Job
from crawlers.watchlist import Source
from posts.home import Home
from tests.crawlers.crawling import Crawl, crawl, job
from tests.crawlers.loopback import Route, Site, answer, channel
from tests.crawlers.platforms.cases import Case


def test_what_robots_txt_forbids_is_never_asked_and_its_rules_are_archived(strict: Site, done: Crawl) -> None:
    assert strict.count("/s/kept__out") == 0
    assert strict.count("/s/let__in") == 1
    (rules,) = done.captures["kept__out"]
    assert (rules.purpose, rules.status) == ("robots", 200)
    assert b"Disallow: /s/kept__out" in done.body(rules)


def test_robots_txt_that_cannot_be_read_forbids_everything(ruleless: Site, done: Crawl) -> None:
    assert set(ruleless.asked) == {"/robots.txt"}
    assert {capture.purpose for capture in done.captures["no__rules"]} == {"robots"}


def test_rules_that_nobody_can_read_are_none(done: Crawl) -> None:
    assert done.visit("odd__rules").outcome == "posts"


def test_a_crawl_delay_is_the_least_that_lies_between_two_requests(home: Home) -> None:
    times: list[float] = []
    routes: dict[str, Route] = {
        "/robots.txt": answer("User-agent: *\nCrawl-delay: 0.6\n"),
        "/s/slow__down": channel("slow__down", range(1, 51)),
    }
    with Site(routes, on_request=lambda _: times.append(time.monotonic())) as site:
        done = crawl(home, [job(site, "slow__down")], pace=Pace(delay_seconds=0.05))

    between = [later - earlier for earlier, later in itertools.pairwise(times[1:])]
    assert (done.visit("slow__down").posts, len(between)) == (50, 2)
    assert min(between) > 0.5
    assert done.gaps == {}


def test_an_absurd_crawl_delay_is_told_and_cut(home: Home) -> None:
    rules = answer("User-agent: lurewatch\nCrawl-delay: 86400\n")
    with Site({"/robots.txt": rules, "/s/one__page": channel("one__page", range(1, 9))}) as site:
        done = crawl(home, [job(site, "one__page")], pace=Pace(delay_seconds=0.05))

    assert done.visit("one__page").outcome == "posts"
    (gap,) = done.gaps["one__page"]
    assert (gap.kind, gap.sentence) == (
        "crawl_delay",
        "robots.txt asks for 86400 seconds between two requests; we wait 60",
    )


@pytest.mark.parametrize(("agreement", "outcome"), [(None, "robots"), ("API terms of 2026-03, section 4", "posts")])
def test_an_interface_with_a_key_is_asked_past_robots_txt_only_by_terms_that_the_watchlist_names(
    home: Home, tmp_path: Path, agreement: str | None, outcome: str
) -> None:
    key = tmp_path / "key"
    key.write_text("kunci-rahasia", encoding="utf-8")
    key.chmod(0o600)
    routes = {
        "/robots.txt": answer("User-agent: *\nDisallow: /\n"),
        "/method/wall.get": answer(Case("vk", "wall").body),
    }
    with Site(dict(routes)) as site:
        source = Source(
            platform="vk", name="loker__contoh", base_url=site.base_url, key_file=str(key), agreement=agreement
        )
        done = crawl(home, [Job(source=source)])

    assert done.result.visits[0].outcome == outcome
    assert all(b"kunci" not in head for head in site.heads if b"robots.txt" in head)
