"""The site: the scene served on loopback, one visit at a time."""

from __future__ import annotations

import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import parse_qs, urlsplit

from lurewatch.practice.flyers import flyer
from lurewatch.practice.pages import history, landing
from lurewatch.practice.scene import Scene, scene

ROBOTS = b"User-agent: *\nAllow: /\n"

Answer = tuple[int, dict[str, str], bytes]


class PracticeSite:
    """Serves the scene of `visit` (1 to 3); counts what is asked."""

    def __init__(self) -> None:
        self.visit = 1
        self.asked: Counter[str] = Counter()
        self._scene = scene()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def base_url(self) -> str:
        """The address of the site."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> PracticeSite:
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
        self.asked[parts.path] += 1
        if parts.path == "/robots.txt":
            return 200, {"Content-Type": "text/plain"}, ROBOTS
        if parts.path.startswith("/file/"):
            picture = flyer(parts.path.removeprefix("/file/").removesuffix(".png"))
            return (200, {"Content-Type": "image/png"}, picture) if picture else (404, {}, b"")
        return _page(self._scene, parts.path, parse_qs(parts.query), self.visit, self.base_url)


def _page(scene_: Scene, path: str, query: dict[str, list[str]], visit: int, base: str) -> Answer:
    source = scene_.source(path.rpartition("/")[2])
    if source is None:
        return 404, {}, b""
    if visit in source.down_on:
        return 503, {}, b"upstream failed"
    if source.kind != "channel" and path.startswith("/s/"):
        return 302, {"Location": f"/{source.name}"}, b""
    before = query.get("before", [""])[0]
    if source.kind == "channel" and path.startswith("/s/"):
        text = history(scene_, source, visit, int(before) if before.isdigit() else None, base)
    else:
        text = landing(source)
    return 200, {"Content-Type": "text/html; charset=utf-8"}, text.encode()


def _handler(site: PracticeSite) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, headers, body = site.answer(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the server's own name
            """Say nothing: stderr belongs to refusals."""

    return Handler
