"""From a formula to the tree of a definition; each refusal says where and what to write instead.

either     := both (("hoặc" | "or") both)*
both       := negated (("và" | "and") negated)*
negated    := ("không" | "not") negated | compared
compared   := added [("=" | "≠" | "<" | "≤" | ">" | "≥") added | ["không"] "thuộc" added]
added      := multiplied (("+" | "-") multiplied)*
multiplied := value (("*" | "/") value)*
value      := number | day | time | "text" | [list] | (either) | name | word | word(either; either…)"""

import unicodedata
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Any

from portal.web.text import fold
from procedures import operations
from procedures.expressions import MAX_DEPTH, MAX_NODES, ExpressionError, check, nodes, read
from procedures.formula.lexing import ALONE, BETWEEN, CALLED, TextError, Token, tokens
from procedures.formula.scope import CHANNEL_WORDS, Scope

Tree = dict[str, Any]
_COMPARES = {"=": "eq", "≠": "ne", "<": "lt", "≤": "le", "<=": "le", ">": "gt", "≥": "ge", ">=": "ge"}
_SUMS = {"+": "add", "-": "sub"}
_PRODUCTS = {"*": "mul", "/": "div"}
_SPOKEN_CALLS = ["trống", "có", "đếm", "tổng", "tuổi", "năm", "nối"]
_MANY = {"add", "mul", "and", "or"}


def parse_text(text: str, scope: Scope, expected: str = "") -> Tree:
    """The tree of a formula, checked for its type and for the questions that stand before.

    Raises TextError with the place of the first fault and a Vietnamese sentence. `expected` is the type that
    must come out: "bool" for a condition, "" for whatever it is."""
    text = unicodedata.normalize("NFC", text)
    found = tokens(text)
    if found[0].kind == "end":
        raise TextError(0, 1, "Chưa có công thức.")
    tree = _Parser(found, scope).whole()
    try:
        read(tree, scope.names, expected)
    except ExpressionError as error:
        raise TextError(0, len(text), str(error)) from error
    return tree


