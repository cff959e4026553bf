from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "tomoni.desk"
    label = "desk"
