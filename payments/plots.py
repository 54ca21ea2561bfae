"""Bars of money by day as SVG from the server; the same numbers stand in a table beside it."""

from datetime import date

from markupsafe import Markup, escape

from portal.web.show import vnd

HEIGHT, FLOOR, TALL = 220, 190, 150  # pixels; across it is per cent, so that words keep their size


def bars(days: list[tuple[date, int]], title: str) -> Markup:
    """One bar per day; the highest and every label that has room are written."""
    if not days:
        return Markup()
    best = max(days, key=lambda one: one[1])
    most, step = best[1] or 1, 100 / len(days)
    every = max(1, -(-len(days) // 8))
    parts = []
    for at, (day, value) in enumerate(days):
        tall, x = round(TALL * value / most, 1), round(at * step, 2)
        told = escape(f"{day:%d/%m}: {vnd(value)}")
        parts.append(
            f'<rect class="b1" x="{x}%" y="{FLOOR - tall}" width="{round(step * 0.72, 2)}%" height="{tall}">'
            f"<title>{told}</title></rect>"
        )
        if at % every == 0 and x < 92:
            parts.append(f'<text class="s" x="{x}%" y="{FLOOR + 18}">{day:%d/%m}</text>')
    words = escape(f"{title}. Cao nhất {vnd(best[1])}, ngày {best[0]:%d/%m/%Y}.")
    return Markup(  # noqa: S704 (every word is escaped above)
        f'<svg class="plot" height="{HEIGHT}" role="img" aria-label="{words}">'
        f'<line class="ax" x1="0" y1="{FLOOR}" x2="100%" y2="{FLOOR}"/>'
        f'<text class="s" x="0" y="24">Cao nhất {escape(vnd(best[1]))}</text>{"".join(parts)}</svg>'
    )
