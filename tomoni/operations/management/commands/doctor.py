import sys
from typing import Any

from django.core.management.base import BaseCommand

from tomoni.operations.doctor import Level, examine


class Command(BaseCommand):
    help = "Looks at everything an installation needs and says what to do; ends with an error where something is broken."
    requires_system_checks = ()  # it reports them itself, beside everything else

    def handle(self, *args: Any, **options: Any) -> None:
        found = examine()
        for one in found:
            self.stdout.write(f"[{one.level.label}] {one.subject}: {one.text}")
            if one.advice:
                self.stdout.write(f"    → {one.advice}")
        if any(one.level == Level.BAD for one in found):
            sys.exit(1)
