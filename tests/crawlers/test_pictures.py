"""Pictures of a crawl: fetched once, from the platform's own hosts only, kept by hash, or missing with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from posts import inbox
from posts.home import Home
from posts.identity import sha256_hex
from posts.post import Media
from tests.crawlers.crawling import Crawl, crawl, job
from tests.crawlers.loopback import Site, answer, history, message, photo

JPEG = b"\xff\xd8\xff one picture"
PNG = b"\x89PNG\r\n\x1a\n another"
LARGE = b"\xff\xd8\xff" + bytes(21 << 20)
KNOWN = "ab" * 32


@pytest.fixture(scope="module")
def stack() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


@pytest.fixture(scope="module")
def canary(stack: ExitStack) -> Site:
    return stack.enter_context(Site({"/canary.jpg": answer(JPEG)}))


@pytest.fixture(scope="module")
def site(stack: ExitStack, canary: Site) -> Site:
    made = stack.enter_context(Site())
    own = made.base_url
    shown = {
        1: [f"{own}/a.jpg"],
        2: [f"{own}/a.jpg", f"{own}/b.png"],
        3: [f"{own}/gone.jpg"],
        4: [f"{own}/wall.jpg"],
        5: [f"{own}/large.jpg"],
        6: [f"{own}/forbidden.jpg"],
        7: [f"{own}/moved.jpg"],
        8: [f"{own}/away.jpg"],
        9: [f"{canary.base_url}/canary.jpg"],
        10: ["https://cdn4.telesco.pe/file/x.jpg", "http://[", "data:image/png;base64,aa", "file:///etc/passwd"],
        11: [f"{own}/known.jpg"],
        12: [f"{own}/n{number}.jpg" for number in range(25)],
    }
    messages = "".join(message("foto__foto", n, "", "".join(map(photo, urls))) for n, urls in shown.items())
    made.routes |= {
        "/s/foto__foto": answer(history("foto__foto", messages)),
        "/a.jpg": answer(JPEG),
        "/b.png": answer(PNG, content_type="text/html"),
        "/wall.jpg": answer("<html>wall</html>", content_type="image/jpeg"),
        "/large.jpg": answer(LARGE),
        "/forbidden.jpg": answer(status=403),
        "/moved.jpg": answer(status=302, location="/a.jpg?moved"),
        "/away.jpg": answer(status=302, location=f"{canary.base_url}/canary.jpg"),
        **{f"/n{number}.jpg": answer(JPEG + bytes([number])) for number in range(25)},
    }
    return made


@pytest.fixture(scope="module")
def done(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    home = Home(tmp_path_factory.mktemp("pictures") / "home")
    home.make()
    return crawl(home, [job(site, "foto__foto", known_media={f"{site.base_url}/known.jpg": KNOWN})])


@pytest.fixture(scope="module")
def media(done: Crawl) -> dict[int, tuple[Media, ...]]:
    """Return the media of each post as they came in last."""
    return {int((post.native_id or "").rpartition("/")[2]): post.media for post in done.posts["foto__foto"]}


def test_a_picture_is_kept_by_its_hash_and_names_its_capture(done: Crawl, media: dict[int, tuple[Media, ...]]) -> None:
    (picture,) = media[1]
    captures = {capture.id: capture for capture in done.captures["foto__foto"]}

    digest = sha256_hex(JPEG)
    assert (picture.sha256, picture.mime, picture.bytes, picture.why_missing) == (digest, "image/jpeg", len(JPEG), None)
    assert (done.home.media / digest[:2] / digest).read_bytes() == JPEG
    assert captures[picture.capture or ""].purpose == "media"
    assert done.body(captures[picture.capture or ""]) == JPEG
    assert picture.fetched_at == captures[picture.capture or ""].fetched_at


def test_the_same_address_is_asked_once(site: Site, media: dict[int, tuple[Media, ...]]) -> None:
    assert site.asked.count("/a.jpg") == 1
    assert media[2][0].sha256 == media[1][0].sha256
    assert [one.order for one in media[2]] == [0, 1]


def test_the_type_is_that_of_the_bytes(media: dict[int, tuple[Media, ...]]) -> None:
    assert media[2][1].mime == "image/png"


@pytest.mark.parametrize(
    ("number", "why"),
    [
        (3, "the server answered 404"),
        (4, "no picture of a kind we know"),
        (5, "larger than we take"),
        (6, "the server answered 403"),
        (8, "is not a host of this source's platform"),
        (9, "its host is not on the platform's list"),
    ],
)
def test_a_missing_picture_says_why(media: dict[int, tuple[Media, ...]], number: int, why: str) -> None:
    (picture,) = media[number]

    assert picture.sha256 is None
    assert why in (picture.why_missing or "")


def test_a_picture_that_moved_within_the_platform_is_followed(media: dict[int, tuple[Media, ...]]) -> None:
    assert media[7][0].sha256 == sha256_hex(JPEG)


def test_a_host_that_is_not_the_platform_s_is_never_asked(
    canary: Site, media: dict[int, tuple[Media, ...]], done: Crawl
) -> None:
    assert canary.asked == []
    assert {picture.why_missing for picture in media[10]} == {"its host is not on the platform's list"}
    assert all((capture.final_url or "").startswith("http://127.0.0.1") for capture in done.captures["foto__foto"])


def test_a_picture_that_an_earlier_visit_fetched_is_not_fetched_again(
    site: Site, media: dict[int, tuple[Media, ...]]
) -> None:
    assert site.count("/known.jpg") == 0
    assert (media[11][0].sha256, media[11][0].why_missing) == (KNOWN, None)


def test_no_more_than_twenty_pictures_of_a_post_are_fetched(site: Site, media: dict[int, tuple[Media, ...]]) -> None:
    assert sum(site.count(f"/n{number}.jpg") for number in range(25)) == 20
    assert [one.sha256 is not None for one in media[12]] == [True] * 20 + [False] * 5
    assert media[12][20].why_missing == "more than 20 pictures in one post"


def test_the_posts_are_in_the_inbox_before_their_pictures_are_asked_for(done: Crawl) -> None:
    first, second, _ = done.files

    pending = {media.why_missing for line in first if isinstance(line, inbox.PostLine) for media in line.post.media}
    assert "pending" in pending
    assert [line.post.id for line in first if isinstance(line, inbox.PostLine)] == [
        line.post.id for line in second if isinstance(line, inbox.PostLine)
    ]
    assert not [
        media
        for line in second
        if isinstance(line, inbox.PostLine)
        for media in line.post.media
        if media.why_missing == "pending"
    ]


def test_the_visit_is_whole_though_pictures_are_missing(done: Crawl) -> None:
    assert (done.visit("foto__foto").outcome, done.visit("foto__foto").joined) == ("posts", True)
