"""Reads the national catalogue of procedures, row by row, into drafts (docs/guides/import.md)."""
