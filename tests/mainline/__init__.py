"""The main line in a running demo: two procedures from the search box to the downloaded result, by clicking."""
