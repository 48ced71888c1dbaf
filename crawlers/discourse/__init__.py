"""The parts of a post on a Discourse forum."""
