"""The procedure designer: one version in several screens, below the administration's address of that version."""
