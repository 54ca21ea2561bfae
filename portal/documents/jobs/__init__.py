"""Everything that opens bytes from outside. Runs only in bounded child processes (portal/documents/bounded.py).

These modules import neither Django nor the portal, so the child that is forked for each job stays small.
"""
