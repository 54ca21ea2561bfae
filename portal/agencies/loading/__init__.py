"""Puts a province into the database: places, profile, agencies; for a demo its people. May run again."""
