from django.urls import path

from tomoni.intake import views

app_name = "intake"
urlpatterns = [
    path("intake/", views.intakes, name="intakes"),
    path("intake/<int:pk>/", views.intake, name="intake"),
    path("intake/<int:pk>/document/", views.document, name="document"),
    path("intake/<int:pk>/mend/", views.mend, name="mend"),
    path("intake/<int:pk>/<slug:move>/", views.move, name="move"),
]
