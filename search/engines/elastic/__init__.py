"""Elasticsearch 9: the engine of large networks."""

from search.engines.elastic.engine import ElasticEngine

__all__ = ["ElasticEngine"]
