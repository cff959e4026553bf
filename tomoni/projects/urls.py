from django.urls import path

from tomoni.projects import views

app_name = "projects"
urlpatterns = [
    path("collaborations/", views.collaborations, name="collaborations"),
    path("collaborations/new/", views.new, name="new"),
    path("collaborations/<int:pk>/", views.light_collab, name="light_collab"),
    path("collaborations/<int:pk>/edit/", views.edit, name="edit"),
    path("collaborations/<int:pk>/say/", views.say, name="say"),
    path("collaborations/<int:pk>/publish/", views.publish, name="publish"),
    path("collaborations/<int:pk>/unpublish/", views.unpublish, name="unpublish"),
    path("collaborations/<int:pk>/photo/", views.photo, name="photo"),
    path("collaborations/<int:pk>/<slug:move>/", views.move, name="move"),
]
