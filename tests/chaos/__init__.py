"""Faults beneath a registry under load: what clients see, what is lost, and how soon it is over."""
