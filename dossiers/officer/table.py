"""The rows of the queue's table as markup.

Fifty rows of fifteen values are most of the page, so a row is one text with places (a third of what a template takes);
every value is escaped as it is put in. The clock and the code look as in components/desk.html and officer/_code.html.
"""

from functools import lru_cache

from markupsafe import Markup, escape

from dossiers.officer.columns import COLUMNS, USUAL
from dossiers.officer.lists import Row
from dossiers.officer.remaining import Remaining
from dossiers.queue import Line
from dossiers.states import State
from portal.web.show import stamp, vnd
from portal.web.text import mask_number

_ROW = """<tr data-s="{{state}}">
<td><span class="pick"><input type="checkbox" name="d" value="{{code}}" aria-label="Chọn {{code}}"></span></td>
<td>{{clock}}</td>
<th scope="row">{{named}}<small>{{channel}}</small></th>
{cells}</tr>
"""
_CLOCK = (
    '<span class="clock" data-s="{state}"><b>{words}</b><svg class="bar" aria-hidden="true">'
    '<rect width="{used}%" height="100%"/></svg><small>{moment}</small></span>'
)
_LONGEST_CODE = 12


def table_rows(rows: list[Row], columns: tuple[str, ...] = USUAL) -> Markup:
    """The <tr> of each dossier, with these columns behind clock and code."""
    shape = _shape(columns)
    more = bool(set(columns) - set(USUAL))
    return Markup("".join([_row(row, shape, more) for row in rows]))  # noqa: S704  (each value is escaped below)


def headings(columns: tuple[str, ...]) -> list[tuple[str, str]]:
    """(class, words) of each column."""
    return [(COLUMNS[name][1], COLUMNS[name][0]) for name in columns]


@lru_cache(64)
def _shape(columns: tuple[str, ...]) -> str:
    cells = [f'<td class="{COLUMNS[name][1]}">{COLUMNS[name][2]}</td>' for name in columns]
    return _ROW.format(cells="\n".join(cells))


def _row(row: Row, shape: str, more: bool) -> str:
    line = row.line
    on_behalf = f'<small class="cut">nộp thay: {escape(line.on_behalf)}</small>' if line.on_behalf else ""
    tag = f'<span class="tag {escape(row.tag_tone)}">{escape(row.tag)}</span>' if row.tag else ""
    return shape.format(
        **(_more(line) if more else {}),
        state=escape(row.clock.state),
        code=escape(line.code),
        clock=_clock(row.clock),
        named=_code(line.code, row.href),
        channel=_often(line.channel_words),
        owner=escape(line.owner_name),
        on_behalf=on_behalf,
        procedure=_often(line.procedure_name),
        step=_often(row.step),
        holder=escape(row.holder),
        fee=escape(vnd(line.fee_vnd)) if line.fee_vnd else '<span class="soft">–</span>',
        tag=tag,
    )


def _more(line: Line) -> dict[str, str]:
    """Columns that are not shown by themselves; the number is masked as in the export."""
    return {
        "number": str(escape(mask_number(line.owner_number))),
        "registered": stamp(line.registered_at),
        "due_at": stamp(line.due_at),
        "words": _often(str(State(line.state).label)),
    }


def _clock(clock: Remaining) -> str:
    used = 100 if clock.state in ("late", "hold") else min(max(clock.used, 0), 100)
    return _CLOCK.format(
        state=escape(clock.state), words=escape(clock.words), used=used, moment=escape(clock.moment)
    )


def _code(text: str, href: str) -> str:
    if text.startswith("T-") and len(text) > _LONGEST_CODE:
        title, soft, strong = f' title="{escape(text)}"', "T-…", text[-6:]
    else:
        cut = text.rfind("-") + 1
        title, soft, strong = "", text[:cut], text[cut:]
    return f'<a class="code" href="{escape(href)}"{title}>{escape(soft)}<b>{escape(strong)}</b></a>'


@lru_cache(2048)
def _often(text: str) -> str:
    """Words that stand in many rows of many pages, never a person's."""
    return str(escape(text))
