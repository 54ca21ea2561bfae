"""Addresses of the citizen's side: /nop, /ho-so, /tra-cuu, /xac-minh."""

from django.urls import path, re_path, register_converter

from dossiers.citizen import (
    amend,
    apologies,
    asked,
    changes,
    dossier,
    files,
    journal_proof,
    mine,
    paper_pages,
    paying,
    public,
    refunding,
    sending,
    sent,
    signing,
    start,
    supplement,
    verifying,
    wizard,
)
from dossiers.post import citizen_views


class DraftReference:
    """T- and 26 letters and digits (a ULID)."""

    regex = "T-[0-9A-Z]{26}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(DraftReference, "draft")

app_name = "citizen"

urlpatterns = [
    path("tin-nhan/sms/den/", asked.sms_in, name="sms_in"),
    path("tin-nhan/zalo/", asked.zalo_in, name="zalo_in"),
    path("nop/<draft:ref>/", wizard.resume, name="resume"),
    path("nop/<draft:ref>/nhiem-vu/", wizard.tasks, name="tasks"),
    path("nop/<draft:ref>/de-sau/", wizard.later, name="later"),
    path("nop/<draft:ref>/xoa/", wizard.discard, name="discard"),
    path("nop/<draft:ref>/thay-doi/<int:number>/", changes.changes, name="changes"),
    path("nop/<draft:ref>/mien-phi/", sending.fee, name="fee"),
    path("nop/<draft:ref>/nhan-ket-qua/", sending.receive, name="receive"),
    path("nop/<draft:ref>/kiem-tra/", sending.check, name="check"),
    path("nop/<draft:ref>/ky/", signing.sign, name="sign"),
    path("nop/<draft:ref>/ky/to-khai.pdf", signing.paper, name="paper_to_sign"),
    path("nop/<draft:ref>/giay-to/<slug:paper_id>/", paper_pages.paper, name="paper"),
    path("nop/<draft:ref>/<slug:step>/", wizard.page, name="page"),
    path("nop/<draft:ref>/<slug:step>/luu/", wizard.autosave, name="autosave"),
    path("nop/<str:code>/", start.start, name="start"),
    path("nop/<str:code>/chua-duoc/<slug:check>/", start.stop, name="stop"),
    path("ho-so/", mine.mine, name="mine"),
    path("ho-so/<str:code>/", dossier.dossier, name="dossier"),
    path("ho-so/<str:code>/da-gui/", sent.sent, name="sent"),
    path("ho-so/<str:code>/to-khai.pdf", sent.declaration_pdf, name="declaration"),
    path("ho-so/<str:code>/nhat-ky.zip", journal_proof.proof, name="journal_proof"),
    path("ho-so/<str:code>/lich.ics", sent.calendar, name="calendar"),
    path("ho-so/<str:code>/tin-da-gui/", dossier.letters_sent, name="letters"),
    path("ho-so/<str:code>/ky/", signing.sign_again, name="sign_again"),
    path("ho-so/<str:code>/ky/to-khai.pdf", signing.paper_again, name="paper_to_sign_again"),
    path("ho-so/<str:code>/tu-sua/", amend.amend, name="amend"),
    path("ho-so/<str:code>/bo-sung/", supplement.supplement, name="supplement"),
    path("ho-so/<str:code>/thanh-toan/", paying.pay, name="pay"),
    path("ho-so/<str:code>/bien-lai/<int:pk>/", paying.receipt, name="fee_receipt"),
    path("ho-so/<str:code>/thanh-toan/<slug:reference>/thong-bao/", paying.notice, name="notice"),
    path("ho-so/<str:code>/hoan-tien/", refunding.ask, name="refund"),
    path("ho-so/<str:code>/buu-chinh/", citizen_views.by_post, name="by_post"),
    path("ho-so/<str:code>/rut/", dossier.withdraw, name="withdraw"),
    path("ho-so/<str:code>/tep/<int:number>/", files.page, name="file"),
    path("ho-so/<str:code>/ban-ghep/<slug:paper_id>/", files.paper, name="paper_file"),
    path("ho-so/<str:code>/giay/<int:number>/", files.slip, name="slip"),
    path("ho-so/<str:code>/ket-qua/", files.result, name="result"),
    path("tra-cuu/", public.track, name="track"),
    path("cong-khai/nhat-ky/", journal_proof.days, name="journal_days"),
    path("cong-khai/nhat-ky/<str:day>.json", journal_proof.day, name="journal_day"),
    path("xac-minh/", verifying.verify_form, name="verify_form"),
    re_path(r"^xac-minh/(?P<key>[A-Za-z0-9_-]{6,64})/$", verifying.verify, name="verify"),
    path("xin-loi/", apologies.public_list, name="apologies"),
    path("xin-loi/<int:pk>/", apologies.public_letter, name="apology"),
]
