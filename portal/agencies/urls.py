"""Public addresses of the agencies."""

from django.urls import path

from portal.agencies import public

urlpatterns = [
    path("co-quan/", public.agencies, name="agencies"),
    path("co-quan/<slug:slug>/", public.agency, name="agency"),
]
