"""An administrator at the designer without a script: opens the page, fills boxes that are there, presses a button."""

import re
from html.parser import HTMLParser
from typing import Any

from django.test import Client
from django.urls import reverse

from procedures.designer.outline import spots
from procedures.formula import as_text
from procedures.models import ProcedureVersion

Part = dict[str, Any]


class Page(HTMLParser):
    """The forms of a page as a browser would send them: each button with the boxes of its form."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[tuple[dict[str, list[str]], set[str]]] = []
        self.area = self.pick = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.forms.append(({}, set()))
        if not self.forms:
            return
        boxes, buttons = self.forms[-1]
        name = said.get("name", "")
        if tag == "button" and name == "lam":
            buttons.add(said.get("value", ""))
        elif tag == "input" and name and said.get("type") != "file":
            box = boxes.setdefault(name, [])
            if said.get("type") not in ("checkbox", "radio") or "checked" in said:
                box.append(said.get("value", ""))
        elif tag == "textarea":
            self.area = name
            boxes[name] = [""]
        elif tag == "select":
            self.pick = name
            boxes[name] = []
        elif tag == "option" and self.pick and (not boxes[self.pick] or "selected" in said):
            boxes[self.pick] = [said.get("value", "")]

    def handle_endtag(self, tag: str) -> None:
        self.area = "" if tag == "textarea" else self.area
        self.pick = "" if tag == "select" else self.pick

    def handle_data(self, data: str) -> None:
        if self.area and self.forms:
            self.forms[-1][0][self.area] = [data]

    def form(self, button: str) -> dict[str, list[str]]:
        every = {one for _, buttons in self.forms for one in buttons}
        assert button in every, (button, every)
        return next(boxes for boxes, buttons in self.forms if button in buttons)


class Hand:
    """Posts to one draft; every answer must be a redirect, else the sentences of the page are the failure."""

    def __init__(self, client: Client, version: ProcedureVersion) -> None:
        self.client, self.version = client, version
        self.opened: set[str] = set()

    def post(self, screen: str, lam: str, **fields: Any) -> str:
        """Opens the page on `chon`, fills the boxes that it has, presses the button; what was chosen afterwards."""
        address = reverse(f"admin:designer_{screen}", args=[self.version.pk])
        shown = self.client.get(address, {"chon": fields.get("chon", "")}).content.decode()
        boxes = Page(shown).form(lam)
        strange = fields.keys() - boxes.keys() - {"required", "lc-so"}
        assert not {name for name in strange if fields[name] and not name.startswith("lc-")}, (lam, strange)
        sent = {**boxes, **fields, "lam": lam}
        answer = self.client.post(address, sent)
        assert answer.status_code == 302, f"{lam}: {told(answer.content.decode())}"
        self.version.refresh_from_db()
        found = re.search(r"chon=([^#&]*)", answer["Location"])
        return found[1].replace("%3A", ":").replace("%2F", "/") if found else ""

    def question(self, page: str, question: Part) -> None:
        self.save_question(self.add(page, question), question)

    def add(self, where: str, question: Part) -> str:
        fields = {"cau-moi": question["label"], "loai-moi": question["kind"]}
        return self.post("form", f"them-cau:{where}", chon=where, **fields)

    def save_question(self, name: str, question: Part) -> None:
        fields: Part = {"chon": name}
        for key, value in question.items():
            if key in ("when", "value", "prefill_when"):
                fields[key] = as_text(value)
            elif key == "options":
                fields |= options(value)
            elif key == "questions":
                continue
            elif key == "prefill" and value.startswith(("answers.", "vault.", "last_dossier.")):
                fields |= {"prefill": "", "prefill_other": value}
            else:
                fields[key] = typed(value)
        if question.get("required", True):
            fields["required"] = "co"
        name = self.post("form", f"luu:{name}", **fields)
        for inner in question.get("questions", []):
            own = next(
                spot for spot in spots(self.version.definition) if f"cau:{spot.part['id']}" == name
            ).part
            first = len(own["questions"]) == 1 and inner is question["questions"][0]
            made = f"cau:{own['questions'][0]['id']}" if first else self.add(name, inner)
            self.save_question(made, inner)


def typed(value: Any) -> str:
    if value is True:
        return "co"
    if value is False or value is None:
        return ""
    if isinstance(value, list):
        return "\n".join(one for one in value if isinstance(one, str))
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)


def options(items: list[Part]) -> Part:
    fields: Part = {"lc-so": str(len(items))}
    for n, one in enumerate(items):
        fields |= {f"lc-{n}-thu-tu": str(n + 1), f"lc-{n}-nhan": one["label"], f"lc-{n}-ma": one["id"]}
        fields[f"lc-{n}-goi-y"] = one.get("hint", "")
    return fields


def told(html: str) -> str:
    found = re.findall(r'class="(?:error err|note bad)[^>]*>(.*?)</(?:p|div)>', html, re.S)
    return " | ".join(re.sub(r"<[^>]+>", "", text).strip() for text in found) or html[:2000]


def rebuild(hand: Hand, document: Part) -> None:
    """The form, the papers and the head of a document, in the order of docs/guides/procedures.md."""
    form = document["form"]
    hand.post(
        "form",
        "luu:to-khai",
        chon="to-khai",
        title=form["title"],
        code=form["code"],
    )
    for page in form["pages"]:
        _page(hand, page)
    if layout := form.get("layout"):
        lines, unprinted = "\n".join(layout["lines"]), " ".join(layout["unprinted"])
        hand.post("layout", "luu", lines=lines, unprinted=unprinted, source=layout["source"])
    for group in ("cases", "papers"):
        for item in document.get(group, []):
            _item(hand, "papers", group, item, "name")
    _head(hand, document)


def _page(hand: Hand, page: Part) -> None:
    made = hand.post("form", "them-trang", **{"trang-moi": page["title"]})
    for question in page["questions"]:
        hand.question(made, question)
    fields = {"title": page["title"], "section": page.get("section", ""), "help": page.get("help", "")}
    if page.get("when"):
        fields["when"] = as_text(page["when"])
    hand.post("form", f"luu:{made}", chon=made, **fields)


def _item(hand: Hand, screen: str, path: str, item: Part, named: str) -> None:
    made = hand.post(screen, f"them:{path}", **{f"moi-{path}": item[named]})
    fields: Part = {"chon": made}
    for key, value in item.items():
        fields[key] = as_text(value) if key == "when" else typed(value)
        if key == "cases":
            fields[key] = value
    if screen == "papers" and path == "papers":
        fields |= {"copy_kind": item.get("copy_kind", "original"), "count": typed(item.get("count", 1))}
        fields |= {key: "co" for key in ("required", "digitise") if item.get(key, True)}
    if path == "result.fields":
        fields |= {"from": item.get("from", "officer"), "kind": item.get("kind", "text")}
    hand.post(screen, f"luu:{made}", **fields)


def _head(hand: Hand, document: Part) -> None:
    flat = {path: typed(value) for path, value in _paths(document)}
    about = ("name", "plain_name", "keywords", "summary", "field.code", "field.name", "audience", "level", "online",
             "minutes_to_file", "retention")  # fmt: skip
    fields = {key: flat.get(key, "") for key in about} | {"audience": document.get("audience", "citizen")}
    fields["appointment"] = "co" if document.get("appointment", True) else ""
    hand.post("head", "luu:chung", chon="chung", **fields)
    for name, head in (("noi-giai-quyet", "competence"), ("thoi-han", "limits"), ("ket-qua", "result")):
        own = {
            path: value
            for path, value in flat.items()
            if path.startswith(f"{head}.") and "fields" not in path and path != "limits.more"
        }
        if name == "thoi-han":
            own.setdefault("limits.supplement_clock", "restart")
        hand.post("head", f"luu:{name}", chon=name, **own)
    lists = (("checks", "text"), ("legal", "number"), ("result.fields", "label"), ("limits.more", "name"),
             ("in_person", "why"))  # fmt: skip
    for path, named in lists:
        node: Any = document
        for key in path.split("."):
            node = node.get(key, {} if key in ("result", "limits") else [])
        for item in node:
            _item(hand, "head", path, item, named)


def _paths(node: Part, before: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for key, value in node.items():
        if isinstance(value, dict):
            found += _paths(value, f"{before}{key}.")
        else:
            found.append((before + key, value))
    return found
