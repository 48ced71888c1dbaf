"""The embedded engine: tantivy in a folder of the home, for everybody whose posts fit one machine."""

from index.embedded.engine import EmbeddedEngine, open_embedded

__all__ = ["EmbeddedEngine", "open_embedded"]
