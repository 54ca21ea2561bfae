"""The small typed expressions of a definition: conditions, computed values.

A tree is `{"q": id}` (an answer), `{"v": literal}` or `{"op": name, "args": [...]}`. It is checked when a
definition is read and compiled to closures once. Running it is total: it never raises and always ends (a
tree has no loops and a limited size).

What is missing: an answer that is empty or could not be read is None. A comparison with None is false (also
`ne`), arithmetic with None is None, `and`/`or`/`not` take None for false, `concat` leaves it out, `sum` and
`count` of nothing are 0. Division by zero and numbers out of range are None.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.calendars.now import now
from portal.web.show import local
from procedures import operations

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d\Z")
CHANNELS = ("in_person", "online", "postal")
MAX_NODES = 200
MAX_DEPTH = 20
_LITERALS = {bool: "bool", int: "number", float: "number", str: "text", list: "list"}


@dataclass(frozen=True, slots=True)
class Given:
    """What a condition may know beside the answers: the day (in Vietnam) and the channel of filing.

    `desk`: an officer sits at the form, so the questions for officers are asked too."""

    today: date
    channel: str = "online"
    desk: bool = False


def given(channel: str = "online", today: date | None = None) -> Given:
    """The facts of now; a dossier already submitted is judged with the day on which it was submitted."""
    return Given(today or local(now()).date(), channel)


def at_desk(channel: str = "in_person", today: date | None = None) -> Given:
    """The facts of now for an officer, who sees and answers the questions for officers as well."""
    return Given(today or local(now()).date(), channel, desk=True)


Run = Callable[[Mapping[str, Any], Given], Any]


@dataclass(frozen=True, slots=True)
class Name:
    """What an expression may know of a question: its type and, for choices, the options it may equal."""

    type: str
    options: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked tree with its type, the ids it reads and its compiled form."""

    tree: Mapping[str, Any] = field(hash=False)
    type: str
    uses: frozenset[str]
    run: Run = field(compare=False, repr=False)

    def holds(self, answers: Mapping[str, Any], facts: Given) -> bool:
        return self.run(answers, facts) is True


class ExpressionError(ValueError):
    """An expression that may not be saved, with the reason in Vietnamese."""


def read(tree: Any, names: Mapping[str, Name], expected: str = "") -> Expression:
    """Check and compile a tree. Raises ExpressionError with the first thing that is wrong."""
    depths = [depth for _, depth in nodes(tree)]
    if len(depths) > MAX_NODES or max(depths) > MAX_DEPTH:
        raise ExpressionError(
            f"Biểu thức quá {MAX_NODES} phần hoặc {MAX_DEPTH} tầng, hãy tách ra câu hỏi tính sẵn."
        )
    kind = check(tree, names)
    if expected and kind not in (expected, "any"):
        raise ExpressionError(
            f"Biểu thức cho ra {operations.spoken(kind)}, ở đây cần {operations.spoken(expected)}."
        )
    return Expression(tree=tree, type=kind, uses=frozenset(uses(tree)), run=build(tree))


