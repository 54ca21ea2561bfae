"""Addresses of the money desk."""

from datetime import date

from django.urls import path, register_converter

from payments.desk import (
    comparison_views,
    line_views,
    paper_views,
    payout_views,
    poster_views,
    receipt_views,
    refund_views,
    report_views,
    till_views,
)


class IsoDay:
    """2026-11-21."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        return str(value)


register_converter(IsoDay, "isoday")

app_name = "money"

urlpatterns = [
    path("", till_views.overview, name="overview"),
    path("ca/", till_views.cash, name="cash"),
    path("ca/<int:pk>/", till_views.one_till, name="till"),
    path("chua-ro/", line_views.unknown, name="unknown"),
    path("chua-ro/<int:pk>/", line_views.unknown_line, name="unknown_line"),
    path("sao-ke/", line_views.statement, name="statement"),
    path("hoan/", refund_views.refund_list, name="refunds"),
    path("hoan/moi/<slug:reference>/", refund_views.refund_new, name="refund_new"),
    path("hoan/danh-sach/", payout_views.make_list, name="make_list"),
    path("hoan/danh-sach/<int:pk>/", payout_views.payout_list, name="payouts"),
    path("hoan/danh-sach/<int:pk>/xlsx/", payout_views.payout_sheet, name="payout_sheet"),
    path("hoan/<int:pk>/", refund_views.refund, name="refund"),
    path("khoan/", report_views.find, name="find"),
    path("khoan/<slug:reference>/", report_views.charge, name="charge"),
    path("khoan/<slug:reference>/ma-qr/", poster_views.poster, name="poster"),
    path("khoan/<slug:reference>/chung-tu/", paper_views.paper_new, name="paper_new"),
    path("chung-tu/<int:pk>/", paper_views.paper_voucher, name="paper"),
    path("chung-tu/<int:pk>/tep/", paper_views.paper_file, name="paper_file"),
    path("bao-cao/", report_views.report, name="report"),
    path("bien-lai/", receipt_views.books, name="books"),
    path("bien-lai/quyen/<int:pk>/", receipt_views.book, name="book"),
    path("bien-lai/<int:pk>/", receipt_views.receipt, name="receipt"),
    path("bien-lai/<int:pk>/pdf/", receipt_views.receipt_file, name="receipt_file"),
    path("bien-lai/<int:pk>/in-lai/", receipt_views.reprint, name="reprint"),
    path("doc-tep/<int:pk>/", line_views.reading, name="reading"),
    path("doi-soat/", comparison_views.comparison, name="comparison"),
    path("doi-soat/khoa-thang/", comparison_views.close_month, name="close_month"),
    path("doi-soat/lech/<int:pk>/", comparison_views.difference, name="difference"),
    path("doi-soat/<slug:provider>/<isoday:day>/", comparison_views.day, name="day"),
]
