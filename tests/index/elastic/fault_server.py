"""A small Elasticsearch that misbehaves as told: it keeps entries by external version and plays one fault a request."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HEALTHY: dict[str, Any] = {"failed": 0, "total": 1}


class Faults:
    """What the server holds, what it was asked, and the faults that wait for the next bulk and search requests."""

    def __init__(self) -> None:
        self.entries: dict[str, dict[str, Any]] = {}
        self.bulk: list[str] = []
        self.search: list[dict[str, Any]] = []
        self.poison: set[str] = set()
        self.most_items = 10_000
        self.requests = 0
        self.sizes: list[int] = []
        self.url = ""
        self.credentials: list[str | None] = []

    def take(self, head: dict[str, Any], entry: dict[str, Any]) -> dict[str, Any]:
        post, version = head["_id"], head["version"]
        known = self.entries.get(post)
        if post in self.poison and "reason" not in entry:
            error = {"type": "document_parsing_exception", "reason": "failed to parse field [exact]: [secret words]"}
            return {"index": {"_id": post, "status": 400, "error": error}}
        if known is not None and known["seq"] >= version:
            return {"index": {"_id": post, "status": 409, "error": {"type": "version_conflict_engine_exception"}}}
        self.entries[post] = entry
        return {"index": {"_id": post, "status": 201}}


class _Handler(BaseHTTPRequestHandler):
    faults: Faults
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._route(b"")

    def do_POST(self) -> None:
        self._route(self.rfile.read(int(self.headers.get("content-length", 0))))

    def _route(self, body: bytes) -> None:
        self.faults.credentials.append(self.headers.get("authorization"))
        if self.path.endswith("/_bulk"):
            self._bulk(body)
        elif "/_search" in self.path:
            self._search()
        elif "/_doc/cursor" in self.path:
            entry = self.faults.entries.get("cursor")
            self._reply(200 if entry else 404, {"_source": entry} if entry else {})
        elif self.path.endswith("/_mapping"):
            from index.elastic.mapping import RECIPE

            self._reply(200, {"x-1": {"mappings": {"_meta": {"recipe": RECIPE}}}})
        else:
            self._reply(200, {})

    def _bulk(self, body: bytes) -> None:
        faults = self.faults
        faults.requests += 1
        lines = [json.loads(line) for line in body.splitlines()]
        pairs = [(lines[at]["index"], lines[at + 1]) for at in range(0, len(lines), 2)]
        faults.sizes.append(len(pairs))
        fault = faults.bulk.pop(0) if faults.bulk else ""
        if fault.isdigit():
            self._reply(int(fault), {"error": {"type": "fault", "reason": fault}})
        elif len(pairs) > faults.most_items:
            self._reply(413, {})
        else:
            self._taken(fault, [faults.take(*pair) if fault != "busy items" else _busy(pair[0]) for pair in pairs])

    def _taken(self, fault: str, items: list[dict[str, Any]]) -> None:
        if fault == "lost reply":
            self.close_connection = True
            self.connection.close()
            return
        if fault == "short":
            items = items[:-1]
        elif fault == "wrong order":
            items = items[::-1]
        self._reply(200, {"errors": True, "items": items}, cut=fault == "cut")

    def _search(self) -> None:
        fault = self.faults.search.pop(0) if self.faults.search else {}
        cursor = self.faults.entries.get("cursor", {}).get("seq")
        entries = {"cursor": {"value": cursor}, "refused": {"doc_count": 0}}
        answer = {
            "_shards": HEALTHY,
            "timed_out": False,
            "hits": {"total": {"value": 0}, "hits": []},
            "aggregations": {"entries": entries},
        }
        self._reply(fault.pop("status", 200), answer | fault)

    def _reply(self, status: int, body: dict[str, Any], *, cut: bool = False) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header("content-type", "application/json")
        data = data[: len(data) // 2] if cut else data
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_arguments: object) -> None:
        pass


def _busy(head: dict[str, Any]) -> dict[str, Any]:
    return {"index": {"_id": head["_id"], "status": 429, "error": {"type": "es_rejected_execution_exception"}}}


@contextmanager
def serving() -> Iterator[Faults]:
    """Run the server on loopback."""
    faults = Faults()
    handler = type("Handler", (_Handler,), {"faults": faults})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    faults.url = f"http://127.0.0.1:{server.server_port}"
    yield faults
    server.shutdown()
    server.server_close()
    thread.join()
