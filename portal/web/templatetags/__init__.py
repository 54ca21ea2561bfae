"""Template tags of the administration's pages, which Django's own engine draws."""
