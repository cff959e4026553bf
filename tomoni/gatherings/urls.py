from django.urls import path

from tomoni.gatherings import views

app_name = "gatherings"
urlpatterns = [
    path("gatherings/", views.gatherings, name="gatherings"),
    path("gatherings/new/", views.new, name="new"),
    path("gatherings/<int:pk>/", views.gathering, name="gathering"),
    path("gatherings/<int:pk>/edit/", views.edit, name="edit"),
    path("gatherings/<int:pk>/<slug:move>/", views.move, name="move"),
]
