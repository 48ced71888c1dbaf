"""The sources of the great crawl: what each one's site says, and what the visit to it knows."""

from __future__ import annotations

import gzip
import threading
from typing import Any

from tests.crawlers.loopback import MISSING, answer, channel, hanging, history, message

FIFTY = range(1, 51)
NEVER = threading.Event()
ODD_HEAD = b"HTTP/1.1 200 Fine  Indeed\r\nx-weird-Case:a  b\r\nSet-Cookie: 1\r\nContent-Length: %d\r\n\r\n"
WALL = "<html><title>Just a moment</title><p>Please solve this CAPTCHA</p></html>"
GROUP = '<html><div class="tgme_page"><div class="tgme_page_extra">97 members, 4 online</div></div></html>'
FREE = '<html><head><meta name="robots" content="noindex, nofollow"></head><div class="tgme_page"></div></html>'
ONE = history("any__one", message("any__one", 1, "Lowongan"))


def broken_page(name: str, fault: bytes) -> Any:
    """Return the route of a channel whose second page is a fault."""
    say = channel(name, FIFTY)
    return lambda target: fault if "before=31" in target else say(target)


def looping(name: str) -> bytes:
    return answer(history(name, message(name, 5, "Lowongan"), older=5))


CHANNELS: dict[str, dict[str, Any]] = {  # name: what the visit knows
    "first__visit": {},
    "known__45": {"known_highest": 45},
    "known__25": {"known_highest": 25},
    "known__all": {"known_highest": 50},
    "rest__unread": {"known_highest": 50, "unread_before": 21},
    "rest__later": {"known_highest": 50, "unread_before": 21, "spent_today": 120},
    "look__again": {"known_highest": 50, "revisit": {51: (45, 44), 21: (15,), 9: (8, 3)}},
    "look__later": {"known_highest": 50, "revisit": {21: (15,)}, "spent_today": 120},
    "small__cap": {"pages_per_day": 2},
    "cap__spent": {"spent_today": 200},
}


def in_chunks(body: str) -> bytes:
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + b"".join(
        b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:100].encode(), body[100:].encode(), b"")
    )


ANSWERS: dict[str, Any] = {
    "older__503": broken_page("older__503", answer(status=503)),
    "older__404": broken_page("older__404", answer(status=404)),
    "older__429": broken_page("older__429", answer(status=429)),
    "older__hangs": broken_page("older__hangs", b""),
    "older__wall": broken_page("older__wall", answer(WALL)),
    "only__404": MISSING,
    "only__503": answer(status=503),
    "only__500": answer(status=500),
    "only__403": answer(status=403),
    "only__429": answer(status=429),
    "much__later": answer(status=429, retry_after="86400"),
    "loops__back": looping("loops__back"),
    "wall__200": answer(WALL),
    "grup__obrolan": answer(GROUP),
    "goes__away": answer(status=302, location="https://evil.example.org/s/x"),
    "goes__local": answer(status=302, location="file:///etc/passwd"),
    "goes__nowhere": answer(status=302, location="http://["),
    "goes__round": answer(status=302, location="/s/goes__round"),
    "goes__home": answer(status=302, location="/goes__home"),
    "packed__page": answer(gzip.compress(ONE.encode()), content_encoding="gzip"),
    "packed__bomb": answer(gzip.compress(bytes(64 << 20)), content_encoding="gzip"),
    "other__coding": answer(b"\x0b\x02\x80", content_encoding="br"),
    "too__large": answer(b"x" * (9 << 20)),
    "odd__head": ODD_HEAD % len(ONE) + ONE.encode(),
    "bare__lines": b"HTTP/1.1 200 OK\nServer: bare\nContent-Length: %d\n\n%s" % (len(ONE), ONE.encode()),
    "in__chunks": in_chunks(ONE),
    "cut__short": answer(ONE.encode()[:-30], content_length=str(len(ONE)), connection="close"),
    "dated__page": answer(ONE, date="Mon, 05 Jan 2026 09:59:00 +0700"),
    "badly__dated": answer(ONE, date="Mon, 05 Jan 99999 00:00:00 GMT"),
    "hangs__up": b"",
    "hangs__on": hanging(NEVER),
}
