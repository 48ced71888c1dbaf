"""Crawls of boards, forums and portals on loopback: lists lead to pages, what is known is not asked for again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from posts.home import Home
from posts.post import PREVIEW
from tests.crawlers.loopback import Route, Site, answer
from tests.crawlers.platforms.cases import Case
from tests.crawlers.platforms.sites import Crawls, as_json, asked

JOB = "p1_4fihxwi4wx432e7lazmliegove"  # the post of jobs.example.org/lowongan/cs-poipet-901
BOARD = {"selectors": {"list": "ul.jobs a.job", "next": "a.next"}}


def page(platform: str, name: str) -> bytes:
    return answer(Case(platform, name).body, content_type="text/html")


def jobs(crawls: Crawls) -> None:
    empty = page("jobpage", "list_changed")
    pages: dict[str, Route] = {
        "/kamboja": page("jobpage", "list_declared"),
        "/kamboja?page=2": empty,
        "/lowongan/cs-poipet-901": page("jobpage", "json_ld"),
        "/lowongan/admin-902": page("jobpage", "json_ld_loose"),
    }
    crawls.add("jobs", "jobpage", "jobs.example.org/kamboja", pages, **BOARD)
    crawls.add("jobs known", "jobpage", "jobs.example.org/kamboja?lagi=1", {}, known_posts=frozenset({JOB}), **BOARD)
    crawls.add("job gone", "jobpage", "jobs.example.org/setengah", half_gone(), selectors={"list": "a.job"})
    search: dict[str, Route] = {
        "/kamboja-jobs": page("jobstreet", "search_page_2").replace(b'"totalCount": 6', b'"totalCount": 3'),
        **{f"/job/8005550{number}": page("jobstreet", "job") for number in (1, 2, 3)},
    }
    crawls.add("search", "jobstreet", "id.jobstreet.com/kamboja-jobs", search)


def half_gone() -> dict[str, Route]:
    links = "".join(f'<a class="job" href="/s/{number}">Lowongan {number}</a>' for number in (1, 2, 3))
    there = page("jobpage", "json_ld")
    return {"/setengah": answer(f"<html><body>{links}</body></html>"), "/s/1": there, "/s/2": there}


def portals(crawls: Crawls) -> None:
    name = "bongthom.com/dua.html"
    links = '<a href="/job_detail/operator_1.html">x</a><a href="/job_detail/operator_2.html">y</a>' * 2
    one = page("cambodia_jobs", "bongthom_job")
    many = "".join(f'<a href="/job_detail/operator_{number}.html">Operator {number}</a>' for number in (1, 2, 3))
    routes: dict[str, Route] = {"/dua.html": answer(f"<html><main>{links}{many}</main></html>")}
    routes |= {f"/job_detail/operator_{number}.html": one for number in (1, 2, 3)}
    crawls.add("portal", "cambodia_jobs", name, routes)


def forums(crawls: Crawls) -> None:
    topic = json.loads(Case("discourse", "topic").body)
    last = json.loads(Case("discourse", "topic_last_page").body)
    routes: dict[str, Route] = {
        "/c/kerja/5/l/latest.json": lambda target: as_json(_topics(target)),
        "/t/71.json": lambda target: as_json(last if asked(target, "page") else topic),
        "/t/72.json": as_json(topic | {"post_stream": {"posts": [], "stream": []}}),
        "/posts.json": lambda target: as_json(_newest(target)),
    }
    crawls.add("category", "discourse", "forum.example.org/c/kerja/5", routes)
    crawls.add("category same", "discourse", "forum.example.org/c/kerja/5", {}, known_highest=1_767_607_200_000)
    crawls.add("forum", "discourse", "forum.example.org", {})
    threads: dict[str, Route] = {
        "/f": page("board", "tieba_list"),
        "/f?kw=contoh&ie=utf-8&pn=50": page("board", "tieba_list_past_the_end"),
        **{f"/p/80055500{number}": page("board", "tieba_thread") for number in (0, 1, 2)},
        "/p/800555001?pn=2": page("board", "tieba_thread"),
    }
    crawls.add("tieba", "board", "tieba.baidu.com/f?kw=contoh", threads)


def _topics(target: str) -> Any:
    found = json.loads(Case("discourse", "topic_list").body)
    return found if asked(target, "page") is None else {"topic_list": {"topics": []}}


def _newest(target: str) -> Any:
    found = json.loads(Case("discourse", "newest_posts").body)
    return found if asked(target, "before") is None else {"latest_posts": []}


def apis(crawls: Crawls, key_file: Path) -> None:
    feed = json.loads(Case("bluesky", "author_feed").body)
    wall = json.loads(Case("vk", "wall").body)
    wall["response"]["count"] = 6
    routes: dict[str, Route] = {
        "/xrpc/app.bsky.feed.getAuthorFeed": lambda target: as_json({"feed": []} if asked(target, "cursor") else feed),
        "/method/wall.get": as_json(wall),
        "/r/lokercontoh/new": lambda target: page(
            "reddit", "older_empty" if asked(target, "after") else "subreddit_new"
        ),
    }
    crawls.add("bluesky", "bluesky", "loker-contoh.example.org", routes)
    crawls.add("vk", "vk", "loker__contoh", {}, key_file=str(key_file))
    crawls.add("reddit", "reddit", "r/lokercontoh", {}, key_file=str(key_file))


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawls]:
    folder = tmp_path_factory.mktemp("listed")
    home = Home(folder / "home")
    home.make()
    (folder / "key").write_text("kunci-0123456789", encoding="ascii")
    (folder / "key").chmod(0o600)
    crawls = Crawls()
    jobs(crawls)
    portals(crawls)
    forums(crawls)
    apis(crawls, folder / "key")
    away = {"/pindah.xml": answer(status=302, location="http://127.0.0.1:1/rahasia")}
    crawls.add("redirected", "feed", "loker.example.org/pindah.xml", away)
    with Site(crawls.routes) as site:
        crawls.run(home, site.base_url)
        yield crawls


@pytest.mark.parametrize(
    ("word", "outcome", "posts", "pages"),
    [
        ("jobs known", "page_changed", 2, 3),
        ("portal", "posts", 3, 4),
        ("category", "posts", 7, 6),
        ("category same", "nothing_new", 3, 1),
        ("forum", "posts", 4, 2),
        ("tieba", "posts", 4, 6),
        ("bluesky", "posts", 7, 2),
        ("vk", "posts", 6, 1),
        ("reddit", "posts", 9, 2),
    ],
)
def test_a_visit_reads_what_its_source_leads_to(done: Crawls, word: str, outcome: str, posts: int, pages: int) -> None:
    visit = done.visit(word)

    assert (visit.outcome, visit.posts, visit.page_requests) == (outcome, posts, pages), visit.detail


def test_jobs_are_taken_from_their_own_pages(done: Crawls) -> None:
    assert done.visit("jobs").posts == 2
    assert [PREVIEW in post.labels for post in done.posts("jobs")] == [False, False]
    assert [PREVIEW in post.labels for post in done.posts("search")].count(False) == 1


def test_a_job_whose_page_is_gone_is_kept_as_its_list_shows_it(done: Crawls) -> None:
    found = {post.native_id: PREVIEW in post.labels for post in done.posts("job gone")}

    assert found == {"jobs.example.org/s:1": False, "jobs.example.org/s:2": False, "jobs.example.org/s:3": True}
    assert [gap.kind for gap in done.gaps("job gone")] == ["page"]


def test_a_redirect_to_another_place_is_never_followed(done: Crawls) -> None:
    visit = done.visit("redirected")

    assert (visit.outcome, visit.posts) == ("blocked", 0)
    assert "is not a host of this source" in (visit.detail or "")
