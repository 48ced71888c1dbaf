"""The practice site: a small fictional scene on loopback, in the real page shapes, with a clock of its own."""
