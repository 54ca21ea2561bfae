"""The database backend of the settings (`DATABASES`)."""

import select
from datetime import UTC
from typing import Any

from django.db.backends.postgresql import base

from portal.web.database.moments import read_moments_quickly


class DatabaseWrapper(base.DatabaseWrapper):
    """A server that ends or restarts closes the line, which shows at the socket; only then, or after a failure, is
    it asked. Django asks `SELECT 1` before the first statement of every request instead. Moments are read quickly.
    """

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        line = super().get_new_connection(conn_params)
        if self.timezone is UTC:
            read_moments_quickly(line)
        return line

    def is_usable(self) -> bool:
        line = self.connection
        if line is None or line.closed:
            return False
        if self.errors_occurred:
            return bool(super().is_usable())
        heard = select.poll()
        heard.register(line.fileno(), select.POLLIN)
        return not heard.poll(0) or bool(super().is_usable())
