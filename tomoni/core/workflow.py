"""Lives as tables. `move` is the only way to change a state; the same table draws buttons, step bar and diagram."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tomoni.core import audit
from tomoni.core.errors import Refused
from tomoni.core.people import Person

Words = str | Promise


@dataclass(frozen=True)
class Move:
    """One legal step. With several `targets` the caller says where to."""

    name: str
    label: Words
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    roles: tuple[models.TextChoices, ...]
    needs_reason: bool = False
    by_clock: bool = False
    """Made by a job or by another action, never by a button."""
    main: bool = False
    """The step that usually comes next; drawn as the main button."""


def step(
    name: str,
    label: Words,
    sources: Sequence[str],
    target: str | Sequence[str],
    *,
    roles: Sequence[models.TextChoices] = (),
    needs_reason: bool = False,
    by_clock: bool = False,
    main: bool = False,
) -> Move:
    """One line of a table."""
    targets = (target,) if isinstance(target, str) else tuple(target)
    return Move(name, label, tuple(sources), targets, tuple(roles), needs_reason, by_clock, main)


@dataclass(frozen=True)
class Workflow:
    """A lifecycle: `path` lists the states of the ordinary way, for the step bar; `closed` those with nothing left to do."""

    name: str
    states: type[models.TextChoices]
    moves: tuple[Move, ...]
    path: tuple[str, ...]
    closed: tuple[str, ...]
    field: str = "state"

    def __getitem__(self, name: str) -> Move:
        return next(one for one in self.moves if one.name == name)

    def __contains__(self, name: str) -> bool:
        return any(one.name == name for one in self.moves)

    def from_state(self, state: str) -> Iterator[Move]:
        return (one for one in self.moves if state in one.sources)

    @property
    def open_states(self) -> tuple[str, ...]:
        return tuple(state for state in self.states.values if state not in self.closed)

    def mermaid(self) -> str:
        """The diagram of the manual."""
        lines = ["stateDiagram-v2"]
        for one in self.moves:
            for source in one.sources:
                lines.extend(f"  {source} --> {goal}: {one.label}" for goal in one.targets)
        return "\n".join(lines)


class Living(Protocol):
    """A record with a lifecycle."""

    workflow: Workflow
    pk: Any

    def get_absolute_url(self) -> str: ...


def state_of(thing: Any) -> str:
    return str(getattr(thing, thing.workflow.field))


def move(
    thing: Any,
    name: str,
    *,
    by: Person,
    reason: str = "",
    to: str = "",
    **fields: Any,
) -> None:
    """Make one move: check the moment, UPDATE … WHERE state = …, record. Call it inside the action's transaction, after the rule."""
    flow: Workflow = thing.workflow
    this = flow[name]
    before = state_of(thing)
    if before not in this.sources:
        label = flow.states(before).label
        raise Refused(
            _("「%(step)s」は、いまの状態（%(state)s）ではできません。")
            % {"step": this.label, "state": label}
        )
    target = to or this.targets[0]
    if target not in this.targets or (not to and len(this.targets) > 1):
        raise ValueError(f"{flow.name}.{name} does not lead to {target!r}")
    if this.needs_reason and not reason.strip():
        raise ValidationError({"reason": _("理由を入力してください。")})
    now = timezone.now()
    with transaction.atomic():
        rows = type(thing)._default_manager.filter(pk=thing.pk, **{flow.field: before})
        stored = {**fields, flow.field: target, "changed_at": now}
        if not rows.update(**stored, version=F("version") + 1):
            raise Refused(_("ほかの人が先に進めました。ページを開き直して、いまの状態を確かめてください。"))
        for key, value in stored.items():
            setattr(thing, key, value)
        thing.version += 1
        audit.record(
            f"{flow.name}.{name}",
            thing,
            by=by,
            reason=reason,
            before={flow.field: before},
            after={flow.field: target},
        )


@dataclass(frozen=True)
class Offer:
    """A button: what can be done with the record now, or why this person cannot."""

    name: str
    label: Words
    url: str
    allowed: bool
    why: str
    main: bool
    needs_reason: bool


def offers(thing: Living, user: Any, rules: ModuleType) -> list[Offer]:
    """The moves from the current state. Those whose rule says no are shown with who can."""
    found = []
    for this in thing.workflow.from_state(state_of(thing)):
        if this.by_clock:
            continue
        allowed = bool(getattr(rules, f"can_{this.name}")(user, thing))
        why = "" if allowed else who_can(this)
        url = f"{thing.get_absolute_url()}{this.name}/"
        found.append(Offer(this.name, this.label, url, allowed, why, this.main, this.needs_reason))
    return found


def who_can(this: Move) -> str:
    return _("%(who)sが行えます。") % {"who": "・".join(str(code.label) for code in this.roles)}


@dataclass(frozen=True)
class Place:
    label: Words
    state: str
    """done, now, or nothing: still ahead"""


def steps(thing: Living) -> list[Place]:
    """The step bar: the ordinary way with the present place marked; a state beside the way is put at its end."""
    flow = thing.workflow
    now = state_of(thing)
    path = list(flow.path)
    if now not in path:
        path.append(now)
    here = path.index(now)
    return [
        Place(flow.states(state).label, "now" if index == here else "done" if index < here else "")
        for index, state in enumerate(path)
    ]
