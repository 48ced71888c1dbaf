"""robots.txt: asked first, obeyed, archived; what cannot be read forbids all (RFC 9309; tests/crawlers/scene.py)."""

from __future__ import annotations

from tests.crawlers.crawling import Crawl
from tests.crawlers.loopback import Site


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
