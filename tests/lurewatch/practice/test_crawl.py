"""The crawlers read the practice site: `read` gives exactly the scene's posts, and the real spiders every visit."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from crawlers.collect import collect
from crawlers.job import Job, Operator
from crawlers.platforms.telegram_web import read
from crawlers.watchlist import load_watchlist
from lurewatch.practice.pages import PER_PAGE, address, history, landing
from lurewatch.practice.scene import Scene, ScenePost, SceneSource, scene
from lurewatch.practice.site import PracticeServer
from posts.home import Home
from posts.post import Media, Post, Repost
from tests.conftest import make_capture

BASE = "http://127.0.0.1:9000"
SCENE: Scene = scene()
CHANNELS = [source for source in SCENE.sources if source.kind == "channel"]


def read_page(source: SceneSource, visit: int) -> tuple[Post, ...]:
    url = f"{BASE}/s/{source.name}"
    body = history(SCENE, source, visit, None, BASE).encode()
    return read(body, make_capture(source=source.key, url=url, final_url=url)).posts


def kinds(post: ScenePost) -> list[tuple[str, str]]:
    """Return kind and role of each media that the preview shows."""
    own = [("image", "post")] * len(post.media)
    video = [("video", "post"), ("image", "poster")] if post.video else []
    preview = [("image", "preview")] if post.preview else []
    return [*own, *video, *preview, *([("other", "post")] if post.unsupported else [])]


def pictures(media: tuple[Media, ...]) -> list[str]:
    return [one.url or "" for one in media if one.kind == "image"]


@pytest.mark.parametrize("visit", [1, 2, 3])
@pytest.mark.parametrize("source", CHANNELS, ids=lambda source: source.name)
def test_reading_a_page_gives_exactly_the_scenes_posts(source: SceneSource, visit: int) -> None:
    expected = SCENE.shown(source, visit)[-PER_PAGE:]

    posts = read_page(source, visit)

    assert [post.native_id for post in posts] == [source.native_id(one) for one in expected]
    for post, one in zip(posts, expected, strict=True):
        assert post.text == one.text_at(visit)
        assert post.posted_at == one.at
        assert post.author.handle == source.name
        assert (post.author.name, post.author.bio) == (source.title, source.about)
        assert post.labels == (("service",) if one.service else ("edited",) if one.is_edited(visit) else ())
        assert {name: count.raw for name, count in post.counts.items() if name == "views"} == (
            {} if one.service else {"views": one.views_at(visit)}
        )
        assert [(media.kind, media.role) for media in post.media] == kinds(one)
        assert pictures(post.media) == [
            BASE + address(source, one, order, visit) for order, _ in enumerate(one.pictures())
        ]
        assert post.album == (source.native_id(one) if len(one.media) > 1 else None)
        assert post.signature == one.signature
        assert post.reply_to == (f"{source.name}/{one.reply_to}" if one.reply_to else None)
        assert post.repost_of == repost(one)


def repost(one: ScenePost) -> Repost | None:
    if one.forwarded is None:
        return None
    native_id = one.forwarded.url.removeprefix("https://t.me/")
    return Repost(name=one.forwarded.name, url=one.forwarded.url, native_id=native_id)


OUTCOMES = [
    ("loker__kamboja", "no_preview", "channel"),
    ("tutup__pratinjau", "no_preview", "channel"),
    ("grup__obrolan", "no_preview", "group"),
    ("belum__ada", "unclaimed", "nobody has this name"),
]


@pytest.mark.parametrize(("name", "outcome", "detail"), OUTCOMES)
def test_a_landing_page_has_its_typed_outcome(name: str, outcome: str, detail: str) -> None:
    source = next(one for one in SCENE.sources if one.name == name)

    page = read(landing(source, BASE).encode(), make_capture(url=f"{BASE}/{name}"))

    assert (page.outcome, page.detail) == (outcome, detail)


def visit_all(home: Home, folder: Path, site: PracticeServer, known: dict[str, int], now: datetime) -> dict[str, str]:
    """Collect every source once and return "outcome posts" by source; what was found is known afterwards."""
    path = folder / "watchlist.toml"
    path.write_text(SCENE.watchlist(site.base_url), encoding="utf-8")
    jobs = [Job(source=source, known_highest=known.get(source.key)) for source in load_watchlist(path)]
    visits = collect(jobs, home, Operator(), now=now).visits
    known |= {visit.source: int(visit.last_id) for visit in visits if visit.last_id}
    return {visit.source.removeprefix("telegram_web:"): f"{visit.outcome} {visit.posts}" for visit in visits}


NAMES = [source.name for source in SCENE.sources]
YIELD = {  # outcome and number of posts read, in the order of the scene's sources
    1: "posts 4|posts 4|posts 26|posts 1|posts 1|posts 4|posts 1|posts 3|posts 2",
    2: "posts 5|nothing_new 3|posts 20|posts 2|unreachable 0|posts 6|nothing_new 1|posts 4|posts 3",
    3: "posts 7|posts 5|posts 20|nothing_new 2|posts 3|nothing_new 6|posts 3|nothing_new 4|posts 4",
}
WITHOUT_POSTS = ["no_preview 0", "no_preview 0", "unclaimed 0"]


def test_the_real_spiders_bring_home_all_three_visits(home: Home, tmp_path: Path) -> None:
    known: dict[str, int] = {}
    brought = {}
    with PracticeServer() as site:
        for visit, now in enumerate(SCENE.visits, 1):
            site.visit = visit
            brought[visit] = visit_all(home, tmp_path, site, known, now)

    assert brought == {
        visit: dict(zip(NAMES, [*line.split("|"), *WITHOUT_POSTS], strict=True)) for visit, line in YIELD.items()
    }
    assert len(list(home.media.glob("*/*"))) == len(
        {name for source in CHANNELS for post in source.posts for name in post.pictures()}
    )
