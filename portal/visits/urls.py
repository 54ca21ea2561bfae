"""Addresses of those who come to a desk: the kiosk, the display, the phone, appointments, the counter."""

from django.urls import include, path

from portal.visits import desk, views

_public = (
    [
        path("kiosk/lay-so/<slug:slug>/", views.kiosk, name="kiosk"),
        path("man-hinh/<slug:slug>/", views.display, name="display"),
        path("so/<str:key>/", views.ticket, name="ticket"),
        path("lich-hen/", views.appointments, name="appointments"),
        path("lich-hen/<str:key>/", views.appointment, name="appointment"),
    ],
    "visits",
)

urlpatterns = [
    path("", include(_public)),
    path("lam-viec/goi-so/", desk.calling, name="visits_desk"),
]
