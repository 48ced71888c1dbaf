"""A server that does what no server should: it drips, bombs, traps, resets, redirects inwards; never twice the same."""

from __future__ import annotations

import gzip
import socketserver
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from types import TracebackType
from urllib.parse import parse_qs, urlsplit

from tests.crawlers.loopback import PER_PAGE, answer, history, message

Pieces = Iterator[bytes]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
DRIP_SECONDS = 0.2  # a byte each: below any timeout between two bytes
ZEROS = bytes(1 << 20)


def dripped_body(_: str) -> Pieces:
    yield HEAD + b"Content-Length: 100000\r\n\r\n"
    while True:
        time.sleep(DRIP_SECONDS)
        yield b"x"


def dripped_head(_: str) -> Pieces:
    yield HEAD
    while True:
        time.sleep(DRIP_SECONDS)
        yield b"X: y\r\n"


def endless_body(_: str) -> Pieces:
    yield HEAD + b"\r\n"
    while True:
        yield ZEROS


def endless_chunks(_: str) -> Pieces:
    yield HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
    while True:
        yield b"100000\r\n" + ZEROS + b"\r\n"


def many_headers(_: str) -> Pieces:
    yield HEAD
    for number in range(0, 200_000, 1000):
        yield b"".join(b"X-Header-%d: value\r\n" % one for one in range(number, number + 1000))
    yield b"Content-Length: 0\r\n\r\n"


def one_long_header(_: str) -> Pieces:
    yield HEAD + b"X-Long: "
    for _number in range(200):
        yield b"y" * 100_000
    yield b"\r\nContent-Length: 0\r\n\r\n"


def packed(coding: str, data: bytes) -> Callable[[str], Pieces]:
    def say(_: str) -> Pieces:
        yield answer(data, content_encoding=coding, content_type="text/html")

    return say


def deflate_bomb() -> bytes:
    engine = zlib.compressobj(9)
    return b"".join(engine.compress(ZEROS) for _ in range(512)) + engine.flush()


def gzip_bomb() -> bytes:
    engine = zlib.compressobj(9, wbits=31)
    return b"".join(engine.compress(ZEROS) for _ in range(1024)) + engine.flush()


def trap(name: str) -> Callable[[str], Pieces]:
    """Return the route of a channel that always has an older page with new numbers on it."""

    def say(target: str) -> Pieces:
        before = int(parse_qs(urlsplit(target).query).get("before", ["900000"])[0])
        numbers = range(before - PER_PAGE, before)
        yield answer(history(name, "".join(message(name, one, "Lowongan") for one in numbers), numbers[0]))

    return say


def maze(name: str) -> Callable[[str], Pieces]:
    """Return the route of a channel whose older pages show the same posts under ever new addresses."""

    def say(target: str) -> Pieces:
        before = int(parse_qs(urlsplit(target).query).get("before", ["900000"])[0])
        yield answer(history(name, message(name, 7, "Lowongan"), before - 1))

    return say


def chain(target: str) -> Pieces:
    """Redirect for ever, each time to another address."""
    step = int(parse_qs(urlsplit(target).query).get("step", ["0"])[0])
    yield answer(status=302, location=f"{urlsplit(target).path}?step={step + 1}")


def away(location: str) -> Callable[[str], Pieces]:
    def say(_: str) -> Pieces:
        yield answer(status=302, location=location)

    return say


def reset(_: str) -> Pieces:
    yield HEAD + b"Content-Length: 5000\r\n\r\n<html>"
    raise ConnectionResetError


def nothing_like_http(_: str) -> Pieces:
    yield b"\x00\x01\x02 220 mail.example.org ESMTP\r\n" * 100


ROUTES: dict[str, Callable[[str], Pieces]] = {
    "drip__body": dripped_body,
    "drip__head": dripped_head,
    "endless__body": endless_body,
    "endless__chunks": endless_chunks,
    "many__headers": many_headers,
    "long__header": one_long_header,
    "bomb__gzip": packed("gzip", gzip_bomb()),
    "bomb__deflate": packed("deflate", deflate_bomb()),
    "bomb__nested": packed("gzip, gzip", gzip.compress(gzip.compress(bytes(64 << 20)))),
    "bomb__brotli": packed("br", b"\x5b\xff\xff\x03" * 400),
    "trap__pages": trap("trap__pages"),
    "maze__pages": maze("maze__pages"),
    "chain__away": chain,
    "reset__midway": reset,
    "no__http": nothing_like_http,
}


class HostileSite:
    """Serves `routes` under /s/NAME; `asked` are the targets in order."""

    def __init__(self, routes: dict[str, Callable[[str], Pieces]]) -> None:
        self.asked: list[str] = []
        self._routes = routes
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def base_url(self) -> str:
        """The address of the site."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def pieces(self, target: str) -> Pieces:
        """Return what is said to a request, piece by piece."""
        self.asked.append(target)
        route = self._routes.get(urlsplit(target).path.removeprefix("/s/"))
        return route(target) if route else iter([answer(status=404)])

    def count(self, name: str) -> int:
        """Return how often a channel was asked for."""
        return sum(urlsplit(target).path == f"/s/{name}" for target in self.asked)

    def __enter__(self) -> HostileSite:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 64


def _handler(site: HostileSite) -> type[socketserver.BaseRequestHandler]:
    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            head = b""
            while b"\r\n\r\n" not in head:
                more = self.request.recv(4096)
                if not more:
                    return
                head += more
            try:
                for piece in site.pieces(head.split(b" ", 2)[1].decode()):
                    self.request.sendall(piece)
            except ConnectionResetError:
                self.request.setsockopt(1, 13, struct.pack("ii", 1, 0))  # SO_LINGER: close with RST
            except OSError:
                return

    return Handler
