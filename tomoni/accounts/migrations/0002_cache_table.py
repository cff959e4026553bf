"""The table of the shared cache, so that `migrate` alone suffices. Sign-in throttling counts in it, in all processes together."""

from typing import Any

from django.core.management import call_command
from django.db import migrations

TABLE = "core_cache"


def forward(apps: Any, editor: Any) -> None:
    call_command("createcachetable", TABLE, database=editor.connection.alias, verbosity=0)


def backward(apps: Any, editor: Any) -> None:
    editor.execute(f"DROP TABLE {editor.quote_name(TABLE)}")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(forward, backward)]
