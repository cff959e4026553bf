from django.urls import path

from tomoni.drafting.views import drafts, editions, private, rounds

app_name = "drafting"
urlpatterns = [
    path("drafts/", drafts.drafts, name="drafts"),
    path("drafts/new/", drafts.new, name="new"),
    path("drafts/<int:pk>/", drafts.draft, name="draft"),
    path("drafts/<int:pk>/edit/", drafts.edit, name="edit"),
    path("drafts/<int:pk>/text/", drafts.text, name="text"),
    path("drafts/<int:pk>/sections/new/", drafts.new_section, name="new_section"),
    path("drafts/<int:pk>/sections/<int:section>/", drafts.section, name="section"),
    path("drafts/<int:pk>/sections/<int:section>/<slug:act>/", drafts.section_act, name="section_act"),
    path("drafts/<int:pk>/editions/<int:number>/", editions.edition, name="edition"),
    path("drafts/<int:pk>/difference/", editions.difference, name="difference"),
    path("drafts/<int:pk>/rounds/<int:round>/", rounds.comment_round, name="round"),
    path("drafts/<int:pk>/rounds/<int:round>/comment/", rounds.give, name="give"),
    path("drafts/<int:pk>/rounds/<int:round>/enter/", rounds.enter, name="enter"),
    path("drafts/<int:pk>/rounds/<int:round>/comments/<int:comment>/", rounds.comment, name="comment"),
    path(
        "drafts/<int:pk>/rounds/<int:round>/comments/<int:comment>/<slug:move>/",
        rounds.comment_move,
        name="comment_move",
    ),
    path("drafts/<int:pk>/rounds/<int:round>/<slug:move>/", rounds.move, name="round_move"),
    path("drafts/<int:pk>/<slug:move>/", drafts.move, name="move"),
    path("d/<str:token>/", private.private, name="private"),
    path("d/<str:token>/receipt/", private.receipt, name="receipt"),
    path("d/<str:token>/take-back/", private.take_back, name="private_take_back"),
]
