"""Procedures as one signed file that provinces hand to each other (docs/guides/packages.md)."""
