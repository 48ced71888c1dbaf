"""Any public page as one post: all that a reader sees, and what its head says of author and time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawlers.plain_page import read
from posts.capture import Capture
from tests.conftest import make_capture

PAGE = """<html><head><title>Customer service</title><meta property="og:site_name" content="Portal Kerja">
<meta property="article:published_time" content="2026-01-04T10:00:00+07:00">
<meta property="og:image" content="https://jobs.example.org/flyer.png"></head>
<body><h1>Customer service</h1><p>Poipet, 1,500 USD.</p><script>var hidden = 1</script>
<a href="/apply">Lamar</a></body></html>"""


def capture() -> Capture:
    url = "https://jobs.example.org/ad/7"
    return make_capture(source=None, url=url, final_url=url)


def test_a_page_is_one_post_with_the_words_that_a_reader_sees() -> None:
    page = read(PAGE.encode(), capture())

    (post,) = page.posts
    assert (post.platform, post.source, post.via) == ("web", "web:jobs.example.org", "url_request")
    assert "Poipet, 1,500 USD." in post.text
    assert "hidden" not in post.text
    assert post.author.name == "Portal Kerja"
    assert post.posted_at == datetime(2026, 1, 4, 3, 0, tzinfo=UTC)
    assert post.links == ("https://jobs.example.org/apply",)
    assert [media.url for media in post.media] == ["https://jobs.example.org/flyer.png"]
    assert post.url == "https://jobs.example.org/ad/7"
    assert post.id.startswith("p1_")


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("<html><body></body></html>", "page_changed"),
        ("<html><body><script>load()</script></body></html>", "page_changed"),
        ("<html><title>Just a moment...</title><p>Wait</p></html>", "blocked"),
        ('<html><form><input type="password"></form><p>Hello</p></html>', "blocked"),
    ],
)
def test_what_shows_no_words_or_a_wall_is_no_post(body: str, outcome: str) -> None:
    page = read(body.encode(), capture())

    assert (page.posts, page.outcome) == ((), outcome)
    assert page.detail
