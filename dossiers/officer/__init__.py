"""The officers' screens under /lam-viec/: what to do now, one dossier, the counter."""
