"""Two people at the designer in two browsers, tab by tab: `python -m tests.editors`."""
