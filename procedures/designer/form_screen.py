"""Biểu mẫu: the outline of the form on the left, one page or question in the middle, what citizens see on the right.

Every act is one POST to the same address; `lam` says which: `verb` or `verb:name`."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from portal.web.refusals import StepRefused
from portal.web.text import clean
from procedures.definition import problems_of
from procedures.designer import outline
from procedures.designer.asking import UNDO, Refused
from procedures.designer.asking import keep as _keep
from procedures.designer.boxes import Box, Part, Sheet
from procedures.designer.doors import version_for, why_not_change
from procedures.designer.frame import frame
from procedures.designer.gone import Gone
from procedures.designer.outline import PAGE, QUESTION
from procedures.designer.question_boxes import KIND_WORDS
from procedures.designer.question_form import QuestionForm
from procedures.designer.references import rename, users
from procedures.designer.sets import SET_WORDS
from procedures.drafts import ChangedMeanwhile
from procedures.formula import scope_at
from procedures.models import ProcedureVersion

PAGE_BOXES = [
    Box("title", "Tiêu đề trang", help="Đầu trang, như người dân đọc"),
    Box("section", "Thuộc phần", help="Các trang cùng phần đứng chung: Về bạn, Về con…"),
    Box(
        "when",
        "Chỉ có trang này khi",
        "formula",
        help="Ví dụ: co_cha = có. Để trống là luôn có",
        lead="Có trang này khi",
    ),
    Box("help", "Giải thích thêm", "area", help="Gấp lại dưới trang, mở ra khi cần"),
]
HEAD_BOXES = [
    Box("title", "Tên tờ khai"),
    Box("code", "Mã mẫu đơn", help="Số hiệu mẫu ban hành, in ở góc tờ khai (Quy chế Điều 16.3)", width="w22"),
    Box(
        "signed",
        "Người nộp trên mạng phải ký số tờ khai",
        "check",
        help="Chỉ khi văn bản của thủ tục yêu cầu: nhiều người chưa có chữ ký số (Quy chế Điều 16.3d)",
        default=False,
    ),
]


@require_http_methods(["GET", "POST"])
def form(request: HttpRequest, pk: int) -> HttpResponse:
    version = version_for(request, pk)
    if request.method == "GET":
        return _show(request, version, request.GET.get("chon", ""))
    verb, _, name = request.POST.get("lam", "luu").partition(":")
    chosen = request.POST.get("chon", "")
    if verb == "doi-loai":
        return _show(request, version, chosen, request.POST)
    act = _ACTS.get(verb)
    if act is None:
        raise Http404("act")
    if refusal := why_not_change(request, version):
        return _show(request, version, chosen, request.POST, refusal)
    try:
        chosen = act(request, version, name or chosen)
    except ChangedMeanwhile as changed:
        return _show(request, changed.version, request.POST.get("chon", ""), request.POST, str(changed))
    except StepRefused as refused:
        return _show(request, version, request.POST.get("chon", ""), request.POST, str(refused))
    except Refused:
        return _show(request, version, chosen, request.POST)
    return redirect(_address(version, chosen))


def _address(version: ProcedureVersion, chosen: str) -> str:
    query = f"?{urlencode({'chon': chosen})}" if chosen else ""
    return reverse("admin:designer_form", args=[version.pk]) + query + ("#sua" if chosen else "")


def _label(version: ProcedureVersion, name: str) -> str:
    part = outline.find(deepcopy(version.definition), name).part
    return str(part.get("label") or part.get("title") or part.get("id"))


def _add_page(request: HttpRequest, version: ProcedureVersion, name: str) -> str:
    title, made = clean(request.POST.get("trang-moi", ""))[:200], []
    _keep(request, version, f"Thêm trang {title}", lambda d: made.append(outline.add_page(d, title)))
    return made[0]


def _add_questions(request: HttpRequest, version: ProcedureVersion, name: str) -> str:
    """One question, or as many as lines were pasted."""
    labels = request.POST.get("cau-moi", "").splitlines()
    kind = request.POST.get("loai-moi", "")
    kind = kind if kind in KIND_WORDS or kind in SET_WORDS else ""
    made: list[str] = []
    count = sum(bool(clean(label)) for label in labels)
    words = f"Thêm câu {clean(labels[0])}" if count == 1 else f"Thêm {count} câu hỏi"
    _keep(request, version, words, lambda d: made.extend(outline.add_questions(d, name, labels, kind)))
    return made[0] if len(made) == 1 else name


def _move(by: int) -> Callable[[HttpRequest, ProcedureVersion, str], str]:
    def act(request: HttpRequest, version: ProcedureVersion, name: str) -> str:
        words = f"Đưa {_label(version, name)} {'xuống' if by > 0 else 'lên'}"
        _keep(request, version, words, lambda d: outline.move(d, name, by))
        return name

    return act


def _move_to(request: HttpRequest, version: ProcedureVersion, name: str) -> str:
    where = request.POST.get("den", "")
    words = f"Chuyển {_label(version, name)} sang {_label(version, where)}"
    _keep(request, version, words, lambda d: outline.move_to(d, name, where))
    return name


def _duplicate(request: HttpRequest, version: ProcedureVersion, name: str) -> str:
    made: list[str] = []
    _keep(
        request, version, f"Chép {_label(version, name)}", lambda d: made.append(outline.duplicate(d, name))
    )
    return made[0]


def _remove(request: HttpRequest, version: ProcedureVersion, name: str) -> str:
    """Only after the question of the confirmation; what was taken can be put back at once."""
    spot = outline.find(deepcopy(version.definition), name)
    where = (
        f"{QUESTION}:{spot.group['id']}"
        if spot.group
        else ""
        if spot.kind == PAGE
        else f"{PAGE}:{spot.page['id']}"
    )
    label = _label(version, name)
    _keep(request, version, f"Xóa {label}", lambda d: _drop(d, name))
    request.session[UNDO] = {
        "pk": version.pk,
        "part": spot.part,
        "where": where,
        "at": spot.at,
        "label": label,
    }
    return where


def _drop(document: Part, name: str) -> None:
    outline.remove(document, name)


def _undo(request: HttpRequest, version: ProcedureVersion, name: str) -> str:
    kept = request.session.get(UNDO)
    if not isinstance(kept, dict) or kept.get("pk") != version.pk:
        raise StepRefused("Không còn gì để lấy lại.")
    words = f"Lấy lại {kept['label']}"
    _keep(request, version, words, lambda d: outline.put_back(d, kept["part"], kept["where"], kept["at"]))
    del request.session[UNDO]
    return f"{QUESTION if kept['where'] else PAGE}:{kept['part'].get('id')}"


def _save(request: HttpRequest, version: ProcedureVersion, name: str) -> str:
    if name == "to-khai":
        return _save_head(request, version)
    return (
        _save_page(request, version, name)
        if name.startswith(f"{PAGE}:")
        else _save_question(request, version, name)
    )


def _save_head(request: HttpRequest, version: ProcedureVersion) -> str:
    head = version.definition.get("form")
    sheet = Sheet(HEAD_BOXES, head if isinstance(head, dict) else {}, None, request.POST)
    if sheet.errors:
        raise Refused

    def edit(document: Part) -> None:
        outline.pages_of(document)
        document["form"] = sheet.onto(document["form"])

    _keep(request, version, "Sửa tên, mã tờ khai", edit)
    messages.success(request, "Đã lưu tờ khai.")
    return ""


def _save_page(request: HttpRequest, version: ProcedureVersion, name: str) -> str:
    page = PageForm(version, name, request.POST)
    if page.errors:
        raise Refused

    def edit(document: Part) -> None:
        spot = outline.find(document, name)
        spot.among[spot.at] = page.sheet.onto(spot.part)

    _keep(request, version, f"Sửa trang {page.sheet.values.get('title')}", edit)
    messages.success(request, "Đã lưu trang.")
    return name


def _save_question(request: HttpRequest, version: ProcedureVersion, name: str) -> str:
    found = read_question(version, name, request.POST)
    if found.errors:
        raise Refused
    old, new = name.partition(":")[2], str(found.question["id"])

    def edit(document: Part) -> None:
        spot = outline.find(document, name)
        spot.among[spot.at] = found.question
        if new != old:
            rename(document, old, new)

    _keep(request, version, f"Sửa câu {found.question['label']}", edit)
    messages.success(request, f"Đã lưu câu “{found.question['label']}”.")
    return f"{QUESTION}:{new}"


def read_question(version: ProcedureVersion, name: str, post: QueryDict | None) -> QuestionForm:
    """The question's boxes; a posted one is judged within the whole form as it would then stand."""
    document = deepcopy(version.definition)
    spot = outline.find(document, name)
    found = QuestionForm(document, spot, post)
    if post is None or found.errors:
        return found
    old, new = str(spot.part.get("id")), str(found.question["id"])
    if new != old and new in outline.ids_of(document):
        found.errors.append(("id", f"Mã “{new}” đã có ở một câu khác"))
    spot.among[spot.at] = found.question
    if new != old:
        rename(document, old, new)
    for path, text in problems_of(document):
        head, _, key = path.rpartition(f"[{new}]")
        if head.startswith("form.pages") and head.endswith("questions") and not key.startswith(".questions"):
            found.errors.append((_box_of(key), text))
    return found


