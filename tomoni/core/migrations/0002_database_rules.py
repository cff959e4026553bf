"""What Django's schema cannot say: an audit log that refuses change, and the search index of each engine."""

from typing import Any

from django.db import migrations

APPEND_ONLY = ("core_event", "core_seal", "core_readingevent")


def forward(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(
            "CREATE FUNCTION core_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'append-only table %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$",
            params=None,  # the % is PostgreSQL's, not a placeholder
        )
        for table in APPEND_ONLY:
            editor.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION core_append_only()"
            )
        editor.execute("ALTER TABLE core_entry ADD COLUMN grams text[] NOT NULL DEFAULT '{}'")
        editor.execute("CREATE INDEX core_entry_grams ON core_entry USING gin (grams)")
        return
    for table in APPEND_ONLY:
        for act in ("UPDATE", "DELETE"):
            editor.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'append-only table {table}'); END"
            )
    editor.execute(
        "CREATE VIRTUAL TABLE core_search USING fts5(grams, tokenize='unicode61 remove_diacritics 0')"
    )


def backward(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        for table in APPEND_ONLY:
            editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        editor.execute("DROP FUNCTION core_append_only()")
        editor.execute("DROP INDEX core_entry_grams")
        editor.execute("ALTER TABLE core_entry DROP COLUMN grams")
        return
    for table in APPEND_ONLY:
        for act in ("update", "delete"):
            editor.execute(f"DROP TRIGGER {table}_no_{act}")
    editor.execute("DROP TABLE core_search")


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(forward, backward)]
