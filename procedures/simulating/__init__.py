"""What a changed version would have done to the dossiers of the past: replayed, never touched."""
