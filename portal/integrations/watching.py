"""Hệ thống ngoài: what each outside system did last, whether it is being left alone, and a way to call it again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from portal.integrations import http, national_portal, national_store, registers


@dataclass(frozen=True, slots=True)
class System:
    """One outside system: the name under which it is called, its words, whether the province has set it up; `waiting`
    is where that which it did not take can be sent again."""

    name: str
    words: str
    set_up: Callable[[], bool]
    waiting: str = ""


_systems: list[System] = []


def watch(system: System) -> None:
    """Puts a system on the list; called when the application starts."""
    _systems.append(system)


watch(System(registers.POPULATION, "CSDL quốc gia về dân cư", lambda: registers.connected("population")))
watch(
    System(
        registers.ENTERPRISE,
        "CSDL quốc gia về đăng ký doanh nghiệp",
        lambda: registers.connected("enterprise"),
    )
)
watch(System(national_store.NAME, "Kho quản lý dữ liệu điện tử quốc gia", national_store.connected))
watch(System(national_portal.NAME, "Danh mục dịch vụ công, Cổng quốc gia", national_portal.connected))
watch(System("post", "Bưu chính công ích", lambda: bool(settings.POST_URL)))


def may_look(request: HttpRequest) -> bool:
    """Those who keep the portal running."""
    return bool(request.user.is_superuser)


@require_http_methods(["GET", "POST"])
def systems(request: HttpRequest) -> HttpResponse:
    if not may_look(request):
        raise PermissionDenied
    if request.method == "POST":
        system = next((one for one in _systems if one.name == request.POST.get("he-thong")), None)
        if system is None:
            raise Http404("system")
        http.wake(system.name)
        messages.success(request, f"Sẽ gọi lại {system.words} ngay lần tới.")
        return redirect("outside_systems")
    rows = [_row(system) for system in _systems]
    return render(request, "integrations/systems.html", {"rows": rows})


def _row(system: System) -> dict[str, object]:
    seen, set_up = http.seen(system.name), system.set_up()
    bad = seen.bad_at > seen.good_at
    state = "chưa nối" if not set_up else "đang nghỉ" if seen.resting else "có lỗi" if bad else "nối tốt"
    if set_up and not (seen.good_at or seen.bad_at or seen.resting):
        state = "chưa gọi lần nào"
    return {
        "system": system,
        "state": state,
        "tone": {"đang nghỉ": "red", "có lỗi": "amber", "nối tốt": "green"}.get(state, "grey"),
        "good_at": _moment(seen.good_at),
        "bad_at": _moment(seen.bad_at),
        "why": seen.why,
        "failures": seen.failures,
        "resting": seen.resting,
    }


def _moment(seconds: float) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