class _Parser:
    """Walks once through the tokens; every node is checked when it is made, so a fault has its place."""

    def __init__(self, found: list[Token], scope: Scope) -> None:
        self.found, self.scope, self.at, self.depth = found, scope, 0, 0
        self.words: dict[str, str] = {}  # options that a bare word or a label may mean just here

    def whole(self) -> Tree:
        tree = self.either()
        if self.here.kind != "end":
            raise self.fault(f"Không hiểu “{self.here.said}” ở chỗ này; thiếu và, hoặc hay một phép so sánh?")
        return tree

    @property
    def here(self) -> Token:
        return self.found[self.at]

    def step(self) -> Token:
        token = self.here
        self.at += token.kind != "end"
        return token

    def fault(self, sentence: str, token: Token | None = None) -> TextError:
        token = token or self.here
        return TextError(token.at, len(token.said), sentence)

    def sign(self, sign: str) -> bool:
        return self.here.kind == "sign" and self.here.value == sign

    def between(self, ahead: int = 0) -> str:
        """What the token means between two values: a sign, or a word such as “và”; else ""."""
        token = self.found[min(self.at + ahead, len(self.found) - 1)]
        return str(token.value) if token.kind == "sign" else BETWEEN.get(token.folded, "")

    def made(self, op: str, args: list[Tree], token: Token) -> Tree:
        """An operation whose parts fit, else a fault at its sign or word."""
        tree: Tree = {"op": op, "args": args}
        depths = [depth for _, depth in nodes(tree)]
        if len(depths) > MAX_NODES or max(depths) > MAX_DEPTH:
            raise self.fault(
                f"Công thức quá {MAX_NODES} phần hoặc {MAX_DEPTH} tầng, hãy tách ra câu hỏi tính sẵn.", token
            )
        try:
            check(tree, self.scope.names)
        except ExpressionError as error:
            raise self.fault(_plainer(op, args, self.scope, token) or str(error), token) from error
        return tree

    def either(self) -> Tree:
        self.depth += 1
        if self.depth > MAX_DEPTH + 5:
            raise self.fault("Công thức có quá nhiều ngoặc lồng nhau.")
        tree = self.joined("or", self.both)
        self.depth -= 1
        return tree

    def both(self) -> Tree:
        return self.joined("and", self.negated)

    def joined(self, op: str, part: Callable[[], Tree]) -> Tree:
        first, token = part(), self.here
        args = [first]
        while self.between() == op:
            token = self.step()
            args.append(part())
        return self.made(op, args, token) if len(args) > 1 else first

    def negated(self) -> Tree:
        if self.here.kind == "word" and self.between() == "not" and self.opens(ahead=1):
            token = self.step()
            self.depth += 1
            if self.depth > MAX_DEPTH + 5:
                raise self.fault("Công thức có quá nhiều phép không lồng nhau.")
            tree = self.made("not", [self.negated()], token)
            self.depth -= 1
            return tree
        return self.compared()

    def opens(self, ahead: int) -> bool:
        """Whether a value may begin at a token; else “không” before it is the answer Không."""
        token = self.found[min(self.at + ahead, len(self.found) - 1)]
        if token.kind in ("end", "sign"):
            return token.kind == "sign" and token.value in ("(", "[", "-")
        following = self.found[min(self.at + ahead + 1, len(self.found) - 1)]
        called = following.kind == "sign" and following.value == "("
        meaning = BETWEEN.get(token.folded, "")
        return not meaning or meaning == "not" or called or token.said in self.scope.names

    def compared(self) -> Tree:
        left, token, sign = self.added(), self.here, self.between()
        if sign in _COMPARES:
            self.step()
            return self.made(_COMPARES[sign], [left, self.expected_of(left)], token)
        if sign == "in":
            self.step()
            return self.made("in", self.among(left), token)
        if sign == "not" and self.between(ahead=1) == "in":
            self.step()
            self.step()
            return self.made("not", [self.made("in", self.among(left), token)], token)
        return left

    def among(self, left: Tree) -> list[Tree]:
        """Both sides of “thuộc”: an answer among a list, or an option among what was chosen."""
        right = self.expected_of(left)
        chosen = self.scope.options.get(right.get("q", ""))
        if chosen and isinstance(left.get("v"), str):
            left = {"v": self.option(left["v"], dict(chosen), self.found[self.at - 1])}
        return [left, right]

    def expected_of(self, left: Tree) -> Tree:
        """The right side of a comparison, where options may be said by their labels and without quotes."""
        kept = self.words
        self.words = self.options_of(left)
        tree = self.added()
        self.words = kept
        return tree

    def options_of(self, tree: Tree) -> dict[str, str]:
        if tree.get("op") == "channel":
            return CHANNEL_WORDS
        return dict(self.scope.options.get(tree.get("q", ""), {}))

    def added(self) -> Tree:
        return self.chained(_SUMS, self.multiplied)

    def multiplied(self) -> Tree:
        return self.chained(_PRODUCTS, self.value)

    def chained(self, signs: dict[str, str], part: Callable[[], Tree]) -> Tree:
        """a + b + c is one sum of three; a - b - c goes from the left."""
        tree, loose = part(), False
        while self.here.kind == "sign" and self.here.value in signs:
            token = self.step()
            op = signs[token.value]
            right = part()
            if loose and op in _MANY and tree["op"] == op:
                tree = self.made(op, [*tree["args"], right], token)
            else:
                tree = self.made(op, [tree, right], token)
            loose = True
        return tree

    def value(self) -> Tree:
        token = self.step()
        if token.kind in ("number", "day", "clock"):
            return {"v": token.value}
        if token.kind == "text":
            return {"v": self.option(token.value, self.words, token) if self.words else token.value}
        if token.kind == "name":
            return self.answer(token, str(token.value))
        if token.kind == "word":
            return self.word(token)
        if token.value == "(":
            return self.closed(self.either(), ")", token)
        if token.value == "[":
            return {"v": self.listed(token)}
        if token.value == "-" and self.here.kind == "number":
            return {"v": -self.step().value}
        if token.kind == "end":
            raise self.fault("Công thức dừng giữa chừng, còn thiếu một phần ở cuối.", token)
        raise self.fault(f"Chỗ này cần một câu hỏi hoặc một giá trị, đang có “{token.said}”.", token)

    def closed(self, tree: Tree, sign: str, opened: Token) -> Tree:
        if not self.sign(sign):
            raise self.fault(f"Thiếu dấu {sign} cho dấu {opened.said} ở ký tự {opened.at + 1}.")
        self.step()
        return tree

    def listed(self, opened: Token) -> list[Any]:
        """[“a”; “b”; 3]: only texts and numbers."""
        items: list[Any] = []
        while not self.sign("]"):
            token = self.here
            item = self.value()
            if "v" not in item or isinstance(item["v"], bool | list) or item["v"] is None:
                raise self.fault("Danh sách chỉ gồm chữ hoặc số.", token)
            items.append(item["v"])
            if not self.sign(";"):
                break
            self.step()
        self.closed({}, "]", opened)
        return items

    def word(self, token: Token) -> Tree:
        if self.sign("("):
            return self.called(token)
        if token.said in self.scope.names:
            return {"q": token.said}
        if self.words and token.said in self.words:
            return {"v": token.said}
        if meaning := ALONE.get(token.folded):
            return {"op": meaning[1], "args": []} if meaning[0] == "op" else {"v": meaning[1]}
        if self.words and "." not in token.said:
            return {"v": self.option(token.said, self.words, token)}
        return self.answer(token, token.said)

    def answer(self, token: Token, key: str) -> Tree:
        """A question by its id; `noi_o.xa` is the commune of an address."""
        head, _, part = key.partition(".")
        names = self.scope.names
        alias = {"xa": "commune", "duong": "line"}.get(fold(part), "")
        if key in names:
            return {"q": key}
        if alias and f"{head}.{alias}" in names:
            return {"q": f"{head}.{alias}"}
        if head in self.scope.later:
            raise self.fault(f"Câu hỏi “{head}” đứng sau. Điều kiện chỉ dùng được câu hỏi đứng trước.", token)
        raise self.fault(f"Không có câu hỏi “{key}” ở phía trước.{_meant(key, names)}", token)

    def called(self, token: Token) -> Tree:
        """`trống(x)`, `tuổi(ngày sinh)`, `nối(a; b)`…"""
        op = CALLED.get(token.folded)
        if op is None:
            raise self.fault(f"Không có phép “{token.said}”.{_meant(token.said, _SPOKEN_CALLS)}", token)
        opened, args = self.step(), []
        kept, self.words = self.words, {}
        while not self.sign(")"):
            args.append(self.either())
            if not self.sign(";"):
                break
            self.step()
        self.words = kept
        self.closed({}, ")", opened)
        if op == "age_at" and len(args) == 1:
            args.append({"op": "today", "args": []})
        return self.made(op, args, token)

    def option(self, said: str, options: dict[str, str], token: Token) -> str:
        """The id of an option said by its id or by its label, with or without marks."""
        if said in options or not options:
            return said
        for key, label in options.items():
            if fold(label) == fold(said):
                return key
        raise self.fault(
            f"Không có lựa chọn “{said}”.{_meant(said, [*options, *options.values()])} "
            f"Có: {', '.join(f'{key} ({label})' for key, label in list(options.items())[:12])}.",
            token,
        )


def _plainer(op: str, args: list[Tree], scope: Scope, token: Token) -> str:
    """The types that do not fit, with the sign as it was written; "" when the fault is another."""
    operation = operations.ALL[op]
    if not operation.least <= len(args) <= operation.most:
        return f"“{token.said}” cần {operation.arity()} phần trong ngoặc, đang có {len(args)}."
    kinds = [check(arg, scope.names) for arg in args]
    if operation.typed(kinds):
        return ""
    listed = " và ".join(operations.spoken(kind) for kind in kinds)
    return f"“{token.said}” không dùng được với {listed}."


def _meant(said: str, known: Iterable[str]) -> str:
    """“ Có phải “so_ban”?” for a slip of the finger, else ""."""
    by_fold = {fold(one): one for one in known}
    close = get_close_matches(fold(said), by_fold, n=1, cutoff=0.6)
    return f" Có phải “{by_fold[close[0]]}”?" if close else ""
