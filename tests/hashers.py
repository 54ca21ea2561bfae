"""Passwords of the tests: the portal's own hash at the least cost that Argon2 knows."""

from portal.accounts.hashers import BoundedArgon2


class QuickArgon2(BoundedArgon2):
    """A run makes thousands of people; what their passwords cost to guess is not what it proves."""

    time_cost = 1
    memory_cost = 8
