"""Every change names who makes it."""

import ast
import re

from tests.codebase import house

CHANGES = re.compile(
    r"(workflow\.move|records\.(create|change)|audit\.record|ownership\.(hold|release|leave|take_over)|outbox\.\w+"
    r"|\.(save|delete|update|create|bulk_create|bulk_update|get_or_create|update_or_create))\("
)
BY_NOBODY = {
    ("directory", "preview"): "a job; the table knows who sent it",
    ("directory", "commit"): "a job; the table knows who sent it",
    ("accounts", "prove_address"): "the mailed link was the proof; the action that calls it names the person",
}


IN_ONE = {("voices", "hold"): "lays the case into one hand or another"}
"""Of two writes only ever makes one."""


def _public(tree: ast.Module) -> list[ast.FunctionDef]:
    return [node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]


def _names_the_person(function: ast.FunctionDef) -> bool:
    return any(argument.arg == "by" for argument in function.args.kwonlyargs)


def test_every_public_function_that_changes_something_takes_by() -> None:
    wrong = [
        f"{house.here(path)}:{node.lineno} {node.name}"
        for path, tree in house.actions()
        for node in _public(tree)
        if CHANGES.search(ast.unparse(node))
        and (house.room_of(path), node.name) not in BY_NOBODY
        and not _names_the_person(node)
    ]
    assert wrong == []


def test_every_action_that_writes_twice_is_one_transaction() -> None:
    wrong = [
        f"{house.here(path)}:{node.lineno} {node.name}"
        for path, tree in house.actions()
        for node in _public(tree)
        if len(CHANGES.findall(ast.unparse(node))) > 1
        and (house.room_of(path), node.name) not in IN_ONE
        and "transaction.atomic" not in ast.unparse(node)
    ]
    assert wrong == []
