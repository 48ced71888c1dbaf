"""The resolver: a name that leads to a private address is no answer, unless the watchlist names that host itself."""

from __future__ import annotations

from typing import Any, cast

import pytest
from scrapy.resolver import CachingThreadedResolver
from scrapy.settings import Settings
from twisted.internet.defer import Deferred, succeed
from twisted.internet.error import DNSLookupError

from crawlers.network.resolver import BASE_HOSTS, GuardedResolver

ANSWERS = {
    "public.example.org": "149.154.167.99",
    "inside.example.org": "10.0.0.1",
    "rebinding.example.org": "127.0.0.1",
    "metadata.example.org": "169.254.169.254",
    "mirror.example.org": "192.168.1.20",
}


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> GuardedResolver:
    def lookup(_: object, name: str, timeout: object = ()) -> Deferred[str]:
        return succeed(ANSWERS[name])

    monkeypatch.setattr(CachingThreadedResolver, "getHostByName", lookup)
    made = GuardedResolver.__new__(GuardedResolver)
    made.trusted = frozenset({"mirror.example.org"})
    return made


def asked(resolver: GuardedResolver, name: str) -> object:
    found: list[object] = []
    resolver.getHostByName(name).addBoth(found.append)
    return getattr(found[0], "value", found[0])


def test_a_public_address_is_an_answer(resolver: GuardedResolver) -> None:
    assert asked(resolver, "public.example.org") == "149.154.167.99"


@pytest.mark.parametrize("name", ["inside.example.org", "rebinding.example.org", "metadata.example.org"])
def test_a_private_address_is_none(resolver: GuardedResolver, name: str) -> None:
    problem = asked(resolver, name)

    assert isinstance(problem, DNSLookupError)
    assert f"{name} leads to {ANSWERS[name]}" in str(problem)


def test_a_host_that_a_base_url_names_may_be_private(resolver: GuardedResolver) -> None:
    assert asked(resolver, "mirror.example.org") == "192.168.1.20"


def test_the_trusted_hosts_come_from_the_settings() -> None:
    class Crawling:
        settings = Settings({BASE_HOSTS: ["mirror.example.org"], "DNS_TIMEOUT": 1, "DNSCACHE_SIZE": 1})

    made = GuardedResolver.from_crawler(cast("Any", Crawling()), cast("Any", None))

    assert made.trusted == {"mirror.example.org"}
