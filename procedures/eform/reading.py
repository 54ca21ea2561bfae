"""From a posted page to typed answers. Tolerant of how people type; nothing typed is thrown away.

Fields are named by the question's id: `ten`; a day is `ngay_sinh-ngay`, `-thang`, `-nam`; an address
`noi_o-duong` and `noi_o-xa`; the third item of a repeated group `con-2-ten`, their number `con-so`. A field
that the page did not carry leaves the answer as it was."""

import re
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from portal.accounts.numbers import normal_number, normal_phone, normal_tax_code
from portal.web.text import clean
from procedures import places
from procedures.definition.shapes import OTHER, TEXT_KINDS, Page, Question
from procedures.eform.dates import PARTS, read_day
from procedures.eform.lists import COUNTRIES, ETHNIC_GROUPS
from procedures.eform.numbers import read_number
from procedures.eform.prefill import source_of
from procedures.expressions import Given

Answers = dict[str, Any]
MOST_TYPED = 20_000
ACTION = "lam"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_TIME = re.compile(r"(\d{1,2})\s*(?:[:hg.]|giờ)?\s*(\d{2})?\s*(?:phút|p)?\Z", re.IGNORECASE)


class Post:
    """The posted fields, from a QueryDict or a plain mapping."""

    def __init__(self, fields: Mapping[str, Any], *, desk: bool = False) -> None:
        self.fields, self.desk = fields, desk

    def __contains__(self, name: str) -> bool:
        return name in self.fields

    def text(self, name: str) -> str:
        value = self.fields.get(name)
        if isinstance(value, list):
            value = value[-1] if value else ""
        return _CONTROL.sub("", value)[:MOST_TYPED] if isinstance(value, str) else ""

    def all(self, name: str) -> list[str]:
        many = self.fields.getlist(name) if hasattr(self.fields, "getlist") else self.fields.get(name, [])
        return [value for value in ([many] if isinstance(many, str) else many) if isinstance(value, str)]


def read_page(
    page: Page, post: Mapping[str, Any], answers: Mapping[str, Any], facts: Given | None = None
) -> Answers:
    """The answers after this page was posted; add and remove buttons of repeated groups are obeyed.

    What a citizen posts for a question that only officers answer is not looked at."""
    desk = facts is not None and facts.desk
    fields, read = Post(post, desk=desk), dict(answers)
    for question in page.questions:
        _take(question, question.id, fields, read)
    for question in page.questions:
        if question.kind == "group" and (desk or not question.officer_only):
            _obey(question, fields, read)
    return read


def stays(post: Mapping[str, Any]) -> bool:
    """Whether a button was pressed that only changes the page (add, remove): show it again, do not go on."""
    return Post(post).text(ACTION).partition(":")[0] in ("them", "xoa")


def _take(question: Question, name: str, post: Post, read: Answers) -> None:
    """Puts what was posted for one question into the answers; an emptied field removes its answer."""
    if question.kind in ("computed", "statement", "file") or not _posted(question, name, post):
        return
    if question.officer_only and not post.desk:
        return
    if question.locked and not post.desk and source_of(question.id, read):
        return
    value = _value(question, name, post, read.get(question.id))
    if value is None or value == "" or (value == [] and question.kind != "group"):
        read.pop(question.id, None)
    else:
        read[question.id] = value
    if question.other:
        text = clean(post.text(f"{name}_{OTHER}"))
        if text:
            read[question.other_id] = text
        elif f"{name}_{OTHER}" in post:
            read.pop(question.other_id, None)


def _posted(question: Question, name: str, post: Post) -> bool:
    kind = question.kind
    if kind == "date":
        return any(f"{name}-{part}" in post for part in PARTS)
    if kind == "address":
        return f"{name}-xa" in post or f"{name}-duong" in post
    if kind == "choices":
        return f"{name}-co" in post or name in post
    if kind == "group":
        return f"{name}-so" in post
    return name in post


def _value(question: Question, name: str, post: Post, before: Any) -> Any:
    kind = question.kind
    if kind in TEXT_KINDS:
        return _text(question, post.text(name))
    if kind in ("number", "money"):
        money = kind == "money"
        return read_number(post.text(name), decimals=question.decimals, unit=question.unit, money=money)
    if kind == "date":
        return read_day({part: post.text(f"{name}-{part}") for part in PARTS})
    if kind == "address":
        return _address(question, name, post, before)
    if kind == "commune":
        return _commune(question, post.text(name), post.text(f"{name}-chon"), before)
    if kind == "group":
        items = _items(question, name, post, before)
        # Boxes that the page drew and nobody touched are no answer yet, unless a button was pressed for them.
        drawn = before is None and ACTION not in post and len(items) == int(question.min or 0)
        return None if drawn and not any(map(_filled(question), items)) else items
    return _picked(question, name, post)


