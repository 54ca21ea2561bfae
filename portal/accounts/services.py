"""What happens to accounts: opening one, changing how to reach a person, ending other sessions."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from portal.accounts.models import ConsentRecord, Party, PartyKind, User
from portal.accounts.numbers import normal_number, normal_tax_code
from portal.audit.services import log_sign_in
from portal.web.text import clean

TERMS, TERMS_VERSION = "dieu_khoan", "2026-11"


class AlreadyKnown(Exception):
    """Somebody has an account or a file with this address, telephone or number; which one is never said."""


@dataclass(frozen=True)
class NewAccount:
    """What the sign-up screen asks. `number` is the 12-digit identity number, or the tax code of an organisation."""

    kind: str
    name: str
    number: str
    password: str
    email: str = ""
    phone: str = ""


def open_account(new: NewAccount) -> User:
    """
    The account, the party it speaks for and the record that the terms were accepted (ST-25), all or nothing.
    Two clicks make one account.
    Raises AlreadyKnown when the address, telephone or number is taken.
    """
    person = new.kind == PartyKind.PERSON
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                email=new.email or None,
                password=new.password,
                phone=new.phone or None,
                full_name=clean(new.name),
            )
            party = Party.objects.create(
                user=user,
                kind=new.kind,
                name=new.name,
                id_number=normal_number(new.number) if person else "",
                tax_code="" if person else normal_tax_code(new.number),
                phone=new.phone,
                email=new.email,
            )
            if new.email:
                EmailAddress.objects.create(user=user, email=new.email, primary=True, verified=False)
            ConsentRecord.objects.create(
                party=party, purpose=TERMS, text_version=TERMS_VERSION, evidence="Đánh dấu khi mở tài khoản"
            )
    except IntegrityError as error:
        raise AlreadyKnown from error
    return user


def change_contact(user: User, *, email: str, phone: str, address: str) -> None:
    """How to reach the person from now on. A new address waits to be confirmed. Raises AlreadyKnown."""
    try:
        with transaction.atomic():
            moved = (user.email or "") != email
            user.email, user.phone = email or None, phone or None
            user.save(update_fields=["email", "phone"])
            if moved:
                EmailAddress.objects.filter(user=user).delete()
                if email:
                    EmailAddress.objects.create(user=user, email=email, primary=True, verified=False)
            Party.objects.filter(user=user).update(email=email, phone=phone, address=clean(address))
    except IntegrityError as error:
        raise AlreadyKnown from error


def remember_language(user: User, language: str) -> None:
    """Pages are shown in this language wherever the person signs in."""
    user.language = language
    user.save(update_fields=["language"])


def end_other_sessions(user: User) -> None:
    """Every session of the account ends at its next request; the caller keeps its own alive."""
    user.session_round += 1
    user.save(update_fields=["session_round"])


def recover_password(user: User, password: str) -> None:
    """A password chosen by somebody who proved the account's telephone; nobody stays signed in."""
    user.set_password(password)
    user.must_change_password = False
    user.session_round += 1
    user.save(update_fields=["password", "must_change_password", "session_round"])


def note_sign_in(request: HttpRequest, act: str, *, user: object = None, login: str = "") -> None:
    """One row in the log: "vao", "tu_choi", "ra", "mo" (opened), "thoat_khac" (ended the others),
    "thoat_may" (ended one), "lay_lai" (chose a new password by text message)."""
    log_sign_in(request, user_id=getattr(user, "pk", None), login=login, act=act)
