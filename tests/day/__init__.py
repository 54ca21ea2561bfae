"""A day at a ward desk, worked through by keyboard alone: `python -m tests.day --help`."""
