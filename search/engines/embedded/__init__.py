"""The default engine: tantivy on local disk. One process writes, any number read."""

from search.engines.embedded.engine import EmbeddedEngine

__all__ = ["EmbeddedEngine"]
