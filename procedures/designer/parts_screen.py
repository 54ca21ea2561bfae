"""Screens made of lists and sheets: papers and cases, all of the head. Each act is one POST, `lam` says which."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from portal.accounts.models import User
from portal.web.refusals import StepRefused
from portal.web.text import clean
from procedures import pictures
from procedures.definition import problems_of
from procedures.definition.shapes import Document
from procedures.designer import asking, references
from procedures.designer.boxes import Box, Part, Sheet
from procedures.designer.doors import version_for, why_not_change
from procedures.designer.frame import frame
from procedures.designer.gone import Gone
from procedures.designer.outline import free_id
from procedures.designer.places import dig, listed, put
from procedures.formula import Scope, scope_at
from procedures.models import ProcedureVersion

Boxes = Callable[[Document], list[Box]]
PICTURE = "anh-mau"


@dataclass(frozen=True)
class ListPart:
    """A list of the document: `path` where it stands, `named` the key that names an item, `new` its first shape."""

    path: str
    title: str
    word: str
    named: str
    boxes: Boxes
    hint: str = ""
    new: Mapping[str, Any] = field(default_factory=dict)
    pictured: bool = False
    with_id: bool = True


@dataclass(frozen=True)
class SheetPart:
    """Some boxes of the document itself; their keys are paths (`limits.processing.value`)."""

    name: str
    title: str
    boxes: Boxes
    hint: str = ""


@dataclass(frozen=True)
class Screen:
    tab: str
    lists: tuple[ListPart, ...]
    sheets: tuple[SheetPart, ...] = ()


def serve(request: HttpRequest, pk: int, screen: Screen) -> HttpResponse:
    """Shows a screen or does what its form says; whatever is refused stays typed on the page."""
    version = version_for(request, pk)
    if request.method == "GET":
        return _show(request, version, screen, request.GET.get("chon", ""))
    verb, _, name = request.POST.get("lam", "").partition(":")
    chosen = request.POST.get("chon", "")
    if refusal := why_not_change(request, version):
        return _show(request, version, screen, chosen, request.POST, refusal)
    act = _ACTS.get(verb)
    if act is None:
        raise Http404("act")
    try:
        chosen = act(request, version, screen, name)
    except asking.Refused:
        return _show(request, version, screen, chosen, request.POST)
    except StepRefused as refused:
        fresh = version_for(request, pk)
        return _show(request, fresh, screen, chosen, request.POST, str(refused))
    query = f"?{urlencode({'chon': chosen})}#sua" if chosen else ""
    return redirect(reverse(f"admin:{screen.tab}", args=[version.pk]) + query)


def _list_named(screen: Screen, name: str) -> tuple[ListPart, str]:
    path, _, key = name.partition("/")
    found = next((part for part in screen.lists if part.path == path), None)
    if found is None:
        raise Http404("part")
    return found, key


def _place(document: Part, part: ListPart, key: str) -> int:
    """Where an item stands. Raises StepRefused when somebody has deleted it."""
    for at, item in enumerate(listed(document, part.path)):
        if _key(part, item, at) == key:
            return at
    raise StepRefused(f"Không còn {part.word} này. Có thể người khác vừa xóa.")


def _key(part: ListPart, item: Part, at: int) -> str:
    return str(item.get("id")) if part.with_id else str(at)


def _add(request: HttpRequest, version: ProcedureVersion, screen: Screen, name: str) -> str:
    """As many as lines were typed."""
    part, _ = _list_named(screen, name)
    labels = [clean(line) for line in request.POST.get(f"moi-{part.path}", "").splitlines() if clean(line)][
        :100
    ]
    if not labels:
        raise StepRefused(f"Nhập tên {part.word}, mỗi dòng một.")
    made: list[str] = []

    def edit(document: Part) -> None:
        items = listed(document, part.path)
        for label in labels:
            item: Part = {part.named: label, **deepcopy(dict(part.new))}
            if part.with_id:
                item = {"id": free_id(label, {str(one.get("id")) for one in items}), **item}
            items.append(item)
            made.append(f"{part.path}/{_key(part, item, len(items) - 1)}")

    asking.keep(request, version, f"Thêm {part.word} {labels[0]}", edit)
    return made[0]


def _move(by: int) -> Callable[[HttpRequest, ProcedureVersion, Screen, str], str]:
    def act(request: HttpRequest, version: ProcedureVersion, screen: Screen, name: str) -> str:
        part, key = _list_named(screen, name)

        def edit(document: Part) -> None:
            items, at = listed(document, part.path), _place(document, part, key)
            items.insert(min(max(at + by, 0), len(items) - 1), items.pop(at))

        asking.keep(request, version, f"Đổi thứ tự {part.word}", edit)
        return name if part.with_id else ""

    return act


def _remove(request: HttpRequest, version: ProcedureVersion, screen: Screen, name: str) -> str:
    part, key = _list_named(screen, name)
    gone = listed(deepcopy(version.definition), part.path)[_place(deepcopy(version.definition), part, key)]

    named: list[tuple[str, str, str]] = []

    def edit(document: Part) -> None:
        listed(document, part.path).pop(_place(document, part, key))
        named.extend(references.drop(document, part.path, key))

    asking.keep(request, version, f"Xóa {part.word} {gone.get(part.named)}", edit)
    request.session[asking.UNDO_PART] = {"pk": version.pk, "path": part.path, "part": gone, "named": named}
    also = _named_words(version.definition, named)
    messages.success(request, f"Đã xóa {part.word} “{gone.get(part.named)}”{also}.")
    return ""


def _named_words(document: Document, named: list[tuple[str, str, str]]) -> str:
    """Where else it was taken out: “, bỏ khỏi bước “Thẩm tra”, 2 hồ sơ thử”."""
    words = {"steps": "bước", "papers": "giấy tờ", "fees": "khoản thu"}
    told = [
        f"{words[path]} “{one.get('name')}”"
        for path, key, _ in named
        if path in words
        for one in listed(deepcopy(dict(document)), path)
        if str(one.get("id")) == key
    ]
    if tests := len({key for path, key, _ in named if path == "tests"}):
        told.append(f"{tests} hồ sơ thử")
    return f", bỏ khỏi {', '.join(told)}" if told else ""


def _undo(request: HttpRequest, version: ProcedureVersion, screen: Screen, name: str) -> str:
    kept = request.session.get(asking.UNDO_PART)
    if not isinstance(kept, dict) or kept.get("pk") != version.pk:
        raise StepRefused("Không còn gì để lấy lại.")
    part, _ = _list_named(screen, kept["path"])

    def edit(document: Part) -> None:
        listed(document, part.path).append(kept["part"])
        restore_places = [(path, key, inner) for path, key, inner in kept.get("named") or []]
        references.restore(document, str(kept["part"].get("id")), restore_places)

    asking.keep(request, version, f"Lấy lại {part.word}", edit)
    del request.session[asking.UNDO_PART]
    return ""


def _save(request: HttpRequest, version: ProcedureVersion, screen: Screen, name: str) -> str:
    sheet = next((one for one in screen.sheets if one.name == name), None)
    if sheet is not None:
        return _save_sheet(request, version, sheet)
    part, key = _list_named(screen, name)
    editor = ItemEditor(version, part, key, request.POST)
    if part.pictured and request.FILES.get(PICTURE):
        file = cast("UploadedFile[bytes]", request.FILES[PICTURE])
        picture = pictures.keep_sample(user=cast(User, request.user), file=file)
        editor.item["sample"] = picture.file.sha256
    if part.pictured and request.POST.get("bo-anh") == "co":
        editor.item.pop("sample", None)
    if editor.errors:
        raise asking.Refused

    def edit(document: Part) -> None:
        items = listed(document, part.path)
        items[_place(document, part, key)] = editor.item

    asking.keep(request, version, f"Sửa {part.word} {editor.item.get(part.named)}", edit)
    messages.success(request, f"Đã lưu {part.word} “{editor.item.get(part.named)}”.")
    return f"{part.path}/{editor.item.get('id')}" if part.with_id else name


def _save_sheet(request: HttpRequest, version: ProcedureVersion, part: SheetPart) -> str:
    editor = SheetEditor(version, part, request.POST)
    if editor.errors:
        raise asking.Refused
    asking.keep(request, version, f"Sửa {part.title.lower()}", lambda d: editor.onto(d))
    messages.success(request, f"Đã lưu {part.title.lower()}.")
    return part.name


class ItemEditor:
    """The boxes of one item; faults of the whole document that concern it stand beside them."""

    def __init__(
        self, version: ProcedureVersion, part: ListPart, key: str, post: QueryDict | None = None
    ) -> None:
        document = deepcopy(version.definition)
        self.part, self.name = part, f"{part.path}/{key}"
        at = _place(document, part, key)
        self.scope: Scope = scope_at(document)
        before = listed(document, part.path)[at]
        self.sheet = Sheet(_with_id(part, document), before, self.scope, cast(Any, post))
        self.item: Part = self.sheet.onto(before)
        self.errors = list(self.sheet.errors.items())
        if post is not None and not self.errors:
            self._judge(document, at, key)

    def _judge(self, document: Part, at: int, key: str) -> None:
        items = listed(document, self.part.path)
        if self.part.with_id and not self.item.get("id"):
            others = {str(one.get("id")) for place, one in enumerate(items) if place != at}
            self.item["id"] = free_id(str(self.item.get(self.part.named, "")), others)
        items[at] = self.item
        new = _key(self.part, self.item, at)
        if self.part.path == "cases" and new != key:
            _rename_case(document, key, new)
        for path, text in problems_of(document):
            head, found, rest = path.partition(f"{self.part.path}[{new}]")
            if found and not head:
                self.errors.append((rest.lstrip(".").partition(".")[0] or self.part.named, text))
            elif path == self.part.path and "hai lần" in text and f"“{new}”" in text:
                self.errors.append(("id", text))


def _rename_case(document: Part, old: str, new: str) -> None:
    for path in ("papers", "fees"):
        for item in listed(document, path):
            if isinstance(item.get("cases"), list):
                item["cases"] = [new if case == old else case for case in item["cases"]]


def _with_id(part: ListPart, document: Document) -> list[Box]:
    boxes = part.boxes(document)
    key = Box("id", "Mã", help="Chữ thường không dấu; để trống thì lấy theo tên", width="w22")
    return [*boxes[:1], key, *boxes[1:]] if part.with_id else boxes


class SheetEditor:
    """Some boxes of the document itself."""

    def __init__(self, version: ProcedureVersion, part: SheetPart, post: QueryDict | None = None) -> None:
        document = deepcopy(version.definition)
        boxes = part.boxes(document)
        flat = {box.key: dig(document, box.key) for box in boxes}
        self.part = part
        self.sheet = Sheet(
            boxes, {key: value for key, value in flat.items() if value is not None}, None, cast(Any, post)
        )
        self.errors = list(self.sheet.errors.items())
        if post is not None and not self.errors:
            self.onto(document)
            own = {box.key for box in boxes}
            heads = {key.partition(".")[0] for key in own if "." in key}
            self.errors += [
                (p, t)
                for p, t in problems_of(document)
                if p in own or (p.partition(".")[0] in heads & {"competence"})
            ]

    def onto(self, document: Part) -> None:
        for box in self.sheet.boxes:
            value = self.sheet.values.get(box.key)
            put(document, box.key, None if value == box.default else value)


_ACTS: dict[str, Callable[[HttpRequest, ProcedureVersion, Screen, str], str]] = {
    "them": _add,
    "len": _move(-1),
    "xuong": _move(1),
    "xoa": _remove,
    "lay-lai": _undo,
    "luu": _save,
}


def _show(
    request: HttpRequest,
    version: ProcedureVersion,
    screen: Screen,
    chosen: str,
    post: QueryDict | None = None,
    refusal: str = "",
) -> HttpResponse:
    document = deepcopy(version.definition)
    saved = post if post is not None and post.get("lam", "").startswith("luu:") else None
    item: ItemEditor | None = None
    sheets = [SheetEditor(version, part, saved if chosen == part.name else None) for part in screen.sheets]
    try:
        if "/" in chosen:
            part, key = _list_named(screen, chosen)
            item = ItemEditor(version, part, key, saved)
    except StepRefused as gone:
        if saved is not None:
            raise Gone(str(gone)) from gone
        refusal, chosen = refusal or str(gone), ""
    editing = item or next((one for one in sheets if one.part.name == chosen), None)
    errors = editing.errors if editing is not None and saved is not None else []
    kept = request.session.get(asking.UNDO_PART)
    context = {
        **frame(request, version, screen.tab),
        "here": reverse(f"admin:{screen.tab}", args=[version.pk]),
        "lists": [(part, _rows(document, part, chosen)) for part in screen.lists],
        "sheets": sheets if item is None else [],
        "item": item,
        "chosen": chosen,
        "errors": errors,
        "problems": dict(reversed(errors)),
        "refusal": refusal,
        "typed": post or {},
        "confirm": chosen if item is not None and request.GET.get("hoi") == "xoa" else "",
        "undo": isinstance(kept, dict)
        and kept.get("pk") == version.pk
        and kept.get("path") in {p.path for p in screen.lists},
    }
    status = 422 if errors or refusal else 200
    return render(request, "procedures/designer/parts_screen.html", context, status=status)


def _undoable(kept: Any, version: ProcedureVersion, screen: Screen) -> bool:
    here = isinstance(kept, dict) and kept.get("pk") == version.pk
    return here and kept.get("path") in {part.path for part in screen.lists}


def _rows(document: Part, part: ListPart, chosen: str) -> list[Part]:
    faults = problems_of(document)
    rows = []
    for at, one in enumerate(listed(document, part.path)):
        name = f"{part.path}/{_key(part, one, at)}"
        here = f"{part.path}[{_key(part, one, at)}]"
        rows.append(
            {
                "name": name,
                "label": one.get(part.named) or "…",
                "query": urlencode({"chon": name}),
                "current": name == chosen,
                "when": bool(one.get("when")),
                "fault": next((text for path, text in faults if path.startswith(here)), ""),
            }
        )
    return rows
