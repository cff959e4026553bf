"""What must stand nowhere in the code, the templates and the repository."""

import ast
import re
import subprocess

from tests.codebase import house

FORBIDDEN = {"mark_safe", "csrf_exempt", "RawSQL", "ATOMIC_REQUESTS"}
ALLOWED = {("tomoni/core/search.py", "RawSQL")}
"""The one place that speaks the SQL of a vendor."""


def test_no_template_marks_text_as_safe() -> None:
    bad = re.compile(r"\|\s*(safe|safeseq)\b|{%\s*autoescape\s+off")
    wrong = [
        house.here(path)
        for path in house.templates()
        if path.suffix == ".html" and bad.search(path.read_text(encoding="utf-8"))
    ]
    assert wrong == []


def test_no_template_carries_inline_style_or_script() -> None:
    """The content security policy would drop them; scripts stand with the nonce."""
    bad = re.compile(
        r"\sstyle=\"|\son(click|change|submit|load|input|error)=|<script(?![^>]*(nonce|type=\"application/json))|<style(?![^>]*nonce)"
    )
    wrong = [
        house.here(path)
        for path in house.templates()
        if path.suffix == ".html" and bad.search(path.read_text(encoding="utf-8"))
    ]
    assert wrong == []


def test_no_code_marks_text_as_safe_or_goes_round_the_token() -> None:
    wrong = [
        f"{house.here(path)}:{node.lineno} {name}"
        for path, tree in house.sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Name | ast.Attribute)
        for name in [node.id if isinstance(node, ast.Name) else node.attr]
        if name in FORBIDDEN and (house.here(path), name) not in ALLOWED
    ]
    assert wrong == []


def test_no_text_is_filled_by_format() -> None:
    """`"{x}".format(thing)` reaches into the attributes of what it is given; f-strings and `%` do not."""
    wrong = [
        f"{house.here(path)}:{node.lineno}"
        for path, tree in house.sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("format", "format_map")
        and not ast.unparse(node.func).startswith("date_format")
    ]
    assert wrong == []


def _tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=house.ROOT, capture_output=True, check=True)  # noqa: S607
    return [name for name in listed.stdout.decode().split("\0") if name]


def test_no_tracked_file_names_a_registry_or_a_machine() -> None:
    paths = "|".join(("work", "home", "root", "Users", "tmp/data"))
    bad = re.compile(
        rf"(?<![\w.}}])/({paths})/|https?://[^\s\"'<>]*(pypi|registry|files\.pythonhosted)|--index-url|--find-links[= ]+https?:"
    )
    wrong = []
    for name in _tracked():
        path = house.ROOT / name
        if not path.is_file() or path.suffix in (
            ".svg",
            ".png",
            ".woff2",
            ".ico",
            ".mo",
            ".npz",
            ".npy",
            ".bin",
        ):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if bad.search(line) and name != "tests/codebase/test_texts.py":
                wrong.append(f"{name}:{number} {line.strip()[:100]}")
    assert wrong == []


def test_no_template_asks_another_host() -> None:
    bad = re.compile(r"(src|href|action)=[\"'](https?:)?//(?!www\.w3\.org)")
    wrong = [
        house.here(path)
        for path in house.templates()
        if path.suffix == ".html" and bad.search(path.read_text(encoding="utf-8"))
    ]
    assert wrong == []
