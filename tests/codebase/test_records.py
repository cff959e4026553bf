"""Every table carries its jurisdiction, and its rows are reached inside a scope."""

from django.db import models

from tests.codebase import house
from tomoni.core.jurisdictions import ScopedManager
from tomoni.core.records import Record

SHARED = {
    "core.Jurisdiction": "the tree itself",
    "core.ThingAudience": "a line of a thing",
    "core.Seal": "seals the log of all",
    "core.Job": "work by the clock for all; what it handles carries its own",
    "core.Letter": "mail leaves the house by address, not by city",
    "core.Sent": "keyed by a random word and the person",
    "accounts.User": "a person may hold roles in several cities",
    "desk.Blind": "a keyed word of a consultation",
    "directory.ActivityField": "the shipped table; a city's own row names it",
    "directory.CollaborationForm": "the shipped table; a city's own row names it",
}
"""Tables that belong to no single jurisdiction, or whose rows hang on one that does."""

UNSCOPED = {
    "core.FormerAddress": "asked before the city is known",
    "core.Event": "append-only; asked by kind and number of a record that was seen",
    "core.ReadingEvent": "append-only; asked by kind and number of a record that was seen",
    "core.Notice": "a person's own, from all their cities; asked by person",
}


def _models() -> list[type[models.Model]]:
    return [model for app in house.our_apps() for model in app.get_models(include_auto_created=False)]


def _label(model: type[models.Model]) -> str:
    return model._meta.label


def _carries(model: type[models.Model]) -> bool:
    names = {field.attname: field for field in model._meta.concrete_fields}
    found = names.get("jurisdiction_id")
    return found is not None and (not found.null or _label(model) in UNSCOPED)


OWN_WORDS = {"matching.Consent": "its reason is the side's own and stored apart from the log's"}
"""Records with a field that `records.change` would take for its own argument."""


def test_no_field_is_called_like_an_argument_of_the_change() -> None:
    taken = {"by", "verb", "reason", "secret", "thing"}
    records = [one for one in _models() if issubclass(one, Record)]
    wrong = [_label(one) for one in records if taken & {field.name for field in one._meta.concrete_fields}]
    assert wrong == list(OWN_WORDS)


def test_every_model_carries_its_jurisdiction() -> None:
    assert [_label(one) for one in _models() if not _carries(one) and _label(one) not in SHARED] == []


def test_every_model_with_a_jurisdiction_is_scoped() -> None:
    wrong = [
        _label(one)
        for one in _models()
        if _carries(one)
        and _label(one) not in UNSCOPED
        and not isinstance(one._meta.default_manager, ScopedManager)
    ]
    assert wrong == []


def test_the_list_of_shared_tables_is_short_and_true() -> None:
    known = {_label(one): one for one in _models()}
    assert [label for label in (*SHARED, *UNSCOPED) if label not in known] == []
    assert [label for label in SHARED if _carries(known[label])] == []
