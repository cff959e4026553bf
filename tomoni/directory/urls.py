from django.urls import URLPattern, URLResolver, path

from tomoni.directory.views import (
    actors,
    departments,
    entrance,
    handover,
    imports,
    people,
    registrations,
    settings,
)

app_name = "directory"
urlpatterns = [
    path("actors/", actors.actors, name="actors"),
    path("actors/new/", actors.new, name="new_actor"),
    path("actors/<int:pk>/", actors.actor, name="actor"),
    path("actors/<int:pk>/edit/", actors.edit, name="edit_actor"),
    path("actors/<int:pk>/publish/", actors.publish, name="publish_actor"),
    path("actors/<int:pk>/withdraw/", actors.withdraw, name="withdraw_actor"),
    path("departments/", departments.departments, name="departments"),
    path("departments/<int:pk>/edit/", departments.edit, name="edit_department"),
    path("registrations/", registrations.registrations, name="registrations"),
    path("registrations/new/", registrations.new, name="new_registration"),
    path("registrations/received/<str:token>/", registrations.received, name="received"),
    path("registrations/<int:pk>/", registrations.registration, name="registration"),
    path("registrations/<int:pk>/edit/", registrations.edit, name="edit_registration"),
    path("registrations/<int:pk>/<slug:move>/", registrations.move, name="move_registration"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<int:pk>/", imports.found, name="import"),
    path("imports/<int:pk>/confirm/", imports.confirm, name="confirm_import"),
    path("imports/<int:pk>/stop/", imports.stop, name="stop_import"),
    path("imports/<int:pk>/read/", imports.read_again, name="read_again"),
    path("imports/samples/<slug:kind>/", imports.sample, name="import_sample"),
    path("people/", people.people, name="people"),
    path("people/new/", people.offer, name="offer"),
    path("people/<int:pk>/", people.role, name="role"),
    path("people/<int:pk>/end/", people.end, name="end_role"),
    path("people/invitations/", people.invitations, name="invitations"),
    path("people/invitations/<int:pk>/revoke/", people.revoke, name="revoke"),
    path("settings/", settings.settings, name="settings"),
    path("handover/", handover.handover, name="handover"),
    path("handover/take/", handover.take_over_all, name="take_over_all"),
    path("handover/<int:pk>/", handover.case, name="case"),
    path("handover/<int:pk>/take/", handover.take_over, name="take_over"),
    path("handover/<int:pk>/give/", handover.hand_on, name="hand_on"),
]

OUTSIDE: list[URLPattern | URLResolver] = [
    path("switch/", entrance.switch, name="switch"),
    path("switch/home/", entrance.home, name="home"),
    path("invitations/<str:token>/", entrance.invitation, name="invitation"),
]
"""Outside any city: a person may hold roles in several."""
