"""The national store of results (Kho quản lý dữ liệu điện tử quốc gia): which papers it holds of one person.

One question is about one owner and the very results that a procedure asks for, says who asks through which channel and
carries a purpose and a key of its own. Files come from the store's own address alone. Protocol: docs/registers.md."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings

from portal.integrations.http import MOST_BYTES, OutsideDown, get_bytes, post_json

NAME = "national_store"
PATIENCE = (1.0, 4.0)  # seconds to connect, to answer: somebody waits for the page
MOST_PAPERS, MOST_FILES = 20, 10
MOST_FILE_BYTES = 20 * MOST_BYTES


@dataclass(frozen=True, slots=True)
class Paper:
    """A result that the national store holds; `files` are (name, address)."""

    result_code: str
    title: str
    number: str
    issuer: str
    files: tuple[tuple[str, str], ...]


def connected() -> bool:
    """Whether the province has set the national store up."""
    return bool(settings.NATIONAL_STORE_URL)


def papers_of(
    *, owner_number: str, asker_name: str, asker_number: str, channel: str, procedure: str,
    wanted: list[tuple[str, str]], purpose: str, key: str,
) -> list[Paper]:  # fmt: skip
    """The owner's results among those wanted, (result code, number or ""). None found is an empty list; what was not
    asked for is left out. Raises OutsideDown."""
    body = {
        "SoDinhDanhChuSoHuu": owner_number, "HoTenNguoiYeuCau": asker_name, "SoDinhDanhNguoiYeuCau": asker_number,
        "KenhThucHien": channel, "MaThuTuc": procedure, "MucDich": purpose[:200], "MaYeuCau": key,
        "DanhSachDanhMucKetQua": [{"MaKetQua": code, "SoKyHieu": number} for code, number in wanted],
    }  # fmt: skip
    answer = post_json(
        NAME,
        f"{_base()}/tra-cuu",
        body,
        headers={**_token(), "X-Request-Id": key},
        again=True,
        timeout=PATIENCE,
    )
    found = answer.get("DanhSachKetQua")
    if not isinstance(found, list):
        raise OutsideDown("the national store's answer cannot be read")
    codes = {code for code, _number in wanted}
    read = [paper for one in found[:MOST_PAPERS] if (paper := _paper(one))]
    return [paper for paper in read if paper.result_code in codes]


def file_of(address: str) -> bytes:
    """A file of a paper. Raises OutsideDown, also for an address that is not the store's own."""
    if not _ours(address):
        raise OutsideDown("an address outside the national store")
    return get_bytes(NAME, address, most=MOST_FILE_BYTES, headers=_token())


def _base() -> str:
    return str(settings.NATIONAL_STORE_URL).rstrip("/")


def _token() -> dict[str, str]:
    return {"Authorization": f"Bearer {settings.NATIONAL_STORE_TOKEN}"}


def _ours(address: str) -> bool:
    told, own = urlsplit(address), urlsplit(_base())
    return (told.scheme, told.netloc) == (own.scheme, own.netloc) and bool(own.netloc)


def _paper(told: Any) -> Paper | None:
    """One paper of the answer; without a code, a name or a file of the store's own it is left out."""
    if not isinstance(told, dict):
        return None
    listed = told.get("DanhSachTepDinhKem")
    files = [
        file for one in (listed if isinstance(listed, list) else [])[:MOST_FILES] if (file := _file(one))
    ]
    code, title = _text(told, "MaKetQua", 40), _text(told, "TenGiayTo", 300)
    if not (code and title and files):
        return None
    return Paper(code, title, _text(told, "SoKyHieu", 60), _text(told, "CoQuanChuQuan", 200), tuple(files))


def _file(told: Any) -> tuple[str, str] | None:
    if not isinstance(told, dict):
        return None
    address = urljoin(f"{_base()}/", _text(told, "DuongDan", 1000))
    return (_text(told, "TenTep", 100) or "giay-to.pdf", address) if _ours(address) else None


def _text(told: dict[str, Any], key: str, most: int) -> str:
    value = told.get(key)
    return " ".join(value.split())[:most] if isinstance(value, str) else ""
