"""The two ways to say no that every floor may use. They are written in Vietnamese and shown in the page's language.

Names and numbers stand in the sentence as `%(amount)s` and are given beside it, so that the sentence can be looked up:
`StepRefused("Chỉ hoàn được tối đa %(amount)s.", amount=vnd(most))`.
"""

from typing import Any

from django.utils.translation import gettext


class _Said(Exception):
    def __init__(self, text: str = "", **facts: Any) -> None:
        super().__init__(text)
        self.facts = facts

    def __str__(self) -> str:
        said = super().__str__()
        said = gettext(said) if said else said
        return said % self.facts if self.facts else said


class StepRefused(_Said):
    """A verb that may not be done now, with the reason a person can read (Vietnamese)."""


class NotYours(_Said):
    """A page that needs a duty this person does not have; the text names the duty."""
