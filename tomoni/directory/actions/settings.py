"""What a jurisdiction decides for itself."""

from typing import Any

from django.db import transaction

from tomoni.accounts.models import User
from tomoni.core import audit
from tomoni.core.errors import Conflict, require
from tomoni.core.jurisdictions import Jurisdiction, Settings, current
from tomoni.directory.rules import actor as rules


@transaction.atomic
def change_settings(*, by: User, version: int, **fields: Any) -> None:
    """Store the settings that differ from the defaults, unless somebody saved others since `version`."""
    require(rules.can_change_settings(by), who="・".join(str(code.label) for code in rules.KEEPERS))
    here = Jurisdiction.objects.select_for_update().get(pk=current().pk)
    before = here.local.model_dump()
    if here.settings_version != version:
        theirs = {name: before[name] for name in fields}
        raise Conflict(fields, theirs, version=here.settings_version)
    wanted = Settings(**fields)
    here.settings = wanted.model_dump(mode="json", exclude_defaults=True)
    here.save(update_fields=["settings"])
    after = wanted.model_dump()
    changed = [name for name in after if after[name] != before[name]]
    audit.record(
        "change",
        here,
        by=by,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
