"""News, and whom to tell of a hole."""

from django.urls import path

from portal.upkeep import views

app_name = "upkeep"

urlpatterns = [
    path("tin-tuc/", views.news_list, name="news"),
    path("tin-tuc/atom.xml", views.NewsFeed(), name="news_feed"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("tin-tuc/<int:pk>/", views.news_one, name="news_one"),
]
