from django.apps import AppConfig
from django.core.checks import register

from tomoni.operations import checks


class OperationsConfig(AppConfig):
    name = "tomoni.operations"
    label = "operations"

    def ready(self) -> None:
        for check in checks.ALL:
            register(check, "tomoni")
