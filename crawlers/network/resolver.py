"""Resolver: names that lead to private or special addresses are refused, whatever the reason they do."""

from __future__ import annotations

from typing import Any

from scrapy.crawler import Crawler
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawlers.network.addresses import is_public

BASE_HOSTS = "LUREWATCH_BASE_HOSTS"  # setting: hosts that a base_url names exactly; they may be private


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver behind a check of each answer."""

    trusted: frozenset[str] = frozenset()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> GuardedResolver:
        """Build the resolver with the hosts that the watchlist trusts."""
        made = super().from_crawler(crawler, reactor)
        made.trusted = frozenset(crawler.settings.getlist(BASE_HOSTS))
        return made

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:  # noqa: N802 - Twisted's name
        """Resolve a name; an address that is not public is no answer."""
        return super().getHostByName(name, timeout).addCallback(self._checked, name)

    def _checked(self, address: str, name: str) -> str:
        if name in self.trusted or is_public(address):
            return address
        raise DNSLookupError(f"{name} leads to {address}, which is not on the public internet")
