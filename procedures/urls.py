"""Public pages of the catalogue."""

from django.urls import path

from procedures import views
from procedures.suggestions import suggest_places

urlpatterns = [
    path("", views.home, name="home"),
    path("tim-kiem/", views.find, name="search"),
    path("thu-tuc/", views.browse, name="procedures"),
    path("thu-tuc/linh-vuc/<slug:slug>/", views.field, name="procedure_field"),
    path("thu-tuc/<str:code>/", views.procedure, name="procedure"),
    path("thu-tuc/<str:code>/in/", views.sheet, name="procedure_sheet"),
    path("su-kien/<slug:slug>/", views.life_event, name="life_event"),
    path("giay-mau/<str:sha256>/", views.sample_picture, name="sample_picture"),
    path("dia-ban/", suggest_places, name="places"),
]
