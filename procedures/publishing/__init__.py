"""What is looked at before a version is published, with the reasons."""

from procedures.publishing.notes import Note
from procedures.publishing.review import Review, review

__all__ = ["Note", "Review", "review"]
