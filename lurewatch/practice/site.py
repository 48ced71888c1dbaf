"""The site: the scene served on loopback, one visit at a time, by a clock that stands still within a visit."""

from __future__ import annotations

import gzip
import sys
import threading
from collections import Counter
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lurewatch.practice.flyers import flyer
from lurewatch.practice.pages import CLIP, addresses, history, landing
from lurewatch.practice.scene import SceneSource, scene

ROBOTS = b"User-agent: *\nAllow: /\n"
HTML = "text/html; charset=utf-8"
MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"  # the head of a video file, and no more
POLL_SECONDS = 0.05  # how fast the server notices that it shall stop
IDLE_SECONDS = 30  # after which a connection that asks nothing more is closed

Answer = tuple[int, dict[str, str], bytes]


class PracticeServer:
    """Serves the scene of `visit` (1 to 3); `asked` counts the requests of each path."""

    def __init__(self) -> None:
        self.visit = 1
        self.asked: Counter[str] = Counter()
        self._scene = scene()
        self._files = {visit: addresses(self._scene, visit) for visit, _ in enumerate(self._scene.visits, 1)}
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(POLL_SECONDS,), daemon=True)

    @property
    def base_url(self) -> str:
        """The address of the site."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def date(self) -> str:
        """The time of the visit, as the Date header says it."""
        return format_datetime(self._scene.visits[self.visit - 1], usegmt=True)

    def __enter__(self) -> PracticeServer:
        """Start serving."""
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, target: str) -> Answer:
        """Return what the site says to a request."""
        parts = urlsplit(target)
        with self._lock:
            self.asked[parts.path] += 1
        if parts.path == "/robots.txt":
            return 200, {"Content-Type": "text/plain"}, ROBOTS
        if parts.path.startswith("/file/"):
            return _file(self._files[self.visit].get(parts.path))
        return self._page(parts.path, parse_qs(parts.query))

    def _page(self, path: str, query: dict[str, list[str]]) -> Answer:
        is_preview = path.startswith("/s/")
        name = path.removeprefix("/s/" if is_preview else "/")
        source = self._scene.source(name) or _unclaimed(name)
        if self.visit in source.down_on:
            return 503, {"Content-Type": "text/plain"}, b"upstream failed"
        if not is_preview:
            return 200, {"Content-Type": HTML}, landing(source, self.base_url).encode()
        if source.kind != "channel":
            return 302, {"Location": f"{self.base_url}/{source.name}"}, b""
        before = query.get("before", [""])[0]
        number = int(before) if before.isdigit() else None
        text = history(self._scene, source, self.visit, number, self.base_url)
        return 200, {"Content-Type": HTML}, text.encode()


def _file(name: str | None) -> Answer:
    """Return a file by its name, None for an address that never was or has expired with its visit."""
    if name == CLIP:
        return 200, {"Content-Type": "video/mp4"}, MP4
    picture = flyer(name) if name else None
    return (200, {"Content-Type": "image/png"}, picture) if picture else (404, {}, b"")


def _unclaimed(name: str) -> SceneSource:
    return SceneSource(name=name, title="", about="", members="", markup=2026, posts=(), kind="unclaimed")


class _Server(ThreadingHTTPServer):
    """A server that takes it in its stride when the other side hangs up."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


def _handler(server: PracticeServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = IDLE_SECONDS

        def do_GET(self) -> None:
            status, headers, body = server.answer(self.path)
            if headers.get("Content-Type") == HTML and "gzip" in self.headers.get("Accept-Encoding", ""):
                headers["Content-Encoding"], body = "gzip", gzip.compress(body, mtime=0)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def version_string(self) -> str:
            return "practice"

        def date_time_string(self, timestamp: float | None = None) -> str:
            return server.date

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the server's own name
            """Say nothing: stderr belongs to refusals."""

    return Handler
