"""Papers set without a browser's engine: the same words a hundred times cheaper, for copies that are kept in thousands.

`forms.printed` and `forms.plain` draw what letters/printed_form.html and letters/declaration.html draw.
"""


class CannotBeSet(Exception):
    """Something in it needs the whole engine: a letter of another script, a row taller than a sheet."""
