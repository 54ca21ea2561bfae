"""People who bring files. Named and invented."""

import itertools
import random

from portal.accounts.models import User

_count = itertools.count(random.SystemRandom().randrange(10**6))


def citizen(name: str = "Đinh Thị Ngọc Huyền") -> User:
    """A person with an account; every call makes another one."""
    return User.objects.create_user(f"tep{next(_count)}@thu.example", "mot-mat-khau-dai", full_name=name)
