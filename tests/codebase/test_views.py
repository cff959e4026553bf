"""Views reach rows only through `visible_to`, so that nobody is shown what they may not see."""

import ast
from collections.abc import Iterator

from tests.codebase import house

ASKS = {"visible_to", "on_board"}
"""Words of querysets that are given the reader."""

OPEN = {
    ("Gathering", "withdrawn"): "the page says only that it was taken back, and when",
    ("Seed", "withdrawn"): "the page says only that it was taken back, and when",
    ("Opinion", "withdrawn"): "the page says only that it was taken back, and when",
    ("Draft", "withdrawn"): "the page says only that it was taken back, and when",
    ("Survey", "withdrawn"): "the page says only that it was taken back, and when",
    ("AnswerLink", "of_token"): "whoever holds the private link answers for the one who is asked",
    ("LightCollab", "withdrawn"): "the page says only that it was taken back, and when",
    ("Publication", "withdrawn"): "the page says only that it was taken back, and when",
    ("Subscriber", "of_token"): "whoever holds the private link is the reader",
    ("Actor", "withdrawn"): "the page says only that it was taken back, and when",
    ("CommentLink", "of_token"): "whoever holds the private link is the author",
    ("AccessLink", "of_token"): "whoever holds the private link is the asker",
    ("Capture", "of_token"): "whoever is in the room has its address",
    ("SignUp", "of_token"): "whoever holds the private link asked for the seat",
    ("Jurisdiction", "open"): "the front page names the cities",
    ("Opinion", "published"): "public, counted",
    ("Answer", "published"): "of opinions that are public, counted",
    ("Match", "succeeded"): "counted for the figures of the year",
    ("LightCollab", "recorded"): "counted for the figures of the year",
    ("Case", "held_by"): "one's own",
    ("Case", "of_units"): "one's own units'",
    ("Notice", "of"): "one's own",
    ("MenuItem", "published"): "published items are for everybody",
}
"""Words that need no reader, with the reason."""

PARTS = {
    "Department": "actor",
    "GroupRegistration": "actor",
    "Coding": "opinion",
    "Message": "consultation",
    "Attachment": "consultation",
    "Section": "draft",
    "Consent": "match",
    "SheetAnswer": "match",
    "Piece": "publication",
    "Paper": "gathering",
    "Statement": "gathering",
}
"""Rows that are seen with a whole: `.filter(<whole>=…)` of one that `visible_to` gave."""

OTHERWISE: dict[tuple[str, str], str] = {
    ("gatherings/views/report.py", "Minutes.objects.filter"): "whether minutes follow, no more",
    (
        "gatherings/views/council.py",
        "Statement.objects.undone",
    ): "open to-dos, for the council's own and the office",
    (
        "gatherings/views/council.py",
        "Statement.objects.filter",
    ): "open to-dos, for the council's own and the office",
    ("gatherings/views/feeds.py", "Attendance.objects.filter"): "counted, of gatherings that were seen",
    (
        "gatherings/views/signup.py",
        "Member.objects.on",
    ): "of a session that was seen, behind a rule of its own",
    ("accounts/views.py", "User.objects.get"): "one's own row",
    ("projects/views.py", "LightCollab.objects.select_related"): "rows whose numbers `visible_to` gave",
    ("directory/views/actors.py", "Role.objects.today"): "the liaison officers of an actor that was seen",
    (
        "directory/views/departments.py",
        "Role.objects.today",
    ): "the liaison officers, behind a rule of its own",
    ("directory/views/entrance.py", "Invitation.objects.select_related"): "whoever holds the link is invited",
    ("directory/views/entrance.py", "User.objects.filter"): "the account of the invited address",
    ("directory/views/handover.py", "Role.objects.today"): "one's own",
    ("directory/views/handover.py", "Event.objects.filter"): "the log of a case that was seen",
    ("directory/views/handover.py", "Actor.objects.filter"): "units of cases that were seen",
    ("directory/views/handover.py", "User.objects.filter"): "holders of cases that were seen",
    ("directory/views/registrations.py", "GroupRegistration.objects.select_related"): "a signed receipt",
    ("portal/work.py", "Case.objects.needing_owner"): "narrowed to one's own units for all but the section",
    ("portal/work.py", "Match.objects.filter"): "those of one's own sides",
    ("portal/year.py", "Message.objects.filter"): "days between asking and answering, without a text",
    (
        "seeds/views/seed.py",
        "Seed.objects.select_related",
    ): "the rows of a page whose numbers `visible_to` gave",
}
"""Single places, with the reason."""


