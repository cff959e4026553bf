from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "tomoni.intake"
    label = "intake"
