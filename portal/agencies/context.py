"""What the layouts know of the province and of the officer at the desk; asked only when shown."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject, cached_property

from portal.agencies.models import Duty, Officer
from portal.agencies.queries import current_officer, profile
from portal.calendars.now import now
from portal.web.links import exists
from portal.web.refusals import NotYours


@dataclass(frozen=True)
class Province:
    """The province as headers and footers name it. Empty words when nothing is set up yet."""

    name: str = ""
    code: str = ""
    agency_root: str = ""
    owner: str = ""
    hotline: str = ""
    support_email: str = ""
    public_host: str = ""
    staff_host: str = ""
    citizen_front: str = "local"


@dataclass(frozen=True)
class MenuItem:
    """One screen of the menu."""

    href: str
    word: str
    items: tuple[()] = ()

    def covers(self, path: str) -> bool:
        """Whether this is the item of the page at `path`; the first page only covers itself."""
        return path == self.href or (self.href != "/lam-viec/" and path.startswith(self.href))


@dataclass(frozen=True)
class MenuGroup:
    """Several screens of one kind of work behind one word of the menu."""

    word: str
    items: list[MenuItem]

    def covers(self, path: str) -> bool:
        """Whether the page at `path` is one of these."""
        return any(item.covers(path) for item in self.items)


_ALL: tuple[str, ...] = tuple(duty for duty in Duty.values if duty != Duty.POSTAL_AGENT)
_LEADERS = (Duty.DESK_LEADER, Duty.DIVISION_LEADER, Duty.AGENCY_LEADER, Duty.PROVINCE_LEADER)
_ADMINS = (Duty.AGENCY_ADMIN, Duty.SYSTEM_ADMIN, Duty.PROCEDURE_CONTROLLER, Duty.SECURITY_AUDITOR)
_COUNTER, _MONEY, _BOOKS = "Tại quầy", "Tiền, bưu chính", "Sổ, phản ánh"
_MENU: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("", "/lam-viec/", "Hôm nay", _ALL),
    ("", "/lam-viec/hang-doi/", "Hàng đợi", _ALL),
    (
        _COUNTER,
        "/lam-viec/quay/",
        "Quầy",
        (Duty.DESK_OFFICER, Duty.DESK_LEADER, Duty.POSTAL_AGENT),
    ),
    (_COUNTER, "/lam-viec/goi-so/", "Gọi số", (Duty.DESK_OFFICER, Duty.DESK_LEADER, Duty.CASHIER)),
    (_COUNTER, "/lam-viec/tong-dai/", "Tổng đài", (Duty.DESK_OFFICER, Duty.DESK_LEADER)),
    (_COUNTER, "/lam-viec/bao-tan-noi/", "Báo tận nơi", (Duty.DESK_OFFICER, Duty.DESK_LEADER)),
    (
        _COUNTER,
        "/lam-viec/ban-sao/",
        "Bản sao",
        (Duty.DESK_OFFICER, Duty.DESK_LEADER, Duty.CLERK, Duty.AGENCY_LEADER),
    ),
    (
        _COUNTER,
        "/lam-viec/kiem-tra-giay/",
        "Kiểm tra giấy",
        (Duty.DESK_OFFICER, Duty.DESK_LEADER, Duty.CASE_OFFICER),
    ),
    (_MONEY, "/lam-viec/tien/", "Tiền", (Duty.CASHIER, Duty.DESK_LEADER, Duty.AGENCY_LEADER)),
    (_MONEY, "/lam-viec/tien/ca/", "Ca thu tiền", (Duty.DESK_OFFICER,)),
    (_MONEY, "/lam-viec/buu-chinh/", "Bưu chính", (Duty.DESK_OFFICER, Duty.DESK_LEADER)),
    (_MONEY, "/lam-viec/buu-ta/", "Bưu tá", (Duty.POSTAL_AGENT,)),
    (_BOOKS, "/lam-viec/so-theo-doi/", "Sổ theo dõi", (Duty.DESK_OFFICER, Duty.CLERK, *_LEADERS)),
    (_BOOKS, "/lam-viec/luu-tru/", "Lưu trữ", (Duty.CLERK, Duty.AGENCY_LEADER)),
    (_BOOKS, "/lam-viec/phan-anh/", "Phản ánh", (Duty.DESK_OFFICER, *_LEADERS)),
    (_BOOKS, "/lam-viec/lien-thong/", "Liên thông", (Duty.DESK_LEADER, *_ADMINS)),
    (_BOOKS, "/lam-viec/du-lieu/", "Dữ liệu cá nhân", (Duty.SECURITY_AUDITOR,)),
    (_BOOKS, "/lam-viec/dung-dong-ho/", "Dừng đồng hồ", (Duty.SYSTEM_ADMIN,)),
    (_BOOKS, "/lam-viec/vuong-mac/", "Vướng mắc", _ALL),
    ("", "/lam-viec/ky-so/", "Ký duyệt", _LEADERS),
    ("", "/dieu-hanh/", "Điều hành", _LEADERS),
    ("", "/quan-tri/", "Quản trị", _ADMINS),
)


class Desk:
    """The officer's frame: agency, menu by duty, screen choices, the clock."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def officer(self) -> Officer | None:
        try:
            return current_officer(self.request)
        except NotYours:
            return None

    @property
    def now(self) -> datetime:
        return now()

    @property
    def agency(self) -> str:
        return self.officer.agency.short_name if self.officer else ""

    @cached_property
    def menu(self) -> list[MenuItem | MenuGroup]:
        """By duty; screens of one kind of work stand in a group, a single one by itself."""
        duties = set(self.officer.duties) if self.officer else set()
        shown: list[MenuItem | MenuGroup] = []
        for kind, rows in groupby(_MENU, key=lambda row: row[0]):
            items = [
                MenuItem(href, word)
                for _, href, word, needs in rows
                if not duties.isdisjoint(needs) and exists(href)
            ]
            shown += [MenuGroup(kind, items)] if kind and len(items) > 1 else items
        return shown

    @property
    def search(self) -> str:
        return "/lam-viec/hang-doi/" if exists("/lam-viec/hang-doi/") else ""

    @property
    def density(self) -> str:
        return str(self.officer.settings.get("density", "roomy")) if self.officer else "roomy"

    @property
    def shortcuts(self) -> bool:
        """Whether single keys act at all (WCAG 2.1.4: they can be switched off)."""
        return bool(self.officer.settings.get("shortcuts", True)) if self.officer else True

    @property
    def hints(self) -> bool:
        return bool(self.officer.settings.get("hints", True)) if self.officer else True


def _province() -> Province:
    try:
        found = profile()
    except DatabaseError:
        return Province()
    return Province(
        name=found.province_name,
        code=found.province_code,
        agency_root=found.agency_root,
        owner=found.system_owner,
        hotline=found.hotline,
        support_email=found.support_email,
        public_host=found.public_host,
        staff_host=found.staff_host,
        citizen_front=found.citizen_front,
    )


def frame(request: HttpRequest) -> dict[str, Any]:
    """`province` for every layout, `desk` for the officers'; neither costs a query until it is shown."""
    return {"province": SimpleLazyObject(_province), "desk": SimpleLazyObject(lambda: Desk(request))}
