"""A tree as a Vietnamese sentence for people: “Bạn xin giấy cho ai?” là “Cho người ủy quyền cho bạn”."""

from collections.abc import Mapping
from typing import Any

from portal.web.show import day as day_text
from procedures.definition.shapes import Definition
from procedures.eform.numbers import number_text
from procedures.formula.scope import CHANNEL_WORDS, Scope, scope_of
from procedures.operations import day

Tree = Mapping[str, Any]
_COMPARED = {"eq": "bằng", "ne": "khác", "lt": "dưới", "le": "không quá", "gt": "trên", "ge": "từ"}
_DAYS = {"eq": "là", "ne": "khác", "lt": "trước", "le": "không sau", "gt": "sau", "ge": "không trước"}
_JOINS = {"add": " + ", "sub": " − ", "mul": " × ", "div": " : "}


def as_words(tree: Tree | None, source: Definition | Scope, lead: str = "") -> str:
    """The sentence; `lead` goes before it (“Hiện khi”). "" for no condition."""
    if tree is None:
        return ""
    scope = source if isinstance(source, Scope) else scope_of(source)
    words = _Words(scope).of(tree)
    return f"{lead} {words}" if lead else words[:1].upper() + words[1:]


class _Words:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def of(self, tree: Tree) -> str:
        """A condition as a clause, a value as a phrase."""
        if "q" in tree:
            return f"{self.name(tree['q'])} là “Có”" if self.kind(tree) == "bool" else self.name(tree["q"])
        if "v" in tree:
            return self.literal(tree["v"], {})
        op, args = str(tree["op"]), list(tree.get("args", []))
        if op in _COMPARED:
            return self.compared(op, *args)
        special = getattr(self, f"_{op}", None)
        return str(special(args)) if special else _JOINS[op].join(self.part(arg) for arg in args)

    def name(self, key: str) -> str:
        """A question by its label; a column or part also says of what."""
        if key in self.scope.labels:
            return f"“{self.scope.labels[key]}”"
        head, _, part = key.partition(".")
        whole = f"“{self.scope.labels.get(head, head)}”"
        return f"{'xã, phường' if part == 'commune' else 'số nhà, đường'} của {whole}" if part else whole

    def kind(self, tree: Tree) -> str:
        named = self.scope.names.get(tree.get("q", ""))
        return named.type if named else ""

    def part(self, tree: Tree) -> str:
        """A value inside a longer phrase."""
        if "q" in tree:
            return self.name(tree["q"])
        days = tree.get("op") == "sub" and self.dated(*tree["args"])
        return f"({self.of(tree)})" if tree.get("op") in _JOINS and not days else self.of(tree)

    def literal(self, value: Any, options: Mapping[str, str]) -> str:
        if value is None:
            return "chưa có gì"
        if isinstance(value, bool):
            return "“Có”" if value else "“Không”"
        if isinstance(value, int | float):
            return number_text(value)
        if isinstance(value, list):
            return ", ".join(self.literal(item, options) for item in value)
        on = day(value)
        return day_text(on) if on else f"“{options.get(value, value)}”"

    def compared(self, op: str, left: Tree, right: Tree) -> str:
        if "v" in left and "v" not in right:
            turned = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}
            return self.compared(turned.get(op, op), right, left)
        if left.get("op") == "channel":
            said = self.literal(right.get("v"), CHANNEL_WORDS).strip("“”")
            return f"{'không ' if op == 'ne' else ''}nộp {said}"
        options = self.scope.options.get(left.get("q", ""), {})
        said = self.literal(right["v"], options) if "v" in right else self.part(right)
        more = " trở lên" if op == "ge" and not self.dated(left, right) else ""
        return f"{self.part(left)} {self.verb(op, left, right)} {said}{more}"

    def dated(self, left: Tree, right: Tree) -> bool:
        sides = (left, right)
        return any(self.kind(s) == "date" or s.get("op") == "today" or bool(day(s.get("v"))) for s in sides)

    def verb(self, op: str, left: Tree, right: Tree) -> str:
        if self.dated(left, right):
            return _DAYS[op]
        counted = isinstance(right.get("v"), int | float) and not isinstance(right.get("v"), bool)
        if op in ("eq", "ne") and not counted:
            return "là" if op == "eq" else "không phải là"
        return _COMPARED[op]

    def clause(self, tree: Tree) -> str:
        """A part of “và”, “hoặc”, “không phải”: in brackets when it is such a chain itself."""
        inner = tree.get("op") in ("and", "or") and len(tree["args"]) > 1
        return f"({self.of(tree)})" if inner else self.of(tree)

    def _and(self, args: list[Tree]) -> str:
        return " và ".join(self.clause(arg) for arg in args)

    def _or(self, args: list[Tree]) -> str:
        return " hoặc ".join(self.clause(arg) for arg in args)

    def _not(self, args: list[Tree]) -> str:
        if "q" in args[0] and self.kind(args[0]) == "bool":
            return f"{self.name(args[0]['q'])} không phải là “Có”"
        return f"không phải ({self.of(args[0])})"

    def _in(self, args: list[Tree]) -> str:
        item, among = args
        options = self.scope.options.get(among.get("q", "") or item.get("q", ""), {})
        if "v" in item:
            return f"{self.part(among)} có chọn {self.literal(item['v'], options)}"
        listed = self.literal(among["v"], options) if "v" in among else self.part(among)
        return f"{self.part(item)} là một trong {listed}"

    def _empty(self, args: list[Tree]) -> str:
        return f"{self.part(args[0])} chưa được trả lời"

    def _filled(self, args: list[Tree]) -> str:
        return f"{self.part(args[0])} đã được trả lời"

    def _count(self, args: list[Tree]) -> str:
        return f"số mục của {self.part(args[0])}"

    def _sum(self, args: list[Tree]) -> str:
        return f"tổng của {self.part(args[0])}"

    def _sub(self, args: list[Tree]) -> str:
        late, early = args
        if self.dated(late, early):
            return f"số ngày từ {self.part(early)} đến {self.part(late)}"
        return _JOINS["sub"].join(self.part(arg) for arg in args)

    def _concat(self, args: list[Tree]) -> str:
        return f"ghép {', '.join(self.part(arg) for arg in args)}"

    def _year_of(self, args: list[Tree]) -> str:
        return f"năm của {self.part(args[0])}"

    def _age_at(self, args: list[Tree]) -> str:
        on = "" if args[1].get("op") == "today" else f" vào {self.part(args[1])}"
        return f"tuổi tính theo {self.part(args[0])}{on}"

    def _today(self, args: list[Tree]) -> str:
        return "hôm nay"

    def _channel(self, args: list[Tree]) -> str:
        return "kênh nộp"
