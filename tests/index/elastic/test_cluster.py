"""Reaching a cluster: never unguarded beyond this machine, secrets only from private files."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.elastic import ClusterSettings, ElasticEngine, connect
from index.engine import Request
from index.query import parse
from posts.errors import EngineError, SettingsError
from tests.index.elastic.fault_server import serving

LOOPBACK = ("http://127.0.0.1:9200", "http://localhost:9200", "http://[::1]:9200", "https://127.0.0.9")
FAR = ("http://192.0.2.7:9200", "https://search.example.org:9200", "http://localhost.example.org")


@pytest.mark.parametrize("url", LOOPBACK)
def test_a_cluster_on_this_machine_needs_no_credentials(url: str) -> None:
    assert connect(ClusterSettings(url=url)).settings.is_on_loopback


@pytest.mark.parametrize("url", FAR)
def test_a_cluster_elsewhere_needs_credentials(url: str) -> None:
    with pytest.raises(SettingsError, match="must not be open to anybody"):
        connect(ClusterSettings(url=url))


def test_a_cluster_elsewhere_needs_encryption(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("abc")
    key.chmod(0o600)

    with pytest.raises(SettingsError, match="unencrypted"):
        connect(ClusterSettings(url="http://search.example.org:9200", api_key_file=str(key)))


def test_a_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("abc")
    key.chmod(0o644)

    with pytest.raises(SettingsError, match="others can read this secret"):
        connect(ClusterSettings(api_key_file=str(key)))


@pytest.mark.parametrize(
    ("names", "sent"),
    [({"api_key_file": "key"}, "ApiKey abc"), ({"password_file": "key", "user": "u"}, "Basic dTphYmM=")],
)
def test_credentials_are_sent_with_each_request(tmp_path: Path, sent: str, names: dict[str, str]) -> None:
    key = tmp_path / "key"
    key.write_text("abc\n")
    key.chmod(0o600)
    given = {name: str(key) if name.endswith("file") else value for name, value in names.items()}

    with serving() as faults:
        connect(ClusterSettings(url=faults.url, **given)).ask("GET", "/_cluster/health")  # type: ignore[arg-type]  # test values

        assert faults.credentials == [sent]


def test_a_broken_setting_is_told() -> None:
    with pytest.raises(SettingsError, match="No such file"):
        connect(ClusterSettings(url="https://127.0.0.1:1", ca_file="/nowhere/ca.pem"))
    with pytest.raises(SettingsError):
        connect(ClusterSettings(url="127.0.0.1"))


def test_a_request_that_is_refused_is_told() -> None:
    with serving() as faults:
        faults.search = [{"status": 403, "error": {"type": "security_exception", "reason": "no"}}]
        engine = ElasticEngine(connect(ClusterSettings(url=faults.url)), "public")

        with pytest.raises(EngineError, match="refuses: security_exception: no"):
            engine.search(Request(parse("x")))