def nodes(tree: Any) -> Iterator[tuple[Any, int]]:
    """Every node of a tree and its depth, without recursion, so that a very deep one cannot hurt."""
    waiting = [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        args = node.get("args") if isinstance(node, dict) else None
        if isinstance(args, list):
            waiting.extend((arg, depth + 1) for arg in args)


def uses(tree: Any) -> Iterator[str]:
    """The ids of the questions that a tree reads (of `group.column` the group)."""
    for node, _ in nodes(tree):
        if isinstance(node, dict) and isinstance(node.get("q"), str):
            yield node["q"].partition(".")[0]


def check(tree: Any, names: Mapping[str, Name]) -> str:
    """The type of a tree. Raises ExpressionError."""
    if not isinstance(tree, dict):
        raise ExpressionError("Biểu thức phải là một đối tượng có q, v hoặc op.")
    if set(tree) == {"q"}:
        return _name(tree["q"], names).type
    if set(tree) == {"v"}:
        return _literal(tree["v"])
    if "op" in tree and set(tree) <= {"op", "args"}:
        return _operation(tree, names)
    raise ExpressionError(
        f"Biểu thức phải có đúng một trong q, v, op; đang có {', '.join(map(str, tree)) or 'rỗng'}."
    )


def _name(key: Any, names: Mapping[str, Name]) -> Name:
    if not isinstance(key, str) or key not in names:
        raise ExpressionError(f"Không có câu hỏi “{key}” ở phía trước.")
    return names[key]


def _literal(value: Any) -> str:
    if value is None:
        return "any"
    if type(value) not in _LITERALS:
        raise ExpressionError("Giá trị cố định phải là chữ, số, đúng/sai hoặc danh sách.")
    if isinstance(value, list) and not all(isinstance(item, str | int | float) for item in value):
        raise ExpressionError("Danh sách cố định chỉ gồm chữ hoặc số.")
    if isinstance(value, str) and _is_day(value):
        return "date"
    if isinstance(value, str) and _CLOCK.match(value):
        return "time"
    return _LITERALS[type(value)]


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _operation(tree: Mapping[str, Any], names: Mapping[str, Name]) -> str:
    op, args = tree["op"], tree.get("args", [])
    operation = operations.ALL.get(op) if isinstance(op, str) else None
    if operation is None:
        raise ExpressionError(f"Không có phép “{op}”.")
    if not isinstance(args, list):
        raise ExpressionError(f"args của phép “{op}” phải là danh sách.")
    if not operation.least <= len(args) <= operation.most:
        raise ExpressionError(f"Phép “{op}” nhận {operation.arity()} phần, đang có {len(args)}.")
    kinds = [check(arg, names) for arg in args]
    result = operation.typed(kinds)
    if not result:
        listed = ", ".join(operations.spoken(kind) for kind in kinds)
        raise ExpressionError(f"Phép “{op}” không dùng được với {listed}.")
    _check_options(op, args, names)
    return result


def _check_options(op: str, args: list[Any], names: Mapping[str, Name]) -> None:
    """A choice compared with a word that is none of its options would never hold."""
    if op not in ("eq", "ne", "in"):
        return
    left, right = args
    for one, other in ((left, right), (right, left)):
        if "v" not in other or "v" in one or one.get("op", "channel") != "channel":
            continue
        options = names[one["q"]].options if "q" in one else CHANNELS
        said = other["v"] if isinstance(other["v"], list) else [other["v"]]
        for value in said:
            if options is not None and value is not None and value not in options:
                of = f"Câu hỏi “{one['q']}”" if "q" in one else "Kênh nộp"
                raise ExpressionError(f"{of} không có lựa chọn “{value}”.")


def build(tree: Mapping[str, Any]) -> Run:
    """The compiled form of a checked tree."""
    if "q" in tree:
        return _answer(tree["q"])
    if "v" in tree:
        value = tree["v"]
        return lambda answers, facts: value
    return operations.ALL[tree["op"]].build([build(arg) for arg in tree.get("args", [])])


def _answer(key: str) -> Run:
    head, _, tail = key.partition(".")
    if tail:
        return lambda answers, facts: _inside(answers.get(head), tail)
    return lambda answers, facts: known(answers.get(head))


def known(value: Any) -> Any:
    """An answer as expressions see it: what is empty or could not be read is None."""
    if value == "" or value == [] or (isinstance(value, dict) and "_raw" in value):
        return None
    return value


def _inside(value: Any, key: str) -> Any:
    """A column of a repeated group (a list), or a part of an address."""
    if isinstance(value, list):
        return [item[key] for item in value if isinstance(item, dict) and known(item.get(key)) is not None]
    return known(value.get(key)) if isinstance(value, dict) and "_raw" not in value else None
