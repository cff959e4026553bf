"""The written guides know every app and every setting."""

import re

import pytest

from demo.people import SIGN_INS, WORD
from tests.codebase import house
from tomoni.config.environment import Environment


def test_every_app_stands_in_the_architecture() -> None:
    text = (house.ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rooms = [app.label for app in house.our_apps()] + ["config", "reading", "text", "japan"]
    assert [room for room in rooms if not re.search(rf"^.*\b{room}\b", text, re.MULTILINE)] == []


def test_every_module_of_core_stands_in_the_architecture() -> None:
    text = (house.ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    modules = {path.stem for path in (house.CODE / "core").glob("*.py")} - {"__init__", "apps", "models"}
    assert sorted(name for name in modules if f"`{name}`" not in text and f"core.{name}" not in text) == []


def test_every_setting_of_the_environment_stands_in_operations_and_in_the_sample() -> None:
    names = [f"TOMONI_{name.upper()}" for name in Environment.model_fields]
    for guide in ("docs/operations.md", ".env.example"):
        text = (house.ROOT / guide).read_text(encoding="utf-8")
        assert [name for name in names if not re.search(rf"\b{name}\b", text)] == [], guide
        assert set(re.findall(r"TOMONI_[A-Z_]+[A-Z]", text)) - {*names, "TOMONI_EMAIL"} == set(), guide


def test_every_command_stands_in_operations() -> None:
    text = (house.ROOT / "docs/operations.md").read_text(encoding="utf-8")
    commands = {path.stem for path in (house.CODE / "operations/management/commands").glob("[a-z]*.py")}
    assert [name for name in sorted(commands) if f"manage.py {name}" not in text] == []


def test_every_term_of_the_glossary_is_a_name_of_the_code() -> None:
    text = (house.ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| (\w+) \| ([^|]+) \|$", text, re.MULTILINE)
    terms = [row for row in rows if row[2] != "identifier"]
    code = "".join(path.read_text(encoding="utf-8") for path in house.CODE.rglob("*.py"))
    folded = code.lower().replace("_", "")
    assert len(terms) > 50
    assert [row[2] for row in terms if row[2].replace("_", "") not in folded] == []
    names = [row[2] for row in terms]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("guide", ["README.md", "README.ja.md"])
def test_the_sign_ins_of_the_readme_are_those_of_the_demo(guide: str) -> None:
    text = (house.ROOT / guide).read_text(encoding="utf-8")
    assert WORD in text
    assert re.findall(r"^\| (\S+@\S+) \|", text, re.MULTILINE) == [one.mail for one in SIGN_INS]


def test_no_link_between_documents_is_broken() -> None:
    guides = [*house.ROOT.glob("*.md"), *house.ROOT.glob("docs/**/*.md")]
    broken = [
        f"{house.here(guide)}: {target}"
        for guide in guides
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", guide.read_text(encoding="utf-8"))
        if not (guide.parent / target).exists()
    ]
    assert broken == []
