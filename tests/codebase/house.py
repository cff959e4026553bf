"""What tests about the code read: the order of the rooms, sources as trees, templates, addresses by name."""

import ast
import configparser
import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from tomoni.core.workflow import Workflow

ROOT = Path(settings.BASE_DIR)
CODE = ROOT / "tomoni"
TEMPLATES = ROOT / "templates"
FRAME = ("ui", "errors", "base.html", "429.html")
"""Templates that stand around every page: they name no room but the portal and what every visitor uses."""
OF_ACCOUNTS = ("account", "allauth", "mfa", "socialaccount", "usersessions")
"""Folders of allauth's templates; its addresses and pages belong to `accounts`."""


@cache
def levels() -> dict[str, int]:
    """Each room's height in `.importlinter`; rooms on one line share it."""
    contract = configparser.ConfigParser()
    contract.read(ROOT / ".importlinter", encoding="utf-8")
    lines = contract["importlinter:contract:rooms"]["layers"].strip().splitlines()
    return {
        room.strip().strip("()"): height
        for height, line in enumerate(reversed(lines))
        for room in line.split("|")
    }


def may_know(room: str, other: str) -> bool:
    """Whether a room may import, point to, link to or include something of another."""
    return room == other or levels()[room] > levels()[other]


@cache
def our_apps() -> tuple[AppConfig, ...]:
    return tuple(one for one in apps.get_app_configs() if one.name.startswith("tomoni."))


def sources(*patterns: str) -> Iterator[tuple[Path, ast.Module]]:
    """Our Python files (below `tomoni/`, by pattern) as trees."""
    for pattern in patterns or ("**/*.py",):
        for path in sorted(CODE.glob(pattern)):
            if "migrations" not in path.parts:
                yield path, ast.parse(path.read_text(encoding="utf-8"))


def views() -> Iterator[tuple[Path, ast.Module]]:
    """Modules that answer requests."""
    yield from sources("*/views.py", "*/views/*.py", "portal/*.py")


def actions() -> Iterator[tuple[Path, ast.Module]]:
    yield from sources("*/actions.py", "*/actions/*.py")


def here(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def room_of(path: Path) -> str:
    """The room in which a Python file stands."""
    return path.relative_to(CODE).parts[0]


def templates() -> list[Path]:
    return sorted(path for path in TEMPLATES.rglob("*") if path.suffix in (".html", ".txt"))


def room_of_template(name: str) -> str | None:
    """The room a template belongs to; None for the frame and for Django's own widgets."""
    first = name.split("/", 1)[0]
    if first in OF_ACCOUNTS:
        return "accounts"
    return first if first in levels() else None


@cache
def addresses() -> dict[str, str]:
    """Every name of the URL table with its namespace, and the room whose view answers there."""
    found = {}
    for name, view in _walk(get_resolver().url_patterns, ""):
        module = getattr(view, "__module__", "")
        found[name] = module.split(".")[1] if module.startswith("tomoni.") else "accounts"
    return found


@cache
def answering() -> dict[str, tuple[str, str]]:
    """Our own views by the name of their address: module and function."""
    return {
        name: (view.__module__, view.__name__)
        for name, view in _walk(get_resolver().url_patterns, "")
        if getattr(view, "__module__", "").startswith("tomoni.")
    }


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    for one in patterns:
        if isinstance(one, URLResolver):
            space = f"{prefix}{one.namespace}:" if one.namespace else prefix
            yield from _walk(one.url_patterns, space)
        elif one.name:
            yield f"{prefix}{one.name}", one.callback


@cache
def lives() -> tuple[tuple[str, Workflow], ...]:
    """Every lifecycle with its room."""
    found = []
    for app in our_apps():
        if (Path(app.path) / "states.py").exists():
            module = import_module(f"{app.name}.states")
            found += [(app.label, one) for one in vars(module).values() if isinstance(one, Workflow)]
    return tuple(found)


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    """Public functions of a module."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def modules_of(room: str, what: str) -> Iterator[Path]:
    """`actions.py`, or the modules of the package `actions`."""
    yield from sorted((CODE / room).glob(f"{what}.py"))
    yield from sorted((CODE / room / what).glob("*.py"))


TAG = re.compile(r"{%\s*(url|include|extends)\s+(['\"])(?P<name>[^'\"]+)\2")


def tags(path: Path) -> Iterator[tuple[str, str]]:
    """The kind and the name of each `url`, `include` and `extends` of a template."""
    for found in TAG.finditer(path.read_text(encoding="utf-8")):
        yield found[1], found["name"]
