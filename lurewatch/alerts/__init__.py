"""Alerts: what people watch for, what was found, and the one digest that tells them."""
