"""A long history in a short time: plausible dossiers written with COPY, consistent with every rule.

For trying the portal at size and for `make bench`; the demo's own dossiers come from dossiers/demo.
"""