def _picked(question: Question, name: str, post: Post) -> Any:
    """Kinds where one of a list is chosen; a value outside the list was not chosen on our page."""
    kind, said = question.kind, clean(post.text(name))
    if kind == "yes_no":
        return {"co": True, "khong": False}.get(said)
    if kind == "time":
        return _time(said)
    if kind == "country":
        return said if said in COUNTRIES else None
    if kind == "ethnicity":
        return said if said in ETHNIC_GROUPS else None
    allowed = [option.id for option in question.options] + ([OTHER] if question.other else [])
    if kind == "choices":
        chosen = set(post.all(name))
        return [option for option in allowed if option in chosen]
    return said if said in allowed else None


def _text(question: Question, typed: str) -> str:
    if question.kind == "long_text":
        lines = [clean(line) for line in typed.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
        return "\n".join(lines).strip()
    if question.kind == "id_number":
        return normal_number(typed)
    if question.kind == "tax_code":
        return normal_tax_code(typed)
    if question.kind == "phone":
        return normal_phone(typed)
    return clean(typed)


def _time(said: str) -> Any:
    found = _TIME.match(said)
    if not said:
        return None
    if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return {"_raw": said[:40]}
    return f"{int(found[1]):02}:{int(found[2] or 0):02}"


def _commune(question: Question, typed: str, chosen: str, before: Any) -> Any:
    """The code of the place; what was typed and the possible codes when it is not clear which is meant."""
    said, at_home = clean(typed)[:200], question.scope == "province"
    if not said:
        return None
    if isinstance(before, str) and said == places.text_of(before):
        return before
    place, found = places.resolve(said, at_home=at_home)
    codes = [one.code for one in found]
    if place is None and chosen in codes:
        return chosen
    return place.code if place else {"_raw": said, "options": codes[:12]}


def _address(question: Question, name: str, post: Post, before: Any) -> Any:
    line = clean(post.text(f"{name}-duong"))[:400]
    kept = before.get("commune") if isinstance(before, dict) else None
    commune = _commune(question, post.text(f"{name}-xa"), post.text(f"{name}-xa-chon"), kept)
    if not line and commune is None:
        return None
    if isinstance(commune, str):
        return {"commune": commune, "line": line}
    raw = commune or {"_raw": ""}
    return {"_raw": {"xa": raw["_raw"], "duong": line}, "options": raw.get("options", [])}


def _items(group: Question, name: str, post: Post, before: Any) -> list[Answers]:
    kept = before if isinstance(before, list) else []
    most = int(group.max or 1)
    said = clean(post.text(f"{name}-so"))
    count = min(int(said), most) if said.isascii() and said.isdigit() and len(said) < 5 else len(kept)
    items = []
    for index in range(count):
        item = dict(kept[index]) if index < len(kept) and isinstance(kept[index], dict) else {}
        for question in group.questions:
            _take(question, f"{name}-{index}-{question.id}", post, item)
        items.append(_with_slots(group, item))
    return items


def _filled(group: Question) -> Callable[[Answers], bool]:
    """Whether somebody wrote into an item; the names of its files are ours."""
    files = {question.id for question in group.questions if question.kind == "file"}
    return lambda item: any(key not in files for key in item)


def _with_slots(group: Question, item: Answers) -> Answers:
    """Each file question of an item has a name of its own, under which its files are kept."""
    for question in group.questions:
        if question.kind == "file" and not isinstance(item.get(question.id), str):
            item[question.id] = secrets.token_hex(4)
    return item


def _obey(group: Question, post: Post, read: Answers) -> None:
    action, _, rest = post.text(ACTION).partition(":")
    name, _, index = rest.partition(":")
    if name != group.id:
        return
    items = [item for item in read.get(group.id) or [] if isinstance(item, dict)]
    if action == "them" and len(items) < int(group.max or 1):
        items.append(_with_slots(group, {}))
    if action == "xoa" and index.isascii() and index.isdigit() and int(index[:4]) < len(items):
        del items[int(index[:4])]
    read[group.id] = items
