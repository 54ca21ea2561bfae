"""The national registers of people (CSDLQG về dân cư) and of enterprises: one person or one enterprise at a time.

A question is asked with who asks it for what (`purpose`) and a key of its own, so that the register can count and
refuse; the answer is kept only where the citizen's form keeps it. Protocol: docs/registers.md."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from portal.integrations.http import OutsideDown, post_json

PATIENCE = (1.0, 2.5)  # seconds to connect, to answer: somebody waits for the page
POPULATION, ENTERPRISE = "population", "enterprise"


@dataclass(frozen=True, slots=True)
class Place:
    commune: str  # five digits
    line: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """What the population register says of a person; "" or None where it says nothing."""

    number: str
    name: str
    birth_on: date | None = None
    sex: str = ""  # nam, nu
    ethnicity: str = ""
    nationality: str = ""  # ISO, two letters
    residence: Place | None = None
    hometown: Place | None = None
    father_name: str = ""
    mother_name: str = ""
    spouse_name: str = ""
    marital_status: str = ""


@dataclass(frozen=True, slots=True)
class Enterprise:
    tax_code: str
    name: str
    seat: Place | None = None
    representative: str = ""
    registered_on: date | None = None
    capital_vnd: int | None = None
    phone: str = ""
    email: str = ""


class NotOnFile(Exception):
    """The register has nobody of this number, or its name or birth date differs (`differs`); it does not say more."""

    def __init__(self, *, differs: bool = False) -> None:
        self.differs = differs
        super().__init__("differs" if differs else "nobody")


def connected(name: str) -> bool:
    """Whether the province has set up this register."""
    return bool(_address(name))


def person(*, number: str, name: str, birth_on: date, purpose: str, key: str) -> Person:
    """The person whose number, name and birth date are these. Raises NotOnFile, OutsideDown."""
    body = {"so_dinh_danh": number, "ho_ten": name, "ngay_sinh": birth_on.isoformat()}
    found = _ask(POPULATION, "nguoi", body, purpose, key)
    if str(found.get("so_dinh_danh")) != number:
        raise OutsideDown("the register answered about somebody else")
    return Person(
        number=number,
        name=_text(found, "ho_ten"),
        birth_on=_day(found, "ngay_sinh"),
        sex={"nam": "nam", "nu": "nu"}.get(_text(found, "gioi_tinh"), ""),
        ethnicity=_text(found, "dan_toc"),
        nationality=_text(found, "quoc_tich"),
        residence=_place(found, "noi_thuong_tru"),
        hometown=_place(found, "que_quan"),
        father_name=_text(found, "ho_ten_cha"),
        mother_name=_text(found, "ho_ten_me"),
        spouse_name=_text(found, "ho_ten_vo_chong"),
        marital_status=_text(found, "tinh_trang_hon_nhan"),
    )


def enterprise(*, tax_code: str, purpose: str, key: str) -> Enterprise:
    """The enterprise or household business of this tax code. Raises NotOnFile, OutsideDown."""
    found = _ask(ENTERPRISE, "doanh-nghiep", {"ma_so": tax_code}, purpose, key)
    if str(found.get("ma_so")) != tax_code:
        raise OutsideDown("the register answered about somebody else")
    capital = found.get("von_vnd")
    return Enterprise(
        tax_code=tax_code,
        name=_text(found, "ten"),
        seat=_place(found, "tru_so"),
        representative=_text(found, "nguoi_dai_dien"),
        registered_on=_day(found, "ngay_dang_ky"),
        capital_vnd=capital if isinstance(capital, int) and 0 <= capital < 10**16 else None,
        phone=_text(found, "dien_thoai"),
        email=_text(found, "thu_dien_tu"),
    )


def _ask(name: str, what: str, body: dict[str, Any], purpose: str, key: str) -> dict[str, Any]:
    address = _address(name)
    if not address:
        raise OutsideDown(f"{name} is not set up")
    headers = {"Authorization": f"Bearer {settings.REGISTERS_TOKEN}", "X-Request-Id": key}
    answer = post_json(
        name,
        f"{address}/{what}",
        {**body, "muc_dich": purpose[:200], "ma_yeu_cau": key},
        headers=headers,
        again=True,
        timeout=PATIENCE,
    )
    result = answer.get("ket_qua")
    if result in ("khong_co", "khong_khop"):
        raise NotOnFile(differs=result == "khong_khop")
    found = answer.get("du_lieu")
    if result != "co" or not isinstance(found, dict):
        raise OutsideDown("the register's answer cannot be read")
    return found


def _address(name: str) -> str:
    told = settings.POPULATION_URL if name == POPULATION else settings.ENTERPRISE_URL
    return str(told).rstrip("/")


def _text(found: dict[str, Any], key: str) -> str:
    value = found.get(key)
    return value.strip()[:300] if isinstance(value, str) else ""


def _day(found: dict[str, Any], key: str) -> date | None:
    try:
        return date.fromisoformat(_text(found, key))
    except ValueError:
        return None


def _place(found: dict[str, Any], key: str) -> Place | None:
    value = found.get(key)
    commune = value.get("xa") if isinstance(value, dict) else None
    if not isinstance(commune, str) or not (commune.isascii() and commune.isdigit() and len(commune) == 5):
        return None
    return Place(commune, _text(value, "dia_chi")) if isinstance(value, dict) else None
