from django.urls import path

from tomoni.publishing.views import editing, public

app_name = "publishing"
urlpatterns = [
    path("publications/", public.publications, name="publications"),
    path("publications/feed/", public.feed, name="feed"),
    path("publications/subscribe/", public.subscribe, name="subscribe"),
    path("publications/subscription/<str:token>/", public.subscription, name="subscription"),
    path("publications/desk/", editing.desk, name="desk"),
    path("publications/new/", editing.new, name="new"),
    path("publications/<int:pk>/", public.publication, name="publication"),
    path("publications/<int:pk>/edit/", editing.edit, name="edit"),
    path("publications/<int:pk>/pick/", editing.pick, name="pick"),
    path("publications/<int:pk>/pieces/", editing.arrange, name="arrange"),
    path("publications/<int:pk>/pieces/new/", editing.write, name="write"),
    path("publications/<int:pk>/pieces/<int:piece>/", editing.piece, name="piece"),
    path("publications/<int:pk>/preview/", editing.preview, name="preview"),
    path("publications/<int:pk>/test/", editing.test, name="test"),
    path("publications/<int:pk>/send/", editing.send, name="send"),
    path("publications/<int:pk>/<slug:move>/", editing.move, name="move"),
]
