from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import audit, lineage, outbox, records, things, workflow
from tomoni.core.errors import Conflict, Refused, require
from tomoni.core.jurisdictions import Jurisdiction, current
from tomoni.core.people import Person
from tomoni.core.visibility import Visibility
from tomoni.directory.models import Actor, holder_of
from tomoni.directory.roles import RoleCode
from tomoni.japan.fiscal import fiscal_year
from tomoni.voices import rules, trees
from tomoni.voices.actions.keeping import answer_due, own_desk, refresh
from tomoni.voices.models import Alike, Code, Coding, Opinion

FIXED = frozenset({"raw_text", "fiscal_year", "serial", "visibility", "state"})
"""What no edit changes: the words as they came, the number, and what moves alone may change."""


@dataclass(frozen=True)
class Line:
    """One opinion of a list: the words as they came, how they are shown, its codes."""

    raw_text: str
    display_text: str = ""
    suspicious: str = ""
    primary: Code | None = None
    others: tuple[Code, ...] = ()


@transaction.atomic
def record(*, by: User, line: Line, **details: Any) -> Opinion:
    """Take down one opinion."""
    return record_all([line], by=by, **details)[0]


@transaction.atomic
def record_all(lines: Sequence[Line], *, by: User, received_on: date, **details: Any) -> list[Opinion]:
    """Take down a list of opinions from one source: all of them or, where one is wrong, none."""
    require(rules.can_record(by))
    return take(lines, by=by, received_on=received_on, recorder_id=own_desk(by), **details)


@transaction.atomic
def take(lines: Sequence[Line], *, by: Person, received_on: date, **details: Any) -> list[Opinion]:
    """Store opinions however they came; who may is asked by the action that calls this. Codes are given by staff only."""
    if not lines:
        raise ValidationError(_("記録する声がありません。"))
    year = fiscal_year(received_on)
    first = _next_serial(year)
    made = []
    for number, line in enumerate(lines):
        display = "" if line.display_text.strip() == line.raw_text.strip() else line.display_text
        opinion = Opinion(
            jurisdiction=current(),
            fiscal_year=year,
            serial=first + number,
            raw_text=line.raw_text,
            display_text=display,
            suspicious=line.suspicious[:200],
            received_on=received_on,
            **details,
        )
        records.create(opinion, by=by)
        if line.primary is not None and isinstance(by, User):
            _code(opinion, line.primary, line.others, by=by)
            workflow.move(opinion, "classify", by=by)
        _join(opinion)
        refresh(opinion, by=by)
        made.append(opinion)
    return made


def _next_serial(year: int) -> int:
    # The city's row is the queue in which numbers are drawn: two at once never get the same.
    Jurisdiction.objects.select_for_update().get(pk=current().pk)
    last = Opinion.objects.filter(fiscal_year=year).aggregate(last=models.Max("serial"))["last"]
    return (last or 0) + 1


def _join(opinion: Opinion) -> None:
    """The trail begins in the session where it was said."""
    if opinion.gathering is None:
        return
    session = things.get(opinion.gathering) or things.put(opinion.gathering, opinion.gathering.card())
    lineage.link(session, things.put(opinion, opinion.card()))


def _code(opinion: Opinion, primary: Code, others: Iterable[Code], *, by: User) -> None:
    """Give the opinion these codes in place of those it has."""
    rows = Coding.objects.filter(opinion=opinion)
    before = [str(row.code) for row in rows.select_related("code").order_by("-is_primary", "id")]
    rows.delete()
    further = [code for code in dict.fromkeys(others) if code != primary]
    Coding.objects.bulk_create(
        Coding(
            jurisdiction=opinion.jurisdiction,
            opinion=opinion,
            code=code,
            is_primary=code == primary,
            decided_by=by,
        )
        for code in (primary, *further)
    )
    after = [str(code) for code in (primary, *further)]
    audit.record("opinion.coded", opinion, by=by, before={"codes": before}, after={"codes": after})


@transaction.atomic
def edit(opinion: Opinion, *, by: User, version: int, **details: Any) -> None:
    """Mend where it came from and when. What was said is not among what can be changed."""
    require(rules.can_edit(by, opinion))
    if FIXED & details.keys():
        raise ValueError("what was said, its number and its state are not edited")
    records.change(opinion, by=by, version=version, **details)
    _join(opinion)
    refresh(opinion, by=by)


