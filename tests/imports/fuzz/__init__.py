"""Damaged files of every kind: what is done to a good file, and what must come of it."""
