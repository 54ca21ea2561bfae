"""The addresses of the portal with those of the demo."""

from django.urls import include, path

from portal.urls import *  # noqa: F403
from portal.urls import urlpatterns as always

urlpatterns = [*always, path("thu-demo/", include("portal.notifications.demo_mail"))]
