"""Addresses of the money desk."""

from datetime import date

from django.urls import path, register_converter

from payments.desk import comparison_views, line_views, refund_views, till_views


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
    path("chua-ro/", line_views.unknown, name="unknown"),
    path("chua-ro/<int:pk>/", line_views.unknown_line, name="unknown_line"),
    path("sao-ke/", line_views.statement, name="statement"),
    path("hoan/", refund_views.refund_list, name="refunds"),
    path("hoan/moi/<slug:reference>/", refund_views.refund_new, name="refund_new"),
    path("hoan/<int:pk>/", refund_views.refund, name="refund"),
    path("doi-soat/", comparison_views.comparison, name="comparison"),
    path("doi-soat/khoa-thang/", comparison_views.close_month, name="close_month"),
    path("doi-soat/lech/<int:pk>/", comparison_views.difference, name="difference"),
    path("doi-soat/<slug:provider>/<isoday:day>/", comparison_views.day, name="day"),
]
