"""Which regular expressions a definition may carry: only such as end quickly on any input."""

import re
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

_REPEATS = {_constants.MAX_REPEAT, _constants.MIN_REPEAT}
_SINGLE = {_constants.LITERAL, _constants.NOT_LITERAL, _constants.IN, _constants.ANY, _constants.CATEGORY}
_BACKWARDS = {_constants.GROUPREF, _constants.GROUPREF_EXISTS}


def pattern_problem(text: str) -> str:
    """Why a pattern is refused, else "". At most two open repeats, each of a single character class: the
    work is then at worst the cube of the length, and lengths are limited."""
    try:
        re.compile(text)
        tree = _parser.parse(text)
    except (re.error, OverflowError, RecursionError) as error:
        return f"Biểu thức chính quy sai: {error}."
    repeats: list[Any] = []
    if not _flat(tree, repeats, inside=False):
        return "Biểu thức chính quy không được lặp một nhóm đã có phần lặp hoặc tham chiếu ngược."
    if len(repeats) > 2:
        return "Biểu thức chính quy chỉ được có hai phần lặp không giới hạn."
    return ""


def _flat(tree: Any, repeats: list[Any], *, inside: bool) -> bool:
    for op, argument in tree:
        if op in _BACKWARDS:
            return False
        if op in _REPEATS:
            least, most, body = argument
            if inside or ((len(body) != 1 or body[0][0] not in _SINGLE) and most > 1):
                return False
            if most - least > 1:
                repeats.append(op)
            if not _flat(body, repeats, inside=True):
                return False
        elif not all(_flat(part, repeats, inside=inside) for part in _parts(op, argument)):
            return False
    return True


def _parts(op: Any, argument: Any) -> list[Any]:
    """The sub-patterns of groups, branches and assertions."""
    if op is _constants.SUBPATTERN:
        return [argument[-1]]
    if op is _constants.BRANCH:
        return list(argument[1])
    if op in (_constants.ASSERT, _constants.ASSERT_NOT):
        return [argument[1]]
    return []
