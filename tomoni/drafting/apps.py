from django.apps import AppConfig


class DraftingConfig(AppConfig):
    name = "tomoni.drafting"
    label = "drafting"
