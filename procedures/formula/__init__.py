"""Expressions as people write and read them: `quan_he = "me" và so_ban > 2` ↔ the tree of a definition."""

from procedures.formula.lexing import TextError
from procedures.formula.parsing import parse_text
from procedures.formula.scope import Scope, scope_at, scope_of
from procedures.formula.wording import as_words
from procedures.formula.writing import as_text

__all__ = ["Scope", "TextError", "as_text", "as_words", "parse_text", "scope_at", "scope_of"]
