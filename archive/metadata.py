"""The description of a record and of its documents as XML, with the keys of TT 02/2019/TT-BNV (domain.md §9.4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from xml.etree import ElementTree

from archive.contents import Document

_ONLY_WHEN_THERE = {"FileFormat", "ArchivePath", "ArchiveSHA256", "ArchiveNote"}
_FOREVER = "Vĩnh viễn"


@dataclass(frozen=True)
class Described:
    """What the catalogue knows of a record; the same from a dossier and from a package that is read back."""

    code: str
    agency_code: str
    agency_name: str
    procedure_code: str
    title: str
    started_on: date
    ended_on: date
    retention: str
    documents: int
    pages: int
    as_is: int = 0

    @property
    def keep_until(self) -> date | None:
        """The last day; None is for ever. Counted from the end of the year in which the dossier ended."""
        if not self.retention.isdigit():
            return None
        return date(self.ended_on.year + int(self.retention), 12, 31)


def write(told: Described, papers: Iterable[Document]) -> bytes:
    """The XML of one record."""
    root = ElementTree.Element("Record")
    file = ElementTree.SubElement(root, "File")
    for key, value in {
        "FileCode": told.code,
        "Identifier": told.agency_code,
        "OrganId": told.agency_code,
        "OrganName": told.agency_name,
        "FileCatalog": str(told.ended_on.year),
        "FileNotation": told.procedure_code,
        "Title": told.title,
        "Maintenance": _FOREVER if told.keep_until is None else f"{told.retention} năm",
        "Rights": "Hạn chế",
        "Language": "Tiếng Việt",
        "StartDate": told.started_on.isoformat(),
        "EndDate": told.ended_on.isoformat(),
        "TotalDoc": str(told.documents),
        "PageNumber": str(told.pages),
        "Format": "Tốt",
    }.items():
        ElementTree.SubElement(file, key).text = value
    for number, one in enumerate(papers, 1):
        _write_document(root, told, number, one)
    ElementTree.indent(root)
    xml: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return xml


def _write_document(root: ElementTree.Element, told: Described, number: int, one: Document) -> None:
    document = ElementTree.SubElement(root, "Document")
    for key, value in {
        "DocCode": f"{told.code}.{number:04}",
        "Identifier": told.agency_code,
        "OrganId": told.agency_code,
        "FileCatalog": str(told.ended_on.year),
        "FileNotation": told.procedure_code,
        "DocOrdinal": str(number),
        "TypeName": one.kind,
        "CodeNumber": one.number.split("/")[0],
        "CodeNotation": one.number,
        "IssuedDate": one.on.isoformat() if one.on else "",
        "OrganName": one.organ,
        "Subject": one.subject,
        "Language": "Tiếng Việt",
        "PageAmount": str(one.pages),
        "InforSign": one.signed,
        "Mode": "Bản chính" if one.signed else "Bản điện tử",
        "ConfidenceLevel": "Số hoá hoặc điện tử",
        "Autograph": one.autograph,
        "Format": "Tốt",
        "Path": f"data/{one.path}",
        "SHA256": one.sha256,
        "FileFormat": one.format,
        "ArchivePath": f"data/{one.copy_path}" if one.copy_path else "",
        "ArchiveSHA256": one.copy_sha256,
        "ArchiveNote": one.as_is,
    }.items():
        if value or key not in _ONLY_WHEN_THERE:
            ElementTree.SubElement(document, key).text = value


@dataclass(frozen=True)
class Listed:
    """A document of a package that is read: its words, where it lies, and what there is of it in PDF/A."""

    subject: str
    kind: str
    number: str
    pages: str
    path: str
    format: str
    copy_path: str
    as_is: str


def documents(xml: bytes) -> list[Listed]:
    """The documents that the description of a record names, in order; none when it cannot be read."""
    try:
        root = ElementTree.fromstring(xml)  # noqa: S314 (a package whose hash is checked)
    except ElementTree.ParseError:
        return []
    rows = [{part.tag: part.text or "" for part in one} for one in root.iter("Document")]
    keys = (
        "Subject",
        "TypeName",
        "CodeNotation",
        "PageAmount",
        "Path",
        "FileFormat",
        "ArchivePath",
        "ArchiveNote",
    )
    told = [[row.get(key, "").removeprefix("data/") for key in keys] for row in rows]
    return [Listed(*one) for one in told]


def read(xml: bytes) -> Described:
    """The description of a record from its package. Raises ValueError when it is not ours."""
    try:
        root = ElementTree.fromstring(xml)  # noqa: S314 (a package whose hash is checked)
    except ElementTree.ParseError as error:
        raise ValueError("metadata") from error
    file = root.find("File")
    if file is None:
        raise ValueError("metadata")
    told = {one.tag: one.text or "" for one in file}
    return Described(
        told["FileCode"], told["Identifier"], told["OrganName"], told["FileNotation"], told["Title"],
        date.fromisoformat(told["StartDate"]), date.fromisoformat(told["EndDate"]),
        "permanent" if told["Maintenance"] == _FOREVER else told["Maintenance"].split()[0],
        int(told["TotalDoc"]), int(told["PageNumber"]), sum(bool(one.text) for one in root.iter("ArchiveNote")),
    )  # fmt: skip
