"""Prepares a bare machine and runs the portal on it. Standard library only: nothing is installed yet when it starts."""
