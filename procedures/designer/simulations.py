"""Mô phỏng: the dossiers of the old version replayed through these steps; asked for here, run by a worker."""

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts.models import User
from portal.calendars.now import now
from portal.web.forms import Form
from portal.web.refusals import StepRefused
from portal.web.show import day
from procedures.designer.doors import CHANGE, version_for
from procedures.designer.frame import frame
from procedures.designer.plots import bars, curves
from procedures.graph import share_words
from procedures.services import sha256_of
from procedures.simulating.records import Simulation
from procedures.simulating.running import ask, old_version

NAME = "designer_simulations"
STALE_MINUTES = 10
MOST_ROWS = 12
"""Of the steps and of the teams, the heaviest first; the rest is folded away."""


class AskForm(Form):
    """How much of the past, and what to assume where nothing was recorded."""

    most = forms.IntegerField(
        label="Số hồ sơ gần nhất", min_value=1, max_value=2000, initial=300, help_text="Từ 1 đến 2.000"
    )
    factor = forms.IntegerField(
        label="Bước chưa có số liệu lấy bao nhiêu phần trăm thời gian được giao",
        min_value=1,
        max_value=300,
        initial=60,
    )
    seed = forms.IntegerField(
        label="Số gieo",
        min_value=0,
        max_value=10**6,
        initial=1,
        help_text="Cùng số gieo, cùng dữ liệu thì cùng kết quả",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in (
            ("most", "Từ 1 đến 2.000"),
            ("factor", "Từ 1 đến 300"),
            ("seed", "Từ 0 đến 1.000.000"),
        ):
            told = dict.fromkeys(("min_value", "max_value", "invalid"), words)
            self.fields[name].error_messages |= told


@require_http_methods(["GET", "POST"])
def simulations(request: HttpRequest, pk: int) -> HttpResponse:
    """What was run for this version, and the form for another run. Looking changes nothing, so a published
    version may be replayed too; asking needs the right to change versions."""
    version = version_for(request, pk)
    may = request.user.has_perm(CHANGE)
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            if not may:
                raise StepRefused("Bạn được xem thủ tục, chưa được giao quyền chạy mô phỏng.")
            assert isinstance(request.user, User)
            made = ask(version=version, by=request.user, **form.cleaned_data)
        except StepRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("admin:designer_simulation", pk, made.pk)
    context = {
        **frame(request, version, NAME),
        "form": form,
        "may": may,
        "base": old_version(version),
        "runs": version.simulations.select_related("asked_by").order_by("-pk")[:20],
        "why_not": "",
    }
    return render(
        request, "procedures/designer/simulations.html", context, status=422 if form.errors else 200
    )


@require_GET
def simulation(request: HttpRequest, pk: int, run: int) -> HttpResponse:
    """How far a run is (the page comes again by itself), then what it found."""
    version = version_for(request, pk)
    made: Simulation | None = version.simulations.select_related("asked_by").filter(pk=run).first()
    if made is None:
        raise Http404
    asked = int((now() - made.asked_at).total_seconds() // 60)
    context = {
        **frame(request, version, NAME),
        "why_not": "",
        "run": made,
        "stale": made.finished_at is None and asked >= STALE_MINUTES,
        "changed": made.sha256 != sha256_of(version.definition),
        "minutes": share_words,
        "most_rows": MOST_ROWS,
        "on": lambda text: day(date.fromisoformat(text)),
    }
    if made.result:
        context |= _shown(made.result)
    answer = render(request, "procedures/designer/simulation.html", context)
    if made.finished_at is None and not context["stale"]:
        answer["Refresh"] = "3"
    return answer


def _shown(result: dict[str, Any]) -> dict[str, Any]:
    before, after = result["before"], result["after"]
    late = [("Thực tế", result["real"]), ("Các bước cũ", before), ("Các bước mới", after)]
    return {
        "result": result,
        "late": bars(
            [(name, one["percent"], f"{one['late']} trong {one['of']} hồ sơ") for name, one in late]
        ),
        "queue": curves(
            after["queue"]["days"], [(team["name"], team["most"]) for team in after["queue"]["teams"]]
        ),
        "better": before["late"] - after["late"],
        "why": _why(after),
    }


def _why(after: dict[str, Any]) -> str:
    """Why dossiers would be late: waiting for people, or steps that are longer than the limit; "" where none is, or
    where an older run did not count it."""
    late, short = after["late"] - after["stuck"], after.get("unwaited")
    if late <= 0 or short is None:
        return ""
    if short == 0:
        return f"{late} hồ sơ trễ vì phải chờ người làm; thêm người hoặc bớt việc thì kịp."
    if short >= late:
        return (
            f"{late} hồ sơ trễ không vì chờ ai: riêng thời gian làm các bước đã dài hơn thời hạn. "
            "Thêm người không đỡ; rút ngắn bước, làm song song, hoặc xem lại thời hạn."
        )
    return (
        f"{short} hồ sơ trễ dù không phải chờ, vì thời gian làm các bước đã dài hơn thời hạn; "
        f"{late - short} hồ sơ trễ vì chờ người làm."
    )
