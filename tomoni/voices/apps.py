from django.apps import AppConfig


class VoicesConfig(AppConfig):
    name = "tomoni.voices"
    label = "voices"
