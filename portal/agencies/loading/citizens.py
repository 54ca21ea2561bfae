"""A few invented citizens and one organisation with accounts, so that a demo can be signed in to at once."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import transaction

from portal.accounts.models import Party, PartyKind, User
from portal.agencies.loading.agencies import structure
from portal.agencies.loading.staff import PASSWORD
from portal.agencies.models import AdminUnit, Profile, UnitLevel

_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


@dataclass(frozen=True, slots=True)
class Citizen:
    """One invented person; `home` counts the demo communes of the province."""

    login: str
    name: str
    sex: str
    birth_on: date
    home: int
    line: str


PEOPLE = (
    Citizen(
        "dep.nguyen@nguoi-dan.example", "Nguyễn Thị Đẹp", "female", date(1994, 3, 17), 0, "Số 12, tổ 5, khu 2"
    ),
    Citizen(
        "quyet.tran@nguoi-dan.example", "Trần Bá Quyết", "male", date(1986, 11, 2), 0, "Số 48, tổ 9, khu 4"
    ),
    Citizen(
        "nhon.do@nguoi-dan.example",
        "Đỗ Thị Nhớn",
        "female",
        date(1951, 6, 30),
        1,
        "Số 3, ngõ 27, tổ 1, khu 6",
    ),
    Citizen("mui.chiu@nguoi-dan.example", "Chíu Sủi Mùi", "female", date(1999, 9, 9), -2, "Thôn Pắc Liềng"),
    Citizen("an.le@nguoi-dan.example", "Lê Gia An", "male", date(2007, 1, 25), 1, "Số 101, tổ 2, khu 1"),
    Citizen(
        "phuong.congtang@nguoi-dan.example",
        "Công Tằng Tôn Nữ Hoàng Diệu Phương Khanh",
        "female",
        date(1978, 12, 12),
        -1,
        "Số 5, khu 7",
    ),
)
ORGANISATION = ("song.xanh@doanh-nghiep.example", "Công ty TNHH Thương mại và Dịch vụ Sóng Xanh Vạn Lộc")


def load_citizens(profile: Profile) -> int:
    """Adds the demo citizens and the organisation that are missing; the number added."""
    known = set(User.objects.filter(email__endswith=".example").values_list("email", flat=True))
    new = [person for person in PEOPLE if person.login not in known]
    with transaction.atomic():
        for person in new:
            number = PEOPLE.index(person) + 1
            unit = _home(profile, person.home)
            Party.objects.create(
                user=_user(person.login, person.name, number),
                name=person.name,
                sex=person.sex,
                birth_on=person.birth_on,
                id_number=id_number(profile, person, number),
                phone=_phone(number),
                email=person.login,
                address=person.line,
                commune_code=unit.code,
            )
        if ORGANISATION[0] not in known:
            _organisation(profile)
    return len(new) + (ORGANISATION[0] not in known)


def id_number(profile: Profile, person: Citizen, number: int) -> str:
    """A number of the right shape: province of birth, century and sex, year, six digits that are nobody's."""
    century = (2 if person.birth_on.year >= 2000 else 0) + (person.sex == "female")
    return f"0{profile.province_code}{century}{person.birth_on:%y}00000{number}"


def tax_code(nine: str) -> str:
    """Nine digits with the check digit of a Vietnamese tax code. Raises ValueError where there is none."""
    rest = sum(weight * int(digit) for weight, digit in zip(_TAX_WEIGHTS, nine, strict=True)) % 11
    if rest == 0:
        raise ValueError(nine)
    return f"{nine}{(10 - rest) % 10}"


def _organisation(profile: Profile) -> None:
    login, name = ORGANISATION
    Party.objects.create(
        user=_user(login, name, 99),
        kind=PartyKind.ORGANISATION,
        name=name,
        tax_code=tax_code("579999999"),
        phone=_phone(99),
        email=login,
        address="Số 1, khu 1",
        commune_code=_home(profile, 0).code,
    )


def _user(login: str, name: str, number: int) -> User:
    return User.objects.create(
        email=login, phone=_phone(number), full_name=name, password=make_password(PASSWORD)
    )


def _phone(number: int) -> str:
    return f"09000000{number:02}"


def _home(profile: Profile, place: int) -> AdminUnit:
    showcase = structure()["demo_communes"][profile.code]
    code = showcase[place % len(showcase)]
    return AdminUnit.objects.get(level=UnitLevel.COMMUNE, code=code, valid_to=None)
