"""The database refuses to change an edition, and to delete one except with a demo city as a whole."""

from typing import Any

from django.db import migrations

TABLE = "drafting_edition"
DEMO = "SELECT 1 FROM core_jurisdiction WHERE id = OLD.jurisdiction_id AND is_demo"
WORDS = "an edition never changes"


def forward(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(
            f"CREATE FUNCTION {TABLE}_fixed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF TG_OP = 'DELETE' AND EXISTS ({DEMO}) THEN RETURN OLD; END IF; "
            f"RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
            params=None,
        )
        editor.execute(
            f"CREATE TRIGGER {TABLE}_fixed BEFORE UPDATE OR DELETE ON {TABLE} "
            f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_fixed()"
        )
        return
    editor.execute(
        f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    )
    editor.execute(
        f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} WHEN NOT EXISTS ({DEMO}) "
        f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    )


def backward(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP TRIGGER {TABLE}_fixed ON {TABLE}")
        editor.execute(f"DROP FUNCTION {TABLE}_fixed()")
        return
    for act in ("update", "delete"):
        editor.execute(f"DROP TRIGGER {TABLE}_no_{act}")


class Migration(migrations.Migration):
    dependencies = [("drafting", "0001_initial")]
    operations = [migrations.RunPython(forward, backward)]
