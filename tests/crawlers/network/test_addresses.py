"""Addresses: which hosts may be asked; every other spelling of them, and every private address, is refused."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.network.addresses import allowed, is_public
from crawlers.platforms import telegram_web
from tests.crawlers.network.spellings import SPELLINGS

PLATFORM = allowed({*telegram_web.HOSTS, *telegram_web.MEDIA_HOSTS}, None)
MIRROR = allowed(telegram_web.HOSTS, "http://127.0.0.1:9000")


@pytest.mark.parametrize(
    "address",
    ["149.154.167.99", "8.8.8.8", "2001:67c:4e8:f004::9", "2606:4700::1111", "::ffff:8.8.8.8", "1.1.1.1"],
)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.1.2.3",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "198.18.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::8.8.8.8",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "localhost",
        "",
        "127.1",
        "0x7f000001",
        "2130706433",
    ],
)
def test_private_special_and_transition_addresses_are_not(address: str) -> None:
    assert not is_public(address)


@given(address=st.ip_addresses(v=4))
def test_a_mapped_address_is_judged_like_its_own(address: ipaddress.IPv4Address) -> None:
    assert is_public(f"::ffff:{address}") == is_public(str(address))


@pytest.mark.parametrize(
    "url",
    [
        "https://t.me/s/loker__contoh",
        "https://t.me/s/loker__contoh?before=7",
        "https://T.ME/s/x",
        "https://t.me:443/x",
        "https://cdn4.telesco.pe/file/a.jpg",
        "https://cdn4.cdn-telegram.org/file/a.jpg",
        "https://telegram.org/img/a.png",
        "https://telegram.me/x",
    ],
)
def test_the_platform_s_own_hosts_may_be_asked(url: str) -> None:
    assert PLATFORM.takes(url)


OTHERS = [
    "http://t.me/s/x",
    "https://t.me:8443/s/x",
    "https://t.me.evil.example.org/",
    "https://evil.example.org/t.me",
    "https://evilt.me/",
    "https://xtelesco.pe/",
    "https://t.me@evil.example.org/",
    "https://evil.example.org@t.me/",
    "https://user:word@t.me/",
    "https://t.me\\@evil.example.org/",
    "https://evil.example.org\\@t.me/",
    "https://evil.example.org#t.me",
    "https://evil.example.org?t.me",
    "https://t.me./",
    "https://ｔ.me/",
    "https://t。me/",
    "https://127.0.0.1/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://0177.0.0.1/",
    "https://127.1/",
    "https://0/",
    "https://localhost/",
    "https://①②⑦.⓪.⓪.①/",
    "https://[/",
    "https://t.me:99999/",
    "https://t.me:x/",
    "https:///t.me",
    "https:t.me",
    "//t.me/x",
    "t.me/x",
    "file:///etc/passwd",
    "data:image/png;base64,aaaa",
    "ftp://t.me/x",
    "javascript:alert(1)",
    "",
    " https://t.me/",
]


def test_there_are_a_hundred_spellings_and_more() -> None:
    assert len(set(SPELLINGS)) > 100


@pytest.mark.parametrize("url", [*OTHERS, *SPELLINGS])
def test_every_other_spelling_is_refused(url: str) -> None:
    assert not PLATFORM.takes(url)
    assert not MIRROR.takes(url)


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("http://127.0.0.1:9000/s/x?before=1", True),
        ("http://127.0.0.1:9000/file/a.jpg", True),
        ("https://127.0.0.1:9000/", False),
        ("http://127.0.0.1:9001/", False),
        ("http://127.0.0.1/", False),
        ("http://localhost:9000/", False),
        ("http://[::1]:9000/", False),
        ("http://x@127.0.0.1:9000/", False),
        ("https://t.me/s/x", False),
    ],
)
def test_with_a_base_url_only_that_may_be_asked(url: str, may: bool) -> None:
    assert MIRROR.takes(url) is may


def test_a_base_url_without_a_port_has_its_scheme_s_own() -> None:
    mirror = allowed((), "https://mirror.example.org")

    assert mirror.takes("https://mirror.example.org:443/s/x")
    assert not mirror.takes("http://mirror.example.org/s/x")
    assert not mirror.takes("https://sub.mirror.example.org/")
