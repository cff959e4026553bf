from django.urls import include, path

from tomoni.portal import actor, front, home, joined, search, work, year

app_name = "portal"

CITY = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("work/", work.work, name="work"),
    path("work/notices/read/", work.read_notices, name="read_notices"),
    path("figures/", year.figures, name="figures"),
    path("gatherings/<int:pk>/", joined.gathering, name="gathering"),
    path("opinions/<int:pk>/", joined.opinion, name="opinion"),
    path("seeds/<int:pk>/", joined.seed, name="seed"),
    path("matches/<int:pk>/", joined.match, name="match"),
    path("actors/<int:pk>/story/", actor.story, name="story"),
    path("about/accessibility/", front.accessibility, name="accessibility"),
]
urlpatterns = [
    path("", front.front, name="front"),
    path("<slug:city>/", include(CITY)),
]
