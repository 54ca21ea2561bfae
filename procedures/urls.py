"""Public pages of the catalogue."""

from django.urls import URLPattern, path

from procedures.suggestions import suggest_places

urlpatterns: list[URLPattern] = [path("dia-ban/", suggest_places, name="places")]
