"""The people of the demo province who sit at the measured desk, signed in over HTTP."""

from portal.agencies.loading.showcase import accounts
from portal.agencies.models import Officer
from portal.agencies.queries import profile
from tests.bench.server import Person, Server


def account(role: str) -> dict[str, str]:
    """The first row of the demo's table of accounts whose role begins like that."""
    return next(row for row in accounts(profile()) if row["role"].startswith(role))


def signed_in(server: Server, role: str) -> Person:
    row = account(role)
    return Person(server).sign_in(row["login"], row["password"])


def officer(role: str) -> Officer:
    """The officer of that account, for asking the queries themselves."""
    return Officer.objects.select_related("user", "agency").get(user__email=account(role)["login"])
