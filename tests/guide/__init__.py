"""docs/guides/procedures.md walked from an empty administration to procedures in force: `python -m tests.guide`."""
