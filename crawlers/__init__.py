"""Collect: public pages in, posts and captures out to the inbox."""
