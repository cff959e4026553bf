from django.urls import path

from tomoni.voices.views import lists, opinions, report, schemes, themes

app_name = "voices"
urlpatterns = [
    path("voices/", lists.voices, name="voices"),
    path("voices/report/<int:pk>/", report.session, name="report"),
    path("voices/report/<int:pk>/series/", report.series, name="series_report"),
    path("opinions/", lists.opinions, name="opinions"),
    path("opinions/answering/", lists.answering, name="answering"),
    path("opinions/new/", opinions.new, name="new"),
    path("opinions/paste/", opinions.paste, name="paste"),
    path("opinions/<int:pk>/", opinions.opinion, name="opinion"),
    path("opinions/<int:pk>/edit/", opinions.edit, name="edit"),
    path("opinions/<int:pk>/<slug:move>/", opinions.move, name="move"),
    path("themes/", themes.themes, name="themes"),
    path("themes/new/", themes.new, name="theme_set_new"),
    path("themes/<int:pk>/", themes.theme_set, name="theme_set"),
    path("themes/<int:pk>/map/", themes.theme_map, name="theme_map"),
    path("themes/<int:pk>/regroup/", themes.regroup, name="theme_set_regroup"),
    path("themes/<int:pk>/drop/", themes.drop, name="theme_set_drop"),
    path("themes/of/<int:pk>/", themes.theme, name="theme"),
    path("themes/of/<int:pk>/name/", themes.name, name="theme_name"),
    path("schemes/", schemes.schemes, name="schemes"),
    path("schemes/new/", schemes.new, name="scheme_new"),
    path("schemes/adopt/", schemes.adopt, name="scheme_adopt"),
    path("schemes/<int:pk>/", schemes.scheme, name="scheme"),
    path("schemes/<int:pk>/learned/", schemes.learned, name="scheme_learned"),
    path("schemes/<int:pk>/forget/", schemes.forget, name="scheme_forget"),
    path("lessons/<int:pk>/retract/", schemes.retract, name="lesson_retract"),
    path("lessons/<int:pk>/again/", schemes.teach_again, name="lesson_again"),
    path("schemes/<int:pk>/revise/", schemes.revise, name="scheme_revise"),
    path("schemes/<int:pk>/default/", schemes.use_by_default, name="scheme_default"),
]
