"""The Elasticsearch engine, for those whose posts outgrow one machine; the same meaning as the embedded one."""

from index.elastic.cluster import Cluster, ClusterSettings, connect
from index.elastic.doctor import diagnose
from index.elastic.engine import ElasticEngine

__all__ = ["Cluster", "ClusterSettings", "ElasticEngine", "connect", "diagnose"]