def _box_of(key: str) -> str:
    """The box that a fault belongs to: `.when` → when, `.options[a].label` → lc-dan."""
    name = key.lstrip(".").partition(".")[0].partition("[")[0]
    return "lc-dan" if name == "options" else name or "label"


class PageForm:
    """The boxes of one page."""

    def __init__(self, version: ProcedureVersion, name: str, post: QueryDict | None = None) -> None:
        document = deepcopy(version.definition)
        self.spot = outline.find(document, name)
        self.name = name
        self.sheet = Sheet(PAGE_BOXES, self.spot.part, scope_at(document, page=name.partition(":")[2]), post)
        self.errors = list(self.sheet.errors.items())
        if post is not None and not self.sheet.values.get("title"):
            self.errors.append(("title", "Nhập tiêu đề trang"))


_ACTS: dict[str, Callable[[HttpRequest, ProcedureVersion, str], str]] = {
    "them-trang": _add_page,
    "them-cau": _add_questions,
    "len": _move(-1),
    "xuong": _move(1),
    "den": _move_to,
    "chep": _duplicate,
    "xoa": _remove,
    "lay-lai": _undo,
    "luu": _save,
}


def _show(
    request: HttpRequest,
    version: ProcedureVersion,
    chosen: str,
    post: QueryDict | None = None,
    refusal: str = "",
) -> HttpResponse:
    document = deepcopy(version.definition)
    question: QuestionForm | None = None
    page: PageForm | None = None
    verb = post.get("lam", "").partition(":")[0] if post is not None else ""
    saving = post if verb in ("luu", "doi-loai") else None
    try:
        if chosen.startswith(f"{QUESTION}:"):
            question = (
                read_question(version, chosen, saving)
                if verb != "doi-loai"
                else _other_kind(version, chosen, post)
            )
        elif chosen.startswith(f"{PAGE}:"):
            page = PageForm(version, chosen, saving)
    except StepRefused as gone:
        if saving is not None:
            raise Gone(str(gone)) from gone
        refusal, chosen = refusal or str(gone), ""
    head = document.get("form") if isinstance(document.get("form"), dict) else {}
    editing = question or page
    errors = editing.errors if editing is not None and verb == "luu" else []
    context: dict[str, Any] = {
        **frame(request, version, "designer_form"),
        "outline": _outline(document, chosen),
        "chosen": chosen,
        "question": question,
        "page": page,
        "head": Sheet(HEAD_BOXES, cast(Part, head), None, post if chosen == "to-khai" and saving else None),
        "errors": errors,
        "problems": dict(reversed(errors)),
        "refusal": refusal,
        "kinds": [*KIND_WORDS.items(), *SET_WORDS.items()],
        "goals": _goals(document, editing.spot if editing else None),
        "typed": post or {},
        "confirm": chosen if request.GET.get("hoi") == "xoa" and editing else "",
        "speaking": users(version.definition, chosen.partition(":")[2]) if question else [],
        "undo": _undoable(request, version),
    }
    return render(request, "procedures/designer/form.html", context, status=422 if errors or refusal else 200)


