"""Plots as numbers: bars and curves that a template writes as SVG, with the figures beside them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 900, 240, 40, 28, 10


@dataclass(frozen=True, slots=True)
class Curves:
    """Lines over days: each (name, path, greatest value); marks of both axes as (place, words)."""

    lines: list[tuple[str, str, int]]
    days: list[tuple[float, str]]
    heights: list[tuple[float, int]]
    width: int = WIDTH
    height: int = HEIGHT


def bars(rows: list[tuple[str, float, str]]) -> list[dict[str, Any]]:
    """One bar a row, its width in per cent of the room; the words stand beside it."""
    return [{"name": name, "percent": percent, "words": words} for name, percent, words in rows]


def curves(days: list[str], lines: list[tuple[str, list[int]]]) -> Curves | None:
    """Steps from day to day. Nothing to draw: None."""
    if not days or not lines or not any(any(values) for _, values in lines):
        return None
    most = max(max(values, default=0) for _, values in lines)
    step = (WIDTH - LEFT - 10) / max(len(days), 1)

    def y(value: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / most, 1)

    paths = []
    for name, values in lines:
        path = f"M{LEFT} {y(0)}"
        for number, value in enumerate(values):
            path += f"V{y(value)}H{round(LEFT + (number + 1) * step, 1)}"
        paths.append((name, path, max(values, default=0)))
    every = max(len(days) // 8, 1)
    marks = [
        (round(LEFT + number * step, 1), f"{date.fromisoformat(day):%d/%m}")
        for number, day in enumerate(days)
        if number % every == 0
    ]
    heights = sorted({0, most, round(most / 2)})
    return Curves(paths, marks, [(y(value), value) for value in heights])
