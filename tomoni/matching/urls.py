from django.urls import path

from tomoni.matching import views

app_name = "matching"
urlpatterns = [
    path("matches/", views.matches, name="matches"),
    path("matches/seeds/", views.seeds_without, name="seeds"),
    path("matches/seeds/<int:seed_pk>/", views.candidates_of_seed, name="candidates"),
    path("matches/seeds/<int:seed_pk>/propose/", views.propose, name="propose"),
    path("matches/<int:pk>/", views.match, name="match"),
    path("matches/<int:pk>/contacts/", views.contacts, name="contacts"),
    path("matches/<int:pk>/kit/", views.kit, name="kit"),
    path("matches/<int:pk>/answer/<int:actor_pk>/", views.answer, name="answer"),
    path("matches/<int:pk>/sheet/<int:actor_pk>/", views.sheet, name="sheet"),
    path("matches/<int:pk>/<slug:move>/", views.move, name="move"),
]