def _other_kind(version: ProcedureVersion, name: str, post: QueryDict | None) -> QuestionForm:
    """The boxes of another kind, with what was typed; nothing is judged yet."""
    document = deepcopy(version.definition)
    found = QuestionForm(document, outline.find(document, name), post)
    found.errors = []
    found.sheet.errors = {}
    return found


def _undoable(request: HttpRequest, version: ProcedureVersion) -> str:
    kept = request.session.get(UNDO)
    return str(kept["label"]) if isinstance(kept, dict) and kept.get("pk") == version.pk else ""


def _goals(document: Part, spot: outline.Spot | None) -> list[tuple[str, str]]:
    """Where a question may be moved: the other pages, and groups for a simple question."""
    if spot is None or spot.kind == PAGE:
        return []
    found = []
    for one in outline.spots(document):
        name = f"{one.kind}:{one.part.get('id')}"
        if one.kind == PAGE:
            found.append((name, f"trang “{one.part.get('title')}”"))
        elif one.part.get("kind") == "group" and spot.part.get("kind") not in ("group", "statement"):
            found.append((name, f"nhóm “{one.part.get('label')}”"))
    return found


def _outline(document: Part, chosen: str) -> list[Part]:
    """The pages with their questions for the left column, each with its first fault."""
    faults: dict[str, str] = {}
    for path, text in problems_of(document):
        if path.startswith("form.pages"):
            faults.setdefault(path, text)
    rows: list[Part] = []
    for spot in outline.spots(document):
        key, name = str(spot.part.get("id")), f"{spot.kind}:{spot.part.get('id')}"
        here = f"form.pages[{spot.page.get('id')}]"
        if spot.kind == QUESTION:
            here += (
                f".questions[{spot.group.get('id')}].questions[{key}]" if spot.group else f".questions[{key}]"
            )
        own = [
            t for p, t in faults.items() if p.startswith(f"{here}.") and ".questions[" not in p[len(here) :]
        ]
        rows.append(
            {
                "name": name,
                "is_page": spot.kind == PAGE,
                "label": spot.part.get("title") or spot.part.get("label") or key,
                "kind": KIND_WORDS.get(str(spot.part.get("kind")), ""),
                "inside": spot.group is not None,
                "when": bool(spot.part.get("when")),
                "office": spot.part.get("officer_only") is True,
                "section": spot.part.get("section", ""),
                "fault": own[0] if own else "",
                "current": name == chosen,
                "query": urlencode({"chon": name}),
            }
        )
    return rows
