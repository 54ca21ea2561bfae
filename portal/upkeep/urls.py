"""News."""

from django.urls import path

from portal.upkeep import views

app_name = "upkeep"

urlpatterns = [
    path("tin-tuc/", views.news_list, name="news"),
    path("tin-tuc/atom.xml", views.NewsFeed(), name="news_feed"),
    path("tin-tuc/<int:pk>/", views.news_one, name="news_one"),
]
