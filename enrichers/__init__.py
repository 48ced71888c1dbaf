"""Read: a post in, its Reading out; pure functions over data files with sources."""
