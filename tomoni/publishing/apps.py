from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "tomoni.publishing"
    label = "publishing"
