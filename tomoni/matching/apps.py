from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "tomoni.matching"
    label = "matching"
