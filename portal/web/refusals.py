"""The two ways to say no that every floor may use. They are written in Vietnamese and shown in the page's language."""

from django.utils.translation import gettext


class _Said(Exception):
    def __str__(self) -> str:
        said = super().__str__()
        return gettext(said) if said else said


class StepRefused(_Said):
    """A verb that may not be done now, with the reason a person can read (Vietnamese)."""


class NotYours(_Said):
    """A page that needs a duty this person does not have; the text names the duty."""
