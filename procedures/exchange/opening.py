"""Reads a package that somebody handed in: whether it is one, who signed it, what it would change here."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from portal.web.refusals import StepRefused
from portal.web.show import stamp
from procedures.comparing import compare
from procedures.definition import DefinitionError, parse
from procedures.exchange import keys
from procedures.exchange.packing import KIND, LETTERS, SCHEMA
from procedures.exchange.records import TrustedKey
from procedures.national.importing import ours
from procedures.national.lines import storable
from procedures.queries import by_code
from procedures.services import canonical, problems_before_publishing, sha256_of

MOST_BYTES = 20 * 1024 * 1024
Signer = Literal["own", "trusted", "unknown"]


@dataclass(frozen=True, slots=True)
class Change:
    """What taking one procedure in would do."""

    code: str
    name: str
    what: Literal["new", "same", "changed"]
    sentences: tuple[str, ...] = ()
    faults: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Package:
    """A package whose signature holds. `signer` says whether its key is known here."""

    content: dict[str, Any] = field(repr=False)
    key: str
    signer: Signer
    signed_by: str

    @property
    def source(self) -> str:
        return str(self.content["source"]["name"])

    @property
    def made_at(self) -> str:
        """On our clock, as it is shown; as it stands when it is no moment."""
        said = str(self.content["made_at"])
        try:
            return stamp(datetime.fromisoformat(said))
        except ValueError:
            return said[:40]

    @property
    def fingerprint(self) -> str:
        return keys.fingerprint(self.key)


def opened(data: bytes) -> Package:
    """The package in these bytes. Raises StepRefused: no package, another schema, or a signature that does not hold."""
    if len(data) > MOST_BYTES:
        raise StepRefused("Gói phải nhỏ hơn 20 MB.")
    try:
        content = storable(json.loads(data.decode("utf-8-sig")))
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        raise StepRefused("Tệp này không phải gói thủ tục (không đọc được JSON).") from error
    if reason := _not_a_package(content):
        raise StepRefused(reason)
    signature = content.pop("signature")
    key = str(signature["key"])
    if not keys.holds(key, str(signature["value"]), canonical(content)):
        raise StepRefused(
            "Chữ ký không khớp: gói đã bị sửa hoặc hỏng sau khi ký. Xin lại tệp gốc từ nơi gửi."
        )
    trusted = TrustedKey.objects.filter(key=key).first()
    if key == keys.public():
        return Package(content, key, "own", "chính cổng này")
    return Package(content, key, "trusted" if trusted else "unknown", trusted.name if trusted else "")


def _not_a_package(content: Any) -> str:
    if not isinstance(content, dict) or content.get("kind") != KIND:
        return "Tệp này không phải gói thủ tục."
    if content.get("schema") != SCHEMA:
        return f"Gói dùng phiên bản {content.get('schema')} của khuôn dạng, cổng này đọc được phiên bản {SCHEMA}."
    signature, source = content.get("signature"), content.get("source")
    if not isinstance(signature, dict) or not {"key", "value"} <= set(signature):
        return "Gói không có chữ ký."
    entries = content.get("procedures")
    sound = isinstance(source, dict) and isinstance(source.get("name"), str) and isinstance(entries, list)
    if not sound or not all(_is_entry(one) for one in entries or [None]):
        return "Gói thiếu phần bắt buộc (nguồn, danh sách thủ tục)."
    return ""


def _is_entry(one: Any) -> bool:
    document = one.get("definition") if isinstance(one, dict) else None
    return (
        isinstance(document, dict)
        and isinstance(document.get("name"), str)
        and isinstance(one.get("code"), str)
        and document.get("code") == one["code"]
        and 0 < len(one["code"]) <= 20
    )


def changes(package: Package) -> list[Change]:
    """What each procedure of the package would change here."""
    return [_change(one["code"], one["definition"]) for one in package.content["procedures"]]


def _change(code: str, document: dict[str, Any]) -> Change:
    procedure = by_code(code)
    mine = ours(procedure) if procedure else {}
    faults = tuple(problems_before_publishing(document)[:5])
    if not mine:
        return Change(code, document["name"], "new", faults=faults)
    if sha256_of(mine) == sha256_of(document):
        return Change(code, document["name"], "same")
    return Change(code, document["name"], "changed", tuple(_sentences(mine, document)), faults)


def _sentences(mine: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    """The differences as sentences; where a document cannot be read, that it cannot be compared part by part."""
    try:
        comparison = compare(parse(mine), parse(theirs))
    except DefinitionError:
        return ["Một trong hai nội dung còn chỗ sai, chưa so được từng phần; so ở màn hình bản nháp."]
    found = [one.told for group in comparison.groups for one in group.differences]
    return found or ["Khác ở phần mô tả, hồ sơ thử hoặc ghi chú."]


def lacking(package: Package) -> list[str]:
    """The print templates that the package's procedures name and this portal has not, or has otherwise."""
    told = []
    for name, one in sorted(package.content.get("templates", {}).items()):
        path = LETTERS / f"{name}.html"
        if "/" in name or not path.is_file():
            told.append(f"Mẫu in “{name}” chưa có ở cổng này; kết quả sẽ cần chọn mẫu khác.")
        elif isinstance(one, dict) and path.read_text(encoding="utf-8") != one.get("text"):
            told.append(f"Mẫu in “{name}” ở cổng này khác mẫu của nơi gửi; in thử trước khi công bố.")
    return told
