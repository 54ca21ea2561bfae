"""Why something was not signed, as a sentence that the signer can act on."""


class CannotSign(Exception):
    """Not signed, and asking again with the same things would not help."""


class TryLater(CannotSign):
    """An outside system was down; nothing was signed, a later try may go well."""


class Lapsed(CannotSign):
    """The authorisation for many signatures ended before all were made; the signer has to authorise again."""
