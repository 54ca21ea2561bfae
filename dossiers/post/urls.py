"""Included under /lam-viec/buu-chinh/."""

from django.urls import path

from dossiers.post import arrival_views, desk_views, money_views

urlpatterns = [
    path("", desk_views.desk, name="post_desk"),
    path("den/", arrival_views.arrived, name="post_arrivals"),
    path("den/<int:pk>/", arrival_views.arrival, name="post_arrival"),
    path("nhan/", desk_views.labels, name="post_labels"),
    path("to/<slug:key>/", desk_views.sheet, name="post_sheet"),
    path("to/<slug:key>/ban-in.pdf", desk_views.sheet_file, name="post_sheet_file"),
    path("<int:pk>/", desk_views.piece, name="post_piece"),
    path("thu-ho/<int:pk>/", money_views.money, name="post_money"),
    path("bang-ke/<str:number>/", desk_views.handover, name="post_handover"),
    path("bang-ke/<str:number>/chu-ky/", desk_views.handover_signature, name="post_signature"),
    path("bang-ke/<str:number>/ban-in.pdf", desk_views.handover_pdf, name="post_handover_pdf"),
]
