"""The citizen's side of dossiers: start, wizard, papers, check, sent, tracking, and the public look-ups."""
