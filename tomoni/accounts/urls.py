"""A person's own pages beside those of allauth; outside any city."""

from django.urls import path

from tomoni.accounts import views

app_name = "accounts"
urlpatterns = [
    path("profile/", views.profile, name="profile"),
]
