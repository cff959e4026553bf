from django.urls import path

from tomoni.matching.views import learned, match

app_name = "matching"
urlpatterns = [
    path("matches/", match.matches, name="matches"),
    path("matches/seeds/", match.seeds_without, name="seeds"),
    path("matches/seeds/<int:seed_pk>/", match.candidates_of_seed, name="candidates"),
    path("matches/seeds/<int:seed_pk>/propose/", match.propose, name="propose"),
    path("matches/seeds/<int:seed_pk>/why/", match.why, name="why"),
    path("matches/learned/", learned.learned, name="learned"),
    path("matches/learned/reset/", learned.reset, name="reset"),
    path("matches/learned/<int:pk>/retract/", learned.retract, name="retract"),
    path("matches/learned/<int:pk>/restore/", learned.restore, name="restore"),
    path("matches/<int:pk>/", match.match, name="match"),
    path("matches/<int:pk>/contacts/", match.contacts, name="contacts"),
    path("matches/<int:pk>/kit/", match.kit, name="kit"),
    path("matches/<int:pk>/answer/<int:actor_pk>/", match.answer, name="answer"),
    path("matches/<int:pk>/sheet/<int:actor_pk>/", match.sheet, name="sheet"),
    path("matches/<int:pk>/<slug:move>/", match.move, name="move"),
]
