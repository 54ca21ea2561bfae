"""The rows of the queue's table as markup.

Fifty rows of fifteen values are most of the page, so a row is one text with places (a third of what a template takes);
every value is escaped as it is put in. The clock and the code look as in components/desk.html and officer/_code.html.
"""

from functools import lru_cache

from markupsafe import Markup, escape

from dossiers.officer.lists import Row
from dossiers.officer.remaining import Remaining
from portal.web.show import vnd

_ROW = """<tr data-s="{state}">
<td><span class="pick"><input type="checkbox" name="d" value="{code}" aria-label="Chọn {code}"></span></td>
<td>{clock}</td>
<th scope="row">{named}<small>{channel}</small></th>
<td class="c-name"><span class="cut" title="{owner}">{owner}</span>{on_behalf}</td>
<td class="c-proc"><span class="two" title="{procedure}">{procedure}</span></td>
<td class="c-step">{step}<small class="cut">{holder}</small></td>
<td class="num c-fee">{fee}</td>
<td class="c-tag">{tag}</td></tr>
"""
_CLOCK = (
    '<span class="clock" data-s="{state}"><b>{words}</b><svg class="bar" aria-hidden="true">'
    '<rect width="{used}%" height="100%"/></svg><small>{moment}</small></span>'
)
_LONGEST_CODE = 12


def table_rows(rows: list[Row]) -> Markup:
    """The <tr> of each dossier."""
    return Markup("".join([_row(row) for row in rows]))  # noqa: S704  (each value is escaped below)


def _row(row: Row) -> str:
    line = row.line
    on_behalf = f'<small class="cut">nộp thay: {escape(line.on_behalf)}</small>' if line.on_behalf else ""
    tag = f'<span class="tag {escape(row.tag_tone)}">{escape(row.tag)}</span>' if row.tag else ""
    return _ROW.format(
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