def _chain(node: ast.Attribute, parents: dict[ast.AST, ast.AST]) -> tuple[list[str], list[ast.Call]]:
    """The words that follow `X.objects`, and their calls."""
    words: list[str] = []
    calls: list[ast.Call] = []
    at: ast.AST = node
    while True:
        above = parents.get(at)
        if isinstance(above, ast.Attribute) and above.value is at:
            words.append(above.attr)
        elif isinstance(above, ast.Call) and above.func is at:
            calls.append(above)
        else:
            return words, calls
        at = above


def _reached(tree: ast.Module) -> Iterator[tuple[ast.Attribute, str, list[str], list[ast.Call]]]:
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager", "_base_manager"):
            words, calls = _chain(node, parents)
            yield node, ast.unparse(node.value).rsplit(".", 1)[-1], words, calls


def _is_allowed(place: str, model: str, words: list[str], calls: list[ast.Call]) -> bool:
    if ASKS & set(words) or any((model, word) in OPEN for word in words):
        return True
    if words[:1] == ["filter"] and any(given.arg == PARTS.get(model) for given in calls[0].keywords):
        return True
    return (place, f"{model}.objects.{'.'.join(words[:1])}") in OTHERWISE


def test_views_reach_rows_only_through_visible_to() -> None:
    wrong = []
    for path, tree in house.views():
        place = path.relative_to(house.CODE).as_posix()
        for node, model, words, calls in _reached(tree):
            if not _is_allowed(place, model, words, calls):
                wrong.append(f"{place}:{node.lineno} {model}.objects.{'.'.join(words)}")
    assert wrong == []


def test_no_view_looks_up_a_bare_model() -> None:
    wrong = [
        f"{house.here(path)}:{node.lineno}"
        for path, tree in house.views()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith(("get_object_or_404", "get_list_or_404"))
        and isinstance(node.args[0], ast.Name)
        and node.args[0].id[:1].isupper()
    ]
    assert wrong == []


def test_no_view_changes_rows_itself() -> None:
    verbs = {
        "save",
        "delete",
        "create",
        "update",
        "bulk_create",
        "bulk_update",
        "get_or_create",
        "update_or_create",
    }
    wrong = []
    for path, tree in house.views():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            target = ast.unparse(node.func.value)
            if ast.unparse(node).endswith("save(commit=False)"):
                continue
            if node.func.attr in verbs and ("objects" in target or node.func.attr in ("save", "bulk_create")):
                wrong.append(f"{house.here(path)}:{node.lineno} {target}.{node.func.attr}")
    assert wrong == []


def test_no_view_compares_a_state_with_a_bare_word() -> None:
    """States are named by their table; what may be done is asked of rules and offers."""
    wrong = [
        f"{house.here(path)}:{node.lineno} {ast.unparse(node)}"
        for path, tree in house.views()
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare)
        and isinstance(node.left, ast.Attribute)
        and node.left.attr == "state"
        and any(isinstance(one, ast.Constant) for one in ast.walk(node.comparators[0]))
    ]
    assert wrong == []


def test_every_view_says_which_methods_it_knows() -> None:
    """A page that was never meant to be sent to answers a POST with 405, not with itself."""
    decorated = {
        (path.relative_to(house.ROOT).with_suffix("").as_posix().replace("/", "."), node.name)
        for path, tree in house.sources()
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and any("require_" in ast.unparse(one) for one in node.decorator_list)
    }
    wrong = sorted(
        f"{name}: {view[0]}.{view[1]}" for name, view in house.answering().items() if view not in decorated
    )
    assert wrong == []
