"""The parts of a record of Bluesky."""
