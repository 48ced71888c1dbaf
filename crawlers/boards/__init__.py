"""Boards of threads: Tieba, whose lists stand inside comments of the markup, and boards read by declared selectors."""
