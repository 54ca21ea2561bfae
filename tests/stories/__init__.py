"""Stories played to the end in the running demo, by clicking."""
