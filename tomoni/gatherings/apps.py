from django.apps import AppConfig


class GatheringsConfig(AppConfig):
    name = "tomoni.gatherings"
    label = "gatherings"
