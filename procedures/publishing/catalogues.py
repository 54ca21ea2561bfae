"""Every code that a definition takes from a shared catalogue is there and in use (QN-7.5)."""

from collections.abc import Iterator

from portal.agencies.queries import today
from portal.catalogues.models import Entry, Kind
from portal.catalogues.queries import known
from procedures.definition import Definition
from procedures.publishing.notes import Note, warn

_IN = {Kind.RESULT: "kết quả", Kind.PAPER: "loại giấy tờ", Kind.REVENUE: "khoản thu"}


def in_catalogues(definition: Definition) -> Iterator[Note]:
    """Unknown or ended codes are refused; what names none is pointed at once for each catalogue."""
    taken = list(_taken(definition))
    found = known((kind, code) for _, kind, code in taken)
    for path, kind, code in taken:
        rows = found.get((str(kind), code))
        if not rows:
            yield Note(path, f"Danh mục {_IN[kind]} không có mã {code}: sửa mã, hoặc thêm vào danh mục.")
        elif not any(_stands(row) for row in rows):
            yield Note(path, _ended(rows[0], _IN[kind]))
    if definition.result.name and not definition.result.code:
        yield warn("result.code", "Chưa nêu mã kết quả theo danh mục.")
    if unsaid := sum(not paper.kind for paper in definition.papers):
        yield warn("papers", f"{unsaid} giấy tờ chưa nêu loại theo danh mục.")


def _taken(definition: Definition) -> Iterator[tuple[str, Kind, str]]:
    if definition.result.code:
        yield "result.code", Kind.RESULT, definition.result.code
    for code, _ in definition.result.others:
        if code:
            yield "result.others", Kind.RESULT, code
    for paper in definition.papers:
        if paper.result_code:
            yield f"papers[{paper.id}].result_code", Kind.RESULT, paper.result_code
        if paper.kind:
            yield f"papers[{paper.id}].kind", Kind.PAPER, paper.kind
    for fee in definition.fees:
        if fee.item:
            yield f"fees[{fee.id}].item", Kind.REVENUE, fee.item


def _stands(row: Entry) -> bool:
    """In use today or from a later day on."""
    return row.valid_to is None or row.valid_to >= today()


def _ended(row: Entry, where: str) -> str:
    instead = f", thay bằng {row.instead}" if row.instead else ""
    return f"Mã {row.code} của danh mục {where} thôi dùng từ sau {row.valid_to:%d/%m/%Y}{instead}."
