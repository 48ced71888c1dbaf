"""Saved pages: what a browser or collector kept of a page, as posts where we can read them, else as one plain page."""
