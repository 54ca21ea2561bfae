"""
The designer's addresses, `/quan-tri/phien-ban/<pk>/…`: a screen is one line here and one line in frame.TABS.

They are mounted by ProcedureVersionAdmin.get_urls, so that signing in and the administration's own door come first.
"""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from procedures.designer import (
    accepting,
    comparing,
    english_screen,
    fees,
    form_screen,
    head_screen,
    history,
    layout_screen,
    living,
    overview,
    papers_screen,
    preview,
    publishing,
    result_screen,
    simulations,
    steps,
    trials,
)
from procedures.designer.gone import typed_stays

SCREENS: list[tuple[str, Callable[..., Any], str]] = [
    ("tong-quan/", overview.overview, "designer_overview"),
    ("thong-tin/", head_screen.head, "designer_head"),
    ("bieu-mau/", form_screen.form, "designer_form"),
    ("bieu-mau/xem/", preview.whole, "designer_preview"),
    ("bieu-mau/thu/", preview.try_page, "designer_try"),
    ("bieu-mau/thu-cau/", preview.try_question, "designer_try_question"),
    ("bieu-mau/to-khai.pdf", preview.declaration, "designer_declaration"),
    ("mau-in/", layout_screen.layout, "designer_layout"),
    ("mau-ket-qua/", result_screen.result, "designer_result"),
    ("giay-to/", papers_screen.papers, "designer_papers"),
    ("tieng-anh/", english_screen.english, "designer_english"),
    ("phi/", fees.fees, "designer_fees"),
    ("phi/them/", fees.edit_fee, "designer_fee_add"),
    ("phi/<str:key>/", fees.edit_fee, "designer_fee"),
    ("phi/<str:key>/len/", fees.move_fee, "designer_fee_move"),
    ("phi/<str:key>/xoa/", fees.delete_fee, "designer_fee_delete"),
    ("mo-phong/", simulations.simulations, "designer_simulations"),
    ("mo-phong/<int:run>/", simulations.simulation, "designer_simulation"),
    ("cac-buoc/", steps.steps, "designer_steps"),
    ("cac-buoc/them/", steps.add_step, "designer_step_add"),
    ("cac-buoc/<str:key>/", steps.edit_step, "designer_step"),
    ("cac-buoc/<str:key>/len/", steps.move_step, "designer_step_move"),
    ("cac-buoc/<str:key>/xoa/", steps.delete_step, "designer_step_delete"),
    ("thu-nghiem/", trials.trials, "designer_trial"),
    ("thu-nghiem/chay/", trials.run, "designer_trial_run"),
    ("thu-nghiem/nhan/", accepting.accept, "designer_trial_accept"),
    ("thu-nghiem/them/", trials.trial, "designer_trial_add"),
    ("thu-nghiem/ho-so/<str:key>/", trials.trial, "designer_trial_case"),
    ("thu-nghiem/ho-so/<str:key>/xoa/", trials.delete, "designer_trial_delete"),
    ("so-sanh/", comparing.comparison, "designer_compare"),
    ("trinh-cong-bo/", publishing.publishing, "designer_publish"),
    ("trinh-cong-bo/kiem-tra/", publishing.check, "designer_check"),
    ("trinh-cong-bo/xac-nhan/", publishing.vouch, "designer_vouch"),
    ("trinh-cong-bo/huy/", publishing.cancel, "designer_cancel"),
    ("trinh-cong-bo/thoi-dung/", publishing.end, "designer_end"),
    ("trinh-cong-bo/quyet-dinh/", publishing.decision, "designer_decision"),
    ("lich-su/", history.events, "designer_history"),
    ("ban-nhap-moi/", living.draft, "designer_draft"),
    ("bo-nhap/", living.discard, "designer_discard"),
    ("chep/", living.copy, "designer_copy"),
]


def urls(inside: Callable[[Any], Any]) -> list[URLPattern]:
    """The screens behind the administration's door (`AdminSite.admin_view`)."""
    return [
        path(f"<int:pk>/{address}", inside(typed_stays(view)), name=name) for address, view, name in SCREENS
    ]
