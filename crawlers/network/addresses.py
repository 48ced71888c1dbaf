"""Addresses: which hosts and IP addresses may be asked at all.

Python's own `is_global` calls NAT64, 6to4, IPv4-compatible and site-local ranges global (measured, reliability 2.1).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

FORBIDDEN = tuple(
    ipaddress.ip_network(text)
    for text in (
        "::/96",  # IPv4-compatible
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",
        "2002::/16",  # 6to4
        "2001::/32",  # Teredo
        "fec0::/10",  # site-local
        "3fff::/20",  # documentation, later than Python's own table
        "5f00::/16",  # segment routing
        "ff00::/8",
        "192.88.99.0/24",  # 6to4 relays
        "224.0.0.0/4",
        "240.0.0.0/4",
        "100.64.0.0/10",
    )
)
HOST_SIGNS = frozenset("-._:")  # beside letters and digits; what is escaped in a host is read differently by parsers
PORTS = {"http": 80, "https": 443}


def is_public(address: str) -> bool:
    """Say whether an IP address belongs to the public internet."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        return is_public(str(ip.ipv4_mapped))
    return ip.is_global and not any(ip in network for network in FORBIDDEN if network.version == ip.version)


@dataclass(frozen=True, slots=True)
class Allowed:
    """What one source may be asked: its platform's own hosts over https, or exactly its base URL."""

    hosts: tuple[str, ...]
    base_url: str | None

    def takes(self, url: str) -> bool:
        """Say whether an address may be requested."""
        place = _place(url)
        if place is None:
            return False
        if self.base_url is not None:
            return place == _place(self.base_url)
        scheme, host, port = place
        return scheme == "https" and port == PORTS["https"] and self._is_own(host)

    def _is_own(self, host: str) -> bool:
        return any(host == own or host.endswith(f".{own}") for own in self.hosts)


def _place(url: str) -> tuple[str, str, int] | None:
    """Return scheme, host and port of a web address; None for what parsers may read differently."""
    try:
        parts = urlsplit(url)
        port = PORTS.get(parts.scheme) if parts.port is None else parts.port
    except ValueError:
        return None
    host = parts.hostname or ""
    is_plain = bool(host) and "@" not in parts.netloc and not any(char <= " " for char in url)
    is_plain = is_plain and host.isascii() and all(char.isalnum() or char in HOST_SIGNS for char in host)
    return (parts.scheme, host, port) if is_plain and port is not None else None


def allowed(hosts: Iterable[str], base_url: str | None) -> Allowed:
    """Return what may be asked for hosts, or only the base URL where one is set."""
    return Allowed(tuple(sorted(hosts)), base_url)
