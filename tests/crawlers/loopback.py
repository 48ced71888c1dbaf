"""A site on loopback that says exactly the bytes it is told to, and remembers what it was asked."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from urllib.parse import parse_qs, urlsplit

PER_PAGE = 20
MISSING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


def answer(body: bytes | str = b"", status: int = 200, **headers: str) -> bytes:
    """Return a whole HTTP answer; `content_type="x"` becomes the header Content-Type."""
    data = body.encode() if isinstance(body, str) else body
    named = {"content_length": str(len(data)), **headers}
    lines = [f"{name.replace('_', '-').title()}: {value}" for name, value in named.items()]
    return f"HTTP/1.1 {status} Said\r\n{''.join(line + chr(13) + chr(10) for line in lines)}\r\n".encode() + data


def message(name: str, number: int, text: str, inner: str = "") -> str:
    """Return one message in the preview's markup."""
    return (
        f'<div class="tgme_widget_message_wrap js-widget_message_wrap">'
        f'<div class="tgme_widget_message js-widget_message" data-post="{name}/{number}">{inner}'
        f'<div class="tgme_widget_message_text js-message_text" dir="auto">{text}</div>'
        f'<div class="tgme_widget_message_footer"><span class="tgme_widget_message_views">1.2K</span>'
        f'<a class="tgme_widget_message_date" href="https://t.me/{name}/{number}">'
        f'<time datetime="2026-01-05T03:00:00+00:00" class="time">03:00</time></a></div></div></div>'
    )


def photo(url: str) -> str:
    """Return a photo part."""
    return f'<a class="tgme_widget_message_photo_wrap" style="background-image:url(\'{url}\')"></a>'


def history(name: str, messages: str, older: int | None = None) -> str:
    """Return a page of a channel."""
    more = f'<a href="/s/{name}?before={older}" class="tme_messages_more" data-before="{older}"></a>' if older else ""
    return (
        f'<html><head><title>{name}</title></head><body><div class="tgme_channel_info"><div '
        f'class="tgme_channel_info_header_username"><a>@{name}</a></div></div>'
        f'<section class="tgme_channel_history">{more}{messages}</section></body></html>'
    )


Route = bytes | Callable[[str], bytes]


def channel(name: str, numbers: range, text: str = "Lowongan nomor {}") -> Callable[[str], bytes]:
    """Return the route of a channel that pages back by `before`, as the platform does."""

    def say(target: str) -> bytes:
        before = int(parse_qs(urlsplit(target).query).get("before", ["999999"])[0])
        older = [number for number in numbers if number < before]
        page = older[-PER_PAGE:]
        messages = "".join(message(name, number, text.format(number)) for number in page)
        return answer(history(name, messages, page[0] if len(older) > len(page) else None))

    return say


@dataclass
class Site:
    """Serves routes by path; `asked` are the targets in order, `heads` the requests' heads."""

    routes: dict[str, Route] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    heads: list[bytes] = field(default_factory=list)
    on_request: Callable[[str], None] = lambda _: None

    def __post_init__(self) -> None:
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.server_address[1])

    @property
    def base_url(self) -> str:
        """The address of the site."""
        return f"http://127.0.0.1:{self.port}"

    def count(self, path: str) -> int:
        """Return how often a path was asked for, with whatever query."""
        return sum(urlsplit(target).path == path for target in self.asked)

    def say(self, head: bytes) -> bytes:
        """Return what the site says to a request."""
        target = [*head.split(b" ", 2), b"?"][1].decode("latin-1")  # what is no HTTP is heard too
        self.heads.append(head)
        self.asked.append(target)
        self.on_request(target)
        route = self.routes.get(target, self.routes.get(urlsplit(target).path, MISSING))
        return route(target) if callable(route) else route

    def __enter__(self) -> Site:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 32


def _handler(site: Site) -> type[socketserver.StreamRequestHandler]:
    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            try:
                while head := self._head():
                    said = site.say(head)
                    self.wfile.write(said)
                    if b"content-length:" not in said[:2000].lower() or b"connection: close" in said[:2000].lower():
                        return
            except (ConnectionError, _Hung):
                return

        def _head(self) -> bytes:
            lines = []
            while (line := self.rfile.readline()) not in {b"", b"\r\n"}:
                lines.append(line)
            return b"".join(lines)

    return Handler


class _Hung(Exception):
    pass


def hanging(until: threading.Event) -> Callable[[str], bytes]:
    """Return a route that says nothing until the event is set."""

    def wait(_: str) -> bytes:
        until.wait(60)
        raise _Hung

    return wait