@transaction.atomic
def normalise(opinion: Opinion, *, by: User, display_text: str, version: int | None = None) -> None:
    """Write down how the opinion is shown; the raw text stays beside it."""
    require(rules.can_normalise(by, opinion))
    _word(opinion, "normalise", display_text, by=by, version=version)


@transaction.atomic
def correct(opinion: Opinion, *, by: User, display_text: str, version: int | None = None) -> None:
    require(rules.can_correct(by, opinion))
    _word(opinion, "correct", display_text, by=by, version=version, to=opinion.state)


def _word(
    opinion: Opinion, move: str, display_text: str, *, by: User, version: int | None, to: str = ""
) -> None:
    opinion.refresh_from_db(from_queryset=Opinion.objects.select_for_update())
    if version not in (None, opinion.version):
        raise Conflict(
            {"display_text": display_text},
            {"display_text": opinion.text},
            version=opinion.version,
            labels={"display_text": _("見せる文")},
        )
    shown = "" if display_text.strip() == opinion.raw_text.strip() else display_text.strip()
    before = {"display_text": opinion.display_text}
    # Somebody has looked at the words: the mark of the reader has served.
    workflow.move(opinion, move, by=by, to=to, display_text=shown, suspicious="")
    audit.record("opinion.worded", opinion, by=by, before=before, after={"display_text": shown})
    trees.leave(opinion, reworded=True)
    refresh(opinion, by=by)


@transaction.atomic
def classify(opinion: Opinion, *, by: User, primary: Code, others: Iterable[Code] = ()) -> None:
    require(rules.can_classify(by, opinion))
    workflow.move(opinion, "classify", by=by)
    _code(opinion, primary, others, by=by)
    refresh(opinion, by=by)


@transaction.atomic
def reclassify(opinion: Opinion, *, by: User, primary: Code, others: Iterable[Code] = ()) -> None:
    require(rules.can_reclassify(by, opinion))
    workflow.move(opinion, "reclassify", by=by, to=opinion.state)
    _code(opinion, primary, others, by=by)
    refresh(opinion, by=by)


@transaction.atomic
def route(opinion: Opinion, *, by: User, department: Actor, due_on: date | None = None) -> None:
    """Hand the opinion to the department that answers."""
    require(rules.can_route(by, opinion))
    if department.kind != Actor.Kind.DEPARTMENT:
        raise ValidationError({"department": _("市の課を選んでください。")})
    fields: dict[str, Any] = {"department": department, "due_on": due_on or answer_due()}
    workflow.move(opinion, "route", by=by, reason=department.name, **fields)
    refresh(opinion, by=by)
    holder = holder_of(department.pk, RoleCode.LIA, RoleCode.DHEAD)
    _tell([holder], opinion, _("声 %(number)s の答えをお願いします。"))


def _tell(person_ids: Iterable[int | None], opinion: Opinion, text: str) -> None:
    outbox.notify(
        person_ids,
        text=text % {"number": opinion.number},
        address=opinion.get_absolute_url(),
        key=f"opinion-{opinion.pk}-{opinion.state}-{opinion.version}",
    )


@transaction.atomic
def give_back(opinion: Opinion, *, by: User, reason: str) -> None:
    """Not this department's: the reason names whose it probably is."""
    require(rules.can_give_back(by, opinion))
    workflow.move(opinion, "give_back", by=by, reason=reason, department=None, due_on=None)
    refresh(opinion, by=by)


@transaction.atomic
def mark_duplicate(opinion: Opinion, *, by: User, duplicate_of: Opinion, reason: str = "") -> None:
    require(rules.can_mark_duplicate(by, opinion))
    if duplicate_of.pk == opinion.pk or duplicate_of.duplicate_of_id is not None:
        raise ValidationError({"duplicate_of": _("重複でない、ほかの声の番号を入力してください。")})
    workflow.move(opinion, "mark_duplicate", by=by, reason=reason, duplicate_of=duplicate_of)
    lineage.link(_thing(opinion), _thing(duplicate_of))
    refresh(opinion, by=by)


