"""The two ways to say no that every floor may use."""


class StepRefused(Exception):
    """A verb that may not be done now, with the reason a person can read (Vietnamese)."""


class NotYours(Exception):
    """A page that needs a duty this person does not have; the text names the duty."""
