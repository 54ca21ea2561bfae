"""A province at work: invented people's dossiers, made by driving the real verbs at pretended moments."""
