"""Every template is a page that extends the frame, or a part; every page has one heading of the first order."""

import re
from pathlib import Path

import pytest

from tests.codebase import house

PAGES = [
    path
    for path in house.templates()
    if path.suffix == ".html"
    and "email" not in path.relative_to(house.TEMPLATES).parts
    and "layouts" not in path.parts
    and "{% extends" in path.read_text(encoding="utf-8")
]
PARTS_OF_PARTS = ("ui", "django", "allauth")
"""Cotton parts, form widgets, allauth's elements and layouts."""
ALONE = ("base.html", "errors/500.html")
"""The frame, and the page that must not lean on it when something broke."""
HEADING = re.compile(r"<h1\b|<c-heading\b|<c-hero\b|{%\s*element h1\b|<c-board\b")


def _name(path: Path) -> str:
    return path.relative_to(house.TEMPLATES).as_posix()


def test_every_template_is_a_page_or_a_part() -> None:
    wrong = [
        _name(path)
        for path in house.templates()
        if path.suffix == ".html"
        and path not in PAGES
        and _name(path) not in ALONE
        and not path.name.startswith("_")
        and _name(path).split("/", 1)[0] not in PARTS_OF_PARTS
        and "email" not in _name(path)
    ]
    assert wrong == []


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_a_page_has_one_heading_of_the_first_order(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    inherited = [house.TEMPLATES / name for kind, name in house.tags(path) if kind == "extends"]
    own = len(HEADING.findall(re.sub(r"{%\s*(else|elif)\b.*", _once, text)))
    above = sum(
        len(HEADING.findall(one.read_text(encoding="utf-8")))
        for one in inherited
        if one.exists() and one.name != "base.html"
    )
    assert own == 1 or (own == 0 and above == 1) or _by_branch(text)


def _once(found: re.Match[str]) -> str:
    return found[0]


def _by_branch(text: str) -> bool:
    """A heading in each branch of one condition."""
    return len(HEADING.findall(text)) == 2 and bool(re.search(r"{%\s*else\b", text))
