"""The parts of a post on a wall of VK."""
