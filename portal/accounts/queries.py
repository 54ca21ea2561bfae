"""What screens ask about accounts."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from portal.accounts.models import Party, User
from portal.audit.models import AccessLog, SignInLog
from portal.web.refusals import NotYours

_PAGE = 25


def current_party(request: HttpRequest) -> Party:
    """The person or organisation that is signed in. NotYours when the account speaks for nobody (an officer's)."""
    party = (
        getattr(request.user, "party", None) if request.user.is_authenticated else None
    )  # read with the session
    if party is None:
        raise NotYours(_("Trang này dành cho tài khoản của người dân hoặc tổ chức nộp hồ sơ."))
    return party


def who_looked(party: Party, before: datetime | None = None) -> list[AccessLog]:
    """A page of looks at this party's data, newest first; one row more than a page tells that there are more."""
    rows: QuerySet[AccessLog] = AccessLog.objects.filter(party_id=party.pk)
    if before is not None:
        rows = rows.filter(at__lt=before)
    return list(rows.order_by("-at")[: _PAGE + 1])


def recent_sign_ins(user_id: int) -> list[SignInLog]:
    """The last ten sign-ins and sign-outs of an account."""
    return list(SignInLog.objects.filter(user_id=user_id).order_by("-at")[:10])


def party_of(user: User) -> Party | None:
    """The person or organisation behind an account; None for staff."""
    return Party.objects.filter(user=user).first()


def known_user(*, email: str | None, phone: str | None) -> User | None:
    """The account that has this address or number already."""
    same = User.objects.filter(email=email).first() if email else None
    return same or (User.objects.filter(phone=phone).first() if phone else None)


def has_confirmed_mail(user: User) -> bool:
    """The present e-mail address has been confirmed by its owner."""
    return EmailAddress.objects.filter(user=user, email=user.email or "", verified=True).exists()


def active_user(pk: int) -> User | None:
    """The account, while it is in use."""
    return User.objects.filter(pk=pk, is_active=True).first()
