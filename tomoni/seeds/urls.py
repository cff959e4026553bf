from django.urls import path

from tomoni.seeds.views import menu, seed

app_name = "seeds"
urlpatterns = [
    path("seeds/", seed.board, name="board"),
    path("seeds/new/", seed.new, name="new"),
    path("seeds/can-do/", seed.can_do, name="can_do"),
    path("seeds/<int:pk>/", seed.seed, name="seed"),
    path("seeds/<int:pk>/edit/", seed.edit, name="edit"),
    path("seeds/<int:pk>/agree/", seed.agree, name="agree"),
    path("seeds/<int:pk>/renew/", seed.renew, name="renew"),
    path("seeds/<int:pk>/<slug:move>/", seed.move, name="move"),
    path("menu/", menu.menu, name="menu"),
    path("menu/new/", menu.new, name="menu_new"),
    path("menu/<int:pk>/", menu.item, name="menu_item"),
    path("menu/<int:pk>/edit/", menu.edit, name="menu_edit"),
    path("menu/<int:pk>/confirm/", menu.confirm, name="menu_confirm"),
    path("menu/<int:pk>/<slug:move>/", menu.move, name="menu_move"),
]
