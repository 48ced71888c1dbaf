"""The cluster: one small door to Elasticsearch; what fails is told as EngineError with what to do."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from posts.errors import EngineError, SettingsError
from posts.files import require_private, storage
from posts.post import Record

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

REQUEST_SECONDS = 30  # longer than any search may take, shorter than a person's patience with an ingest
JSON = {"accept": "application/json", "content-type": "application/json"}
LINES = {"accept": "application/json", "content-type": "application/x-ndjson"}
CHECK = "check that the cluster runs, then run: lurewatch doctor"


class ClusterSettings(Record, frozen=True, kw_only=True):
    """Where the cluster is and how to reach it; secrets stand in files of mode 0600, never here."""

    url: str = "http://127.0.0.1:9200"
    ca_file: str | None = None
    api_key_file: str | None = None
    user: str | None = None
    password_file: str | None = None
    prefix: str = "lurewatch"
    shards: int = 1
    replicas: int = 1
    search_seconds: float = 10

    @property
    def is_anonymous(self) -> bool:
        """Whether no credentials are sent."""
        return not (self.api_key_file or self.password_file)

    @property
    def is_on_loopback(self) -> bool:
        """Whether the cluster is on this machine, where nobody else can listen or ask."""
        host = urlsplit(self.url).hostname or ""
        try:
            return host == "localhost" or ipaddress.ip_address(host).is_loopback
        except ValueError:
            return False


@dataclass(frozen=True, slots=True)
class Reply:
    """A status and what came with it."""

    status: int
    body: Any


class Unreached(EngineError):
    """No answer, or one that broke off: the request may have been carried out or not."""


@dataclass(frozen=True)
class Cluster:
    """An open client. `settings` say how indices are made and how long a search may take."""

    settings: ClusterSettings
    client: Elasticsearch = field(repr=False)

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        allowed: Iterable[int] = (),
        seconds: float = REQUEST_SECONDS,
    ) -> Reply:
        """Return the reply; a status of 400 or more that is not allowed raises EngineError."""
        from elasticsearch import ApiError, TransportError

        patient = self.client.options(ignore_status=tuple(allowed), request_timeout=seconds)
        headers = LINES if isinstance(body, list) else JSON
        try:
            reply = patient.perform_request(method, path, headers=headers, body=body)
        except ApiError as problem:
            raise EngineError(f"Elasticsearch refuses: {reason(problem.body)}", CHECK, file=path) from problem
        except TransportError as problem:
            what = f"Elasticsearch does not answer: {type(problem).__name__}"
            raise Unreached(what, CHECK, file=self.settings.url) from problem
        return Reply(reply.meta.status, reply.body if method != "HEAD" else None)


def connect(settings: ClusterSettings) -> Cluster:
    """Return a client of the cluster; nothing is asked of it yet. Without credentials only loopback is allowed."""
    if not settings.is_on_loopback:
        _require_guarded(settings)
    return _opened(settings, _secrets(settings))


def anonymous(settings: ClusterSettings) -> Cluster:
    """Return a client that sends no credentials: to see that the cluster turns it away."""
    return _opened(settings, {})


def _opened(settings: ClusterSettings, secrets: dict[str, Any]) -> Cluster:
    from elasticsearch import Elasticsearch

    options = secrets | {"max_retries": 0, "retry_on_timeout": False, "request_timeout": REQUEST_SECONDS}
    try:
        if settings.ca_file:
            options["ca_certs"] = str(Path(settings.ca_file).expanduser().resolve(strict=True))
        return Cluster(settings, Elasticsearch(settings.url, **options))
    except (ValueError, OSError) as problem:
        raise SettingsError(f"[elasticsearch]: {problem}", "correct url and ca_file in lurewatch.toml") from problem


def _require_guarded(settings: ClusterSettings) -> None:
    if settings.is_anonymous:
        what = "a cluster on another machine must not be open to anybody"
        raise SettingsError(what, "switch its security on and set api_key_file, or user and password_file")
    if urlsplit(settings.url).scheme != "https":
        raise SettingsError("posts and secrets would cross the network unencrypted", "write the url with https://")


def _secrets(settings: ClusterSettings) -> dict[str, Any]:
    if settings.api_key_file:
        return {"api_key": _secret(settings.api_key_file)}
    if settings.password_file:
        return {"basic_auth": (settings.user or "elastic", _secret(settings.password_file))}
    return {}


def _secret(name: str) -> str:
    path = Path(name).expanduser()
    require_private(path)
    with storage(path):
        return path.read_text(encoding="utf-8").strip()


def reason(body: Any) -> str:
    """Return the cause that a refusal names; the text of a post, which some causes quote, is left out."""
    error = body.get("error", body) if isinstance(body, dict) else body
    if not isinstance(error, dict):
        return str(error).partition("\n")[0][:200]
    deepest = error
    while isinstance(deepest.get("caused_by"), dict):
        deepest = deepest["caused_by"]
    said = str(deepest.get("reason", "")).partition(" Preview of")[0].partition(": [")[0]
    return f"{deepest.get('type', 'error')}: {said}"[:300]
