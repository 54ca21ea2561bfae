"""Included under /dieu-hanh/."""

from django.urls import path

from dossiers.officer.views import leading

app_name = "leading"

urlpatterns = [
    path("", leading.board, name="board"),
    path("don-vi/<int:pk>/", leading.unit, name="unit"),
    path("bao-phu/", leading.coverage, name="coverage"),
    path("nhac-viec/", leading.nudges, name="nudges"),
    path("nhac-viec/<str:code>/", leading.nudge, name="nudge"),
    path("ky-duyet/", leading.approving, name="approving"),
]
