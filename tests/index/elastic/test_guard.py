"""A guarded cluster: TLS with a pinned authority, a key; never one that answers anybody."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.elastic import ElasticEngine, connect, diagnose
from index.engine import Request
from index.query import parse
from posts.errors import EngineError, SettingsError
from tests.index.elastic.guard import NODE, guarded, make_certificate, make_key
from tests.index.elastic.node import make_engine, settings_of
from tests.index.search_corpus import golden_posts

EVERYTHING = Request(parse("*"), limit=1000)


def test_through_tls_with_its_own_authority_and_a_key(tmp_path: Path) -> None:
    with guarded(tmp_path) as url:
        engine = make_engine(NODE, url=url, ca_file=str(tmp_path / "ca.pem"), api_key_file=make_key(tmp_path))
        engine.apply(golden_posts(), 100)
        found = engine.search(EVERYTHING).total
        engine.drop()

    assert found == len(golden_posts())


def test_a_certificate_of_another_authority_is_not_trusted(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    make_certificate(tmp_path / "other")

    with guarded(tmp_path) as url:
        engine = make_engine(NODE, url=url, ca_file=str(tmp_path / "other/ca.pem"), api_key_file=make_key(tmp_path))
        with pytest.raises(EngineError, match="TlsError"):
            engine.cursor()


def test_a_cluster_beyond_this_machine_that_answers_anybody_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.elastic.cluster.ClusterSettings.is_on_loopback", False)
    given: dict[str, object] = {"ca_file": str(tmp_path / "ca.pem"), "api_key_file": make_key(tmp_path)}

    with guarded(tmp_path, key=None) as url:
        with pytest.raises(EngineError, match="answers anybody who asks"):
            ElasticEngine(connect(settings_of(NODE, url=url, **given)), "public").make()
        assert [is_good for is_good, _ in diagnose(settings_of(NODE, url=url, **given))] == [False]
    with guarded(tmp_path) as url:
        guarded_engine = ElasticEngine(connect(settings_of(NODE, url=url, **given)), "public")
        guarded_engine.make()
        guarded_engine.drop()
        with pytest.raises(SettingsError, match="must not be open"):
            connect(settings_of(NODE, url=url))
