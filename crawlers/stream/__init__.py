"""A stream that sends posts as they are published: read from where the last visit stopped, up to now."""
