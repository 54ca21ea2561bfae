"""Twelve weeks of finished work as SVG from the server; the same numbers stand in a table below it."""

from markupsafe import Markup, escape

from dossiers.reckoning import Week

HEIGHT, FLOOR, TALL = 190, 160, 130  # pixels; across it is per cent, so that words keep their size
_KINDS = (("late", "b3"), ("on_time", "b1"), ("early", "b0"))  # name in the figures, tone in desk.css


def plot(weeks: list[Week]) -> Markup:
    """One column for each week: late below, on time, early on top."""
    most = max((week.done for week in weeks), default=0)
    if not most:
        return Markup()
    step = 100 / len(weeks)
    parts = [
        _column(week, round(at * step, 2), round(step * 0.7, 2), most, labelled=at % 3 == 0)
        for at, week in enumerate(weeks)
    ]
    late = sum(week.late for week in weeks)
    done = sum(week.done for week in weeks)
    words = escape(
        f"{len(weeks)} tuần qua: {done} hồ sơ xong, {late} quá hạn; nhiều nhất {most} trong một tuần."
    )
    return Markup(  # noqa: S704 (every word is escaped, every number is one)
        f'<svg class="plot" height="{HEIGHT}" role="img" aria-label="{words}">'
        f'<line class="ax" x1="0" y1="{FLOOR}" x2="100%" y2="{FLOOR}"/>{"".join(parts)}</svg>'
    )


def _column(week: Week, x: float, wide: float, most: int, *, labelled: bool) -> str:
    told = (
        f"Tuần từ {week.monday:%d/%m}: {week.early} trước hạn, {week.on_time} đúng hạn, {week.late} quá hạn"
    )
    bars, foot = [], float(FLOOR)
    for name, tone in _KINDS:
        tall = round(TALL * getattr(week, name) / most, 1)
        foot -= tall
        if tall:
            bars.append(f'<rect class="{tone}" x="{x}%" y="{foot:.1f}" width="{wide}%" height="{tall}"/>')
    label = f'<text class="s" x="{x}%" y="{FLOOR + 18}">{week.monday:%d/%m}</text>' if labelled else ""
    return f"<g><title>{escape(told)}</title>{''.join(bars)}{label}</g>"
