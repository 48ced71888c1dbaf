"""The parts of a status of the fediverse."""
