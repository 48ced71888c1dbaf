"""TLS: certificates are checked, and the hash of the one that was shown goes into the capture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from posts.home import Home
from tests.crawlers.certified import hash_of, self_signed, served_with
from tests.crawlers.crawling import crawl, job
from tests.crawlers.loopback import Site, channel


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return self_signed(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def site(certificate: Path) -> Iterator[Site]:
    with served_with(certificate, Site({"/s/loker__contoh": channel("loker__contoh", range(1, 4))})) as made:
        yield made


def address(site: Site) -> str:
    return f"https://localhost:{site.port}"


def test_an_unknown_certificate_is_refused_and_nothing_is_asked(home: Home, site: Site) -> None:
    done = crawl(home, [job(address(site), "loker__contoh")])

    visit = done.visit("loker__contoh")
    assert (visit.outcome, visit.detail) == ("unreachable", "its TLS certificate is not valid")
    assert site.asked == []


def test_the_certificate_that_was_shown_is_in_the_capture(
    home: Home, site: Site, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    done = crawl(home, [job(address(site), "loker__contoh")])

    assert done.ids("loker__contoh") == [1, 2, 3]
    assert {capture.certificate for capture in done.captures["loker__contoh"]} == {hash_of(certificate)}
