"""doctor: whether a cluster is fit for our posts, in sentences that say what to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from index.elastic.cluster import Cluster, ClusterSettings, anonymous, connect
from index.elastic.mapping import RECIPE
from posts.errors import EngineError, LurewatchError

OLDEST, NEWEST = (8, 15), 9  # the client speaks to 8.x and 9.x; below 8.15 nothing was tried

Finding = tuple[bool, str]


def diagnose(settings: ClusterSettings) -> Iterator[Finding]:
    """Yield what is well and what needs a hand: reach, guard, version, health, each lane's index."""
    try:
        cluster = connect(settings)
        require_guarded(cluster)
        yield _version(cluster)
        health = cluster.ask("GET", "/_cluster/health").body
        yield _health(health)
        for lane in ("public", "restricted"):
            yield from _index(cluster, f"{settings.prefix}-{lane}", int(health["number_of_data_nodes"]))
    except LurewatchError as problem:
        yield False, str(problem)


def require_guarded(cluster: Cluster) -> None:
    """Refuse a cluster beyond this machine that answers without credentials, whatever credentials we send."""
    if cluster.settings.is_on_loopback:
        return
    status = anonymous(cluster.settings).ask("GET", "/_cluster/health", allowed=(401, 403)).status
    if status not in {401, 403}:
        what = "the cluster answers anybody who asks, without any credentials"
        raise EngineError(what, "switch its security on (xpack.security.enabled)", file=cluster.settings.url)


def _version(cluster: Cluster) -> Finding:
    nodes = cluster.ask("GET", "/_nodes/_all/version").body["nodes"]
    versions = sorted({str(node["version"]) for node in nodes.values()})
    numbers = [tuple(int(part) for part in version.split(".")[:2]) for version in versions]
    fits = all(number >= OLDEST and number[0] <= NEWEST for number in numbers)
    said = f"Elasticsearch {', '.join(versions)} on {len(nodes)} nodes"
    return fits, said if fits else f"{said}: this version was not tried, use 8.19 or 9.0"


def _health(health: dict[str, Any]) -> Finding:
    status = health["status"]
    causes = {
        "yellow": "copies of the index are missing: add a node, or set replicas = 0 under [elasticsearch]",
        "red": "parts of the index are missing: answers are incomplete, run lurewatch rebuild if they do not return",
    }
    return status == "green", f"the cluster is {status}" + (f": {causes[status]}" if status in causes else "")


def _index(cluster: Cluster, alias: str, nodes: int) -> Iterator[Finding]:
    reply = cluster.ask("GET", f"/{alias}", allowed=(404,))
    if reply.status == 404:
        yield True, f"{alias} is not made yet: lurewatch ingest makes it"
        return
    for name, made in reply.body.items():
        is_ours = made["mappings"].get("_meta", {}).get("recipe") == RECIPE
        yield is_ours, f"{name} " + ("has the mapping of this version" if is_ours else "is old: run lurewatch rebuild")
        copies = int(made["settings"]["index"]["number_of_replicas"])
        is_safe = copies > 0 or nodes == 1
        advice = "" if is_safe else ": one lost node loses answers, set replicas = 1 and run lurewatch rebuild"
        yield is_safe, f"{name} has {copies} copies beside the first{advice}"
