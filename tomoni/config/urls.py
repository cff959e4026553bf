"""Every address. What belongs to one city stands under its slug; the word is taken by `JurisdictionMiddleware`."""

from django.urls import URLPattern, URLResolver, include, path

from tomoni.accounts.views import set_language
from tomoni.directory.urls import OUTSIDE
from tomoni.operations.urls import OUTSIDE as HEALTH

CITY: list[URLPattern | URLResolver] = [
    path("", include("tomoni.directory.urls")),
    path("", include("tomoni.gatherings.urls")),
    path("", include("tomoni.voices.urls")),
    path("", include("tomoni.seeds.urls")),
    path("", include("tomoni.drafting.urls")),
    path("", include("tomoni.surveys.urls")),
    path("", include("tomoni.matching.urls")),
    path("", include("tomoni.desk.urls")),
    path("", include("tomoni.projects.urls")),
    path("", include("tomoni.publishing.urls")),
    path("", include("tomoni.intake.urls")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("tomoni.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("i18n/setlang/", set_language, name="set_language"),
    *OUTSIDE,
    *HEALTH,
    # Before the rooms: where a record's page joins rooms, portal answers at the record's own address.
    path("", include("tomoni.portal.urls")),
    path("<slug:city>/", include(CITY)),
]

handler400 = "tomoni.core.http.bad_request"
handler403 = "tomoni.core.http.forbidden"
handler404 = "tomoni.core.http.not_found"
handler500 = "tomoni.core.http.server_error"
