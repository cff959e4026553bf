from django.urls import path

from tomoni.voices.views import lists, opinions, schemes

app_name = "voices"
urlpatterns = [
    path("voices/", lists.voices, name="voices"),
    path("opinions/", lists.opinions, name="opinions"),
    path("opinions/answering/", lists.answering, name="answering"),
    path("opinions/new/", opinions.new, name="new"),
    path("opinions/paste/", opinions.paste, name="paste"),
    path("opinions/<int:pk>/", opinions.opinion, name="opinion"),
    path("opinions/<int:pk>/edit/", opinions.edit, name="edit"),
    path("opinions/<int:pk>/<slug:move>/", opinions.move, name="move"),
    path("schemes/", schemes.schemes, name="schemes"),
    path("schemes/new/", schemes.new, name="scheme_new"),
    path("schemes/adopt/", schemes.adopt, name="scheme_adopt"),
    path("schemes/<int:pk>/", schemes.scheme, name="scheme"),
    path("schemes/<int:pk>/revise/", schemes.revise, name="scheme_revise"),
    path("schemes/<int:pk>/default/", schemes.use_by_default, name="scheme_default"),
]
