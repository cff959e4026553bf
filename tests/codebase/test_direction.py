"""Foreign keys, URL names and templates point only downwards, as imports do (`.importlinter`)."""

import ast
from pathlib import Path

import pytest
from django.apps import AppConfig

from tests.codebase import house


@pytest.mark.parametrize("app", house.our_apps(), ids=lambda app: app.label)
def test_foreign_keys_point_down(app: AppConfig) -> None:
    wrong = [
        f"{field} -> {field.related_model._meta.label}"
        for model in app.get_models()
        for field in (*model._meta.fields, *model._meta.many_to_many)
        if field.is_relation
        and field.related_model
        and field.related_model._meta.app_label in house.levels()
        and not house.may_know(app.label, field.related_model._meta.app_label)
    ]
    assert wrong == []


def test_every_app_has_its_place_in_the_order() -> None:
    assert {app.label for app in house.our_apps()} <= set(house.levels())


def test_url_names_in_code_point_down() -> None:
    """Names stand as text: `reverse("seeds:seed")` is found by its shape wherever it is passed."""
    wrong = [
        f"{house.here(path)}:{node.lineno} {node.value}"
        for path, tree in house.sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value in house.addresses()
        and ":" in node.value
        and not house.may_know(house.room_of(path), house.addresses()[node.value])
    ]
    assert wrong == []


def _may_name(template: str, room: str) -> bool:
    own = house.room_of_template(template)
    if own is None:
        return room == "portal" or house.may_know("directory", room)
    return house.may_know(own, room)


def _names(kind: str) -> list[tuple[Path, str]]:
    return [(path, name) for path in house.templates() for tag, name in house.tags(path) if tag == kind]


def test_url_names_in_templates_are_known() -> None:
    wrong = [f"{house.here(path)} {name}" for path, name in _names("url") if name not in house.addresses()]
    assert wrong == []


def test_url_names_in_templates_point_down() -> None:
    wrong = [
        f"{house.here(path)} {name}"
        for path, name in _names("url")
        if name in house.addresses()
        and not _may_name(path.relative_to(house.TEMPLATES).as_posix(), house.addresses()[name])
    ]
    assert wrong == []


@pytest.mark.parametrize("kind", ["include", "extends"])
def test_templates_take_parts_from_below(kind: str) -> None:
    wrong = []
    for path, name in _names(kind):
        room = house.room_of_template(name)
        if room is not None and not _may_name(path.relative_to(house.TEMPLATES).as_posix(), room):
            wrong.append(f"{house.here(path)} {name}")
    assert wrong == []
