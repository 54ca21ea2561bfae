"""Merging, splitting, renaming and ending agencies and administrative units as one guided act (QN-7.5).

What becomes what is told by dates and successors alone, so nothing waits for a punctual task; the run after the
effective day moves what has to be moved (people, open work, accounts) and may be repeated."""
