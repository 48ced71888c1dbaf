"""The parts of a thing of Reddit."""
