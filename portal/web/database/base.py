"""The database backend of the settings (`DATABASES`)."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A server that ends or restarts closes the line, which shows at the socket; only then, or after a failure, is
    it asked. Django asks `SELECT 1` before the first statement of every request instead.
    """

    def is_usable(self) -> bool:
        line = self.connection
        if line is None or line.closed:
            return False
        if self.errors_occurred:
            return bool(super().is_usable())
        heard = select.poll()
        heard.register(line.fileno(), select.POLLIN)
        return not heard.poll(0) or bool(super().is_usable())
