"""The catalogue for administrators: procedures, their versions, the words of the search."""

from procedures.admin import catalogue, versions, words

__all__ = ["catalogue", "versions", "words"]
