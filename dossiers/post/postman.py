"""The postman's own page: the pieces of his desks, what became of each at the door, the money of each list.

He signs in as an officer whose only duty is `postal_agent`: names, addresses and sums of pieces are all he sees, no
dossier opens for him. What he tells goes the same way as what the post's own system tells (tracking.take).
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from dossiers.models import PostHandover, PostKind, PostOrder, PostState
from dossiers.post import queries, tracking
from portal.agencies.duties import acting_duties
from portal.agencies.models import Duty, Officer
from portal.agencies.queries import current_officer
from portal.calendars.now import now
from portal.web.forms import Form, TextField
from portal.web.refusals import NotYours

MOST = 100
_PLACE = "bưu tá báo"


class ReportForm(Form):
    """What happened at the door. Money in whole đồng."""

    viec = forms.ChoiceField(
        label="Kết quả",
        choices=[("delivered", "Đã giao"), ("returned", "Không giao được, trả về quầy")],
        widget=forms.RadioSelect,
    )
    nguoi_nhan = TextField(label="Người ký nhận", max_length=200, required=False)
    da_thu = forms.IntegerField(label="Đã thu hộ (đồng)", min_value=0, max_value=10**11, required=False)
    ly_do = TextField(label="Vì sao không giao được", max_length=200, required=False)

    def __init__(self, *args: Any, order: PostOrder, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order = order

    def clean(self) -> dict[str, Any]:
        said = dict(super().clean() or {})
        if said.get("viec") == "delivered" and not said.get("nguoi_nhan"):
            self.add_error("nguoi_nhan", "Nhập họ tên người ký nhận.")
        if said.get("viec") == "delivered" and self.order.owed_vnd and said.get("da_thu") is None:
            self.add_error("da_thu", "Nhập số tiền đã thu; không thu được thì nhập 0.")
        if said.get("viec") == "returned" and not said.get("ly_do"):
            self.add_error("ly_do", "Ghi vì sao không giao được.")
        return said


@dataclass(frozen=True, slots=True)
class ListMoney:
    """One handing over: how many pieces, what was to be collected, what was, what the post paid over. Whole đồng."""

    made: PostHandover
    pieces: int
    owed_vnd: int
    collected_vnd: int
    remitted_vnd: int


def desks_of(officer: Officer) -> list[int]:
    """The desks this postman comes to. Raises NotYours for anybody else."""
    found = sorted({agency for agency, duty in acting_duties(officer) if duty == Duty.POSTAL_AGENT})
    if not found:
        raise NotYours("Trang này của nhân viên bưu chính đến quầy.")
    return found


def pieces(officer: Officer) -> QuerySet[PostOrder]:
    return PostOrder.objects.filter(desk__in=desks_of(officer)).select_related("desk", "handover", "dossier")


def money(officer: Officer) -> list[ListMoney]:
    """The last lists of his desks with their sums."""
    lists = PostHandover.objects.filter(agency__in=desks_of(officer)).annotate(
        pieces=Count("orders"),
        owed=Sum("orders__owed_vnd"),
        collected=Sum("orders__collected_vnd"),
        remitted=Sum("orders__remitted_vnd"),
    )
    return [
        ListMoney(made, made.pieces, made.owed or 0, made.collected or 0, made.remitted or 0)
        for made in lists.order_by("-id")[:20]
    ]


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """What to fetch at the desk, what he carries, and the money of each list."""
    officer = current_officer(request)
    mine = pieces(officer)
    carried = mine.filter(state=PostState.ON_WAY, kind=PostKind.DELIVER).order_by("id")
    context = {
        "ready": list(mine.filter(state=PostState.READY).order_by("id")[:MOST]),
        "called": list(mine.filter(state=PostState.CALLED).order_by("id")[:MOST]),
        "carried": list(carried[:MOST]),
        "money": money(officer),
        "apart": list(queries.unsettled(mine).order_by("-ended_at")[:MOST]),
    }
    return render(request, "dossiers/post/postman.html", context)


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """One piece that he carries: given to whom, for how much, or why not."""
    officer = current_officer(request)
    order = get_object_or_404(pieces(officer).filter(state=PostState.ON_WAY, kind=PostKind.DELIVER), pk=pk)
    form = ReportForm(request.POST or None, order=order, initial={"da_thu": order.owed_vnd or None})
    if request.method == "POST" and form.is_valid():
        _tell(order, officer, form.cleaned_data)
        messages.success(request, f"Đã ghi {order.tracking}.")
        return redirect("postman")
    status = 422 if form.errors else 200
    return render(request, "dossiers/post/report.html", {"one": order, "form": form}, status=status)


def _tell(order: PostOrder, officer: Officer, said: dict[str, Any]) -> None:
    good = said["viec"] == "delivered"
    words = f"Đã phát cho {said['nguoi_nhan']}" if good else f"Chưa phát được: {said['ly_do']}"
    tracking.take(
        {
            "id": f"buu-ta-{officer.pk}-{order.pk}-{said['viec']}", "tracking": order.tracking, "code": said["viec"],
            "words": words, "place": _PLACE, "at": now().isoformat(), "receiver": said["nguoi_nhan"],
            "collected_vnd": said["da_thu"] or 0, "reason": said["ly_do"],
        }
    )  # fmt: skip
