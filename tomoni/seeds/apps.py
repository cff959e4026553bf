from django.apps import AppConfig


class SeedsConfig(AppConfig):
    name = "tomoni.seeds"
    label = "seeds"
