"""The parts of a feed."""