@transaction.atomic
def split(opinion: Opinion, *, by: User, parts: Sequence[str]) -> list[Opinion]:
    """Make an opinion of each thing that was said at once; the one they come from stays, words and all, and is no longer shown."""
    require(rules.can_split(by, opinion))
    if len(parts) < 2:
        raise ValidationError({"parts": _("二つ以上に分けてください。")})
    shown = opinion.visibility
    workflow.move(opinion, "split", by=by, **_hidden(opinion, Visibility.PARTIES))
    details: dict[str, Any] = {
        name: getattr(opinion, name)
        for name in ("source", "source_note", "gathering", "received_on", "group")
    }
    made = record_all([Line(part) for part in parts], by=by, split_from=opinion, **details)
    for part in made:
        # Whoever took down the whole took down its parts, for the same readers.
        Opinion.objects.filter(pk=part.pk).update(visibility=shown, recorder_id=opinion.recorder_id)
        part.refresh_from_db()
        lineage.link(_thing(opinion), things.put(part, part.card()))
        refresh(part, by=by)
    refresh(opinion, by=by)
    return made


def _thing(opinion: Opinion) -> things.Thing:
    return things.get(opinion) or things.put(opinion, opinion.card())


@transaction.atomic
def keep_apart(alike: Alike, *, by: User) -> None:
    """Say that two opinions that read alike are two voices; they are not suggested again."""
    require(rules.can_record(by))
    Alike.objects.filter(pk=alike.pk).update(is_different=True)
    audit.record("opinion.apart", alike.second, by=by, after={"other": alike.first.number})


@transaction.atomic
def mark_off_topic(opinion: Opinion, *, by: User, reason: str) -> None:
    require(rules.can_mark_off_topic(by, opinion))
    workflow.move(opinion, "mark_off_topic", by=by, reason=reason)
    refresh(opinion, by=by)


@transaction.atomic
def mark_not_publishable(opinion: Opinion, *, by: User, reason: str) -> None:
    """It may not be shown: what was public is taken back with it."""
    require(rules.can_mark_not_publishable(by, opinion))
    workflow.move(
        opinion, "mark_not_publishable", by=by, reason=reason, **_hidden(opinion, Visibility.PARTIES)
    )
    refresh(opinion, by=by)


@transaction.atomic
def restore(opinion: Opinion, *, by: User, reason: str) -> None:
    require(rules.can_restore(by, opinion))
    if opinion.duplicate_of is not None:
        lineage.unlink(_thing(opinion), _thing(opinion.duplicate_of))
    workflow.move(opinion, "restore", by=by, reason=reason, duplicate_of=None)
    refresh(opinion, by=by)


@transaction.atomic
def show(opinion: Opinion, *, by: User, visibility: str, reason: str = "") -> None:
    """Publish the voice before its answer, or take it back; then its address says so."""
    require(rules.can_show(by, opinion))
    if opinion.is_public and visibility != Visibility.PUBLIC and not reason.strip():
        raise ValidationError({"reason": _("公開をやめるときは、理由を入力してください。")})
    before = {"visibility": opinion.visibility}
    fields = _hidden(opinion, visibility)
    workflow.move(opinion, "show", by=by, reason=reason, to=opinion.state, **fields)
    audit.record(
        "opinion.shown", opinion, by=by, reason=reason, before=before, after={"visibility": visibility}
    )
    refresh(opinion, by=by)


@transaction.atomic
def route_all(opinions: Sequence[Opinion], *, by: User, department: Actor) -> None:
    """Hand several to one department: all of them or none."""
    _each(opinions, lambda one: route(one, by=by, department=department))


@transaction.atomic
def show_all(opinions: Sequence[Opinion], *, by: User) -> None:
    """Publish several voices: all of them or none."""
    _each(opinions, lambda one: show(one, by=by, visibility=Visibility.PUBLIC))


def _each(opinions: Sequence[Opinion], act: Callable[[Opinion], None]) -> None:
    wrong = []
    for opinion in opinions:
        try:
            act(opinion)
        except Refused:
            wrong.append(f"{opinion.number}（{opinion.get_state_display()}）")
    if wrong:
        text = _("いまの状態ではできない声があるため、何も変えていません：%(numbers)s")
        raise Refused(text % {"numbers": "、".join(wrong)})


def _hidden(opinion: Opinion, visibility: str) -> dict[str, Any]:
    """The fields that go with a visibility: what was public and no longer is remembers when."""
    if visibility == Visibility.PUBLIC:
        return {"visibility": visibility, "withdrawn_at": None}
    withdrawn_at = timezone.now() if opinion.is_public else opinion.withdrawn_at
    return {"visibility": visibility, "withdrawn_at": withdrawn_at}
