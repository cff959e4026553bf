"""What can be done with a match. Each side's word moves it; contact data follow both words."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import audit, lineage, outbox, ownership, records, things, workflow
from tomoni.core.errors import Refused, require
from tomoni.core.jurisdictions import current
from tomoni.core.people import Person
from tomoni.core.visibility import Visibility
from tomoni.core.workflow import who_can
from tomoni.directory.models import Actor, holder_of, people_of, section_unit
from tomoni.directory.roles import RoleCode
from tomoni.directory.standing import standing_of
from tomoni.matching import rules
from tomoni.matching.models import Consent, Match, SheetAnswer
from tomoni.matching.states import BROKERS, MATCH, OPEN, PARTIES, TALKING, State
from tomoni.seeds import actions as seeds
from tomoni.seeds.models import Seed
from tomoni.seeds.states import SeedState

WORD_DAYS = 7
"""Business days a side has to answer a sounding-out."""


@transaction.atomic
def propose(
    seed: Seed,
    second: Actor,
    *,
    by: User,
    other_seed: Seed | None = None,
    score: float = 0,
    reasons: list[str] | None = None,
    engine: str = "",
) -> Match:
    """Take up a candidate. The seed is marked as in talks; it stays on the board."""
    require(rules.can_propose(by, seed), who="・".join(str(code.label) for code in BROKERS))
    if other_seed is not None and other_seed.actor_id != second.pk:
        raise ValidationError(_("相手の種は、その相手が出した種から選んでください。"))
    first = seed.actor or seed.entered_by
    if first is None:
        raise Refused(
            _(
                "この種には、話し合いに出る主体がありません。種に団体か窓口を結び付けてから、もう一度進めてください。"
            )
        )
    match = Match(
        jurisdiction=current(),
        seed=seed,
        other_seed=other_seed,
        first=first,
        second=second,
        score=score,
        reasons=reasons or [],
        engine=engine,
    )
    records.create(match, by=by, verb="match.propose")
    for taken in (seed, other_seed):
        if taken is not None and taken.state in (SeedState.PUBLISHED, SeedState.INTERNAL_ONLY):
            seeds.mark_matched(taken, by=by)
    _hold(match, by, _("双方に打診する"))
    _tell_trail(match)
    return match


@transaction.atomic
def sound_out(match: Match, *, by: User, can_do: str = "", cannot_do: str = "", reason: str = "") -> None:
    """Send the same sheet to both sides: who they are, what they want, what the city can and cannot do."""
    require(rules.can_sound_out(by, match), who=who_can(MATCH["sound_out"]))
    now = timezone.now()
    workflow.move(
        match, "sound_out", by=by, reason=reason, can_do=can_do, cannot_do=cannot_do, sounded_out_at=now
    )
    _hold(match, by, _("双方の返事を待つ"))
    _tell_trail(match)
    for side in match.sides:
        _tell(
            match,
            [side],
            _("マッチングの打診があります。内容を見て返事をしてください。"),
            f"match-{match.pk}-asked-{now:%s}",
        )


@transaction.atomic
def answer(match: Match, actor: Actor, *, by: User, word: str, reason: str = "") -> Consent:
    """One side says yes, says no, or takes a yes back. Two yeses open the talks, a no ends them, a yes taken back closes them again."""
    require(rules.can_answer(by, match, actor), who="・".join(str(code.label) for code in PARTIES))
    # Two sides at once take turns: each sees the other's word, and the state the match is in by then.
    match.refresh_from_db(from_queryset=Match.objects.select_for_update())
    _check_moment(match, word)
    if word != Consent.Answer.YES and not reason.strip():
        raise ValidationError({"reason": _("理由を入力してください。相手には伝えません。")})
    on_behalf = actor.pk not in rules.sides_of(by, match)
    kept = Consent.objects.select_for_update().filter(match=match, actor=actor).first()
    if kept is None:
        kept = records.create(
            Consent(
                jurisdiction=current(),
                match=match,
                actor=actor,
                answer=word,
                reason=reason,
                on_behalf=on_behalf,
            ),
            by=by,
            verb="match.answer",
            secret=("reason",),
        )
    else:
        # Not by `change`, whose `reason` is the one the log keeps.
        Consent.objects.filter(pk=kept.pk).update(reason=reason)
        records.change(
            kept, by=by, verb="match.answer", answer=word, on_behalf=on_behalf, answered_at=timezone.now()
        )
        kept.reason = reason
    # The side's reason stays in its consent: the log tells the word alone.
    told = str(Consent.Answer(word).label)
    if word == Consent.Answer.NO:
        _end(match, "decline", by=by, reason=told)
    elif word == Consent.Answer.TAKEN_BACK:
        if match.state in TALKING:
            workflow.move(match, "reopen", by=by, reason=told)
        _tell(
            match,
            match.sides,
            _("同意が取り下げられました。連絡先は閉じました。"),
            f"match-{match.pk}-back-{kept.version}",
        )
        if match.state in OPEN:
            _hold(match, by, _("双方の返事を待つ"))
    elif rules.both_say_yes(match):
        workflow.move(match, "agree", by=by)
        _tell(
            match,
            match.sides,
            _("双方の同意がそろいました。連絡先を見られます。"),
            f"match-{match.pk}-agreed-{match.version}",
        )
        _hold(match, by, _("面談の日を決める"))
    return kept


def _check_moment(match: Match, word: str) -> None:
    if word == Consent.Answer.TAKEN_BACK:
        # Also after the talks led to something: the outcome stays, contact data close again.
        if not (match.is_talking or match.state == State.SOUNDED_OUT):
            raise Refused(_("このマッチングは終わっているため、返事を変えられません。"))
    elif match.state != State.SOUNDED_OUT:
        raise Refused(_("いまは返事を受け付けていません。"))


@transaction.atomic
def schedule(
    match: Match,
    *,
    by: User,
    meets_at: datetime,
    meets_until: datetime | None = None,
    place: str = "",
    reason: str = "",
) -> None:
    require(rules.can_schedule(by, match), who=who_can(MATCH["schedule"]))
    if meets_until is not None and meets_until <= meets_at:
        raise ValidationError({"meets_until": _("終わりの時刻は、始まりより後にしてください。")})
    workflow.move(
        match, "schedule", by=by, reason=reason, meets_at=meets_at, meets_until=meets_until, place=place
    )
    _tell(match, match.sides, _("面談の日が決まりました。"), f"match-{match.pk}-day-{match.version}")
    _hold(match, by, _("面談に立ち会い、記録する"), due_on=timezone.localdate(meets_at))


@transaction.atomic
def hold(
    match: Match,
    *,
    by: User,
    shared_problem: str = "",
    next_steps: str = "",
    next_on: date | None = None,
    reason: str = "",
) -> None:
    """The pre-meeting took place: what is shared, who does what next, by when."""
    require(rules.can_hold(by, match), who=who_can(MATCH["hold"]))
    workflow.move(
        match,
        "hold",
        by=by,
        reason=reason,
        shared_problem=shared_problem,
        next_steps=next_steps,
        next_on=next_on,
    )
    _hold(match, by, _("面談の結果を決める"), due_on=next_on)


@transaction.atomic
def miss(match: Match, *, by: User, reason: str = "") -> None:
    require(rules.can_miss(by, match), who=who_can(MATCH["miss"]))
    workflow.move(match, "miss", by=by, reason=reason)
    _hold(match, by, _("面談の日を決め直す"))


@transaction.atomic
def conclude(
    match: Match, *, by: User, outcome: str, reason: str = "", revisit_on: date | None = None
) -> None:
    """What came of the talks, other than a light collaboration. 見送り opens the seed again and needs a day to think of it anew."""
    require(rules.can_conclude(by, match), who=who_can(MATCH["conclude"]))
    if outcome == State.NOT_NOW and revisit_on is None:
        raise ValidationError({"revisit_on": _("見送るときは、また考える日を決めてください。")})
    if not reason.strip():
        raise ValidationError({"reason": _("結果の理由を入力してください。")})
    day = timezone.localdate()
    workflow.move(
        match, "conclude", by=by, reason=reason, to=outcome, revisit_on=revisit_on, concluded_on=day
    )
    if outcome == State.NOT_NOW:
        _give_back(match, by=by)
    ownership.release(match)
    _tell(match, match.sides, _("マッチングの結果が記録されました。"), f"match-{match.pk}-end")


@transaction.atomic
def drop(match: Match, *, by: User, reason: str) -> None:
    require(rules.can_drop(by, match), who=who_can(MATCH["drop"]))
    _end(match, "drop", by=by, reason=reason)


@transaction.atomic
def to_light(match: Match, *, by: User, reason: str = "") -> None:
    """The talks led to a light collaboration; called by the room that records it."""
    require(rules.can_to_light(by, match), who=who_can(MATCH["to_light"]))
    workflow.move(match, "to_light", by=by, reason=reason, concluded_on=timezone.localdate())
    for taken in (match.seed, match.other_seed):
        if taken is not None and taken.state == SeedState.MATCHED:
            seeds.mark_realised(taken, by=by)
    ownership.release(match)
    _tell_trail(match)


@transaction.atomic
def open_trail(match: Match, *, by: User) -> None:
    """The collaboration that came of it was published: the trail shows this step too, by its two names only."""
    require(standing_of(by).is_section, who=str(RoleCode.SEC.label))
    if match.visibility != Visibility.PUBLIC:
        records.change(match, by=by, verb="match.publish", visibility=Visibility.PUBLIC)
        _tell_trail(match)


@transaction.atomic
def close_trail(match: Match, *, by: User) -> None:
    """The collaboration is no longer public: this step goes back to its parties with it."""
    require(standing_of(by).is_section, who=str(RoleCode.SEC.label))
    if match.visibility == Visibility.PUBLIC:
        records.change(match, by=by, verb="match.unpublish", visibility=Visibility.PARTIES)
        _tell_trail(match)


@transaction.atomic
def fill_sheet(
    match: Match,
    actor: Actor | None,
    *,
    by: User,
    answers: dict[str, str],
    versions: dict[str, int] | None = None,
) -> None:
    """Store a column of the problem sheet; `versions` are those the writer saw, against lost updates."""
    require(rules.can_fill_sheet(by, match, actor), who="・".join(str(code.label) for code in PARTIES))
    kept = {one.question: one for one in SheetAnswer.objects.filter(match=match, actor=actor)}
    for question, text in answers.items():
        line = kept.get(question)
        if line is None and text.strip():
            line = SheetAnswer(jurisdiction=current(), match=match, actor=actor, question=question, text=text)
            records.create(line, by=by, verb="sheet.write")
        elif line is not None and line.text != text:
            records.change(line, by=by, version=(versions or {}).get(question), verb="sheet.write", text=text)


@transaction.atomic
def retract(match: Match, *, by: User, why: str) -> None:
    """This pair is no example for others: the order of candidates no longer learns from it."""
    require(rules.can_see_learned(by), who=str(RoleCode.SEC.label))
    if not why.strip():
        raise ValidationError({"why": _("理由を入力してください。")})
    if not match.is_lesson:
        raise Refused(_("すでに取り消されています。"))
    records.change(match, by=by, verb="match.retract", is_lesson=False, lesson_note=why)


@transaction.atomic
def restore(match: Match, *, by: User) -> None:
    require(rules.can_see_learned(by), who=str(RoleCode.SEC.label))
    if match.is_lesson:
        raise Refused(_("取り消されていません。"))
    records.change(match, by=by, verb="match.restore", is_lesson=True, lesson_note="")


@transaction.atomic
def reset(*, by: User, why: str) -> int:
    """Begin anew: no pair so far is an example. How many that were."""
    require(rules.can_see_learned(by), who=str(RoleCode.SEC.label))
    rows = list(Match.objects.teaching().select_related("first", "second", "seed"))
    for match in rows:
        retract(match, by=by, why=why)
    audit.record("match.reset", current(), by=by, after={"retracted": len(rows)})
    return len(rows)


def show_contacts(match: Match, *, by: User) -> None:
    """Asked before contact data are shown: the rule, and the log of who read them."""
    require(rules.can_see_contacts(by, match), who=_("双方の同意がそろうと、当事者が見られます"))
    audit.record_reading(match, by=by)


def _end(match: Match, name: str, *, by: User, reason: str) -> None:
    workflow.move(match, name, by=by, reason=reason, concluded_on=timezone.localdate())
    _give_back(match, by=by)
    ownership.release(match)
    if match.sounded_out_at is not None:
        _tell(match, match.sides, _("マッチングは今回は成立しませんでした。"), f"match-{match.pk}-end")


def _give_back(match: Match, *, by: Person) -> None:
    """A seed with no other match under way is open again."""
    for taken in (match.seed, match.other_seed):
        if taken is None or taken.state != SeedState.MATCHED:
            continue
        if not Match.objects.open().of_seed(taken).exclude(pk=match.pk).exists():
            seeds.reopen(taken, by=by)


def _hold(match: Match, by: User, task: str, *, due_on: date | None = None) -> None:
    section = section_unit()
    unit_id = section.pk if section else None
    person = by.pk if standing_of(by).has(*BROKERS) else None
    if person is None:
        earlier = ownership.case_of(match)
        person = (
            earlier.person_id
            if earlier
            else (holder_of(unit_id, RoleCode.SEC, RoleCode.SECH) if unit_id else None)
        )
    elif not standing_of(by).has_on([unit_id]):
        unit_id = next((post.actor_id for post in standing_of(by).posts if post.code in BROKERS), unit_id)
    due = due_on or current().local.due(WORD_DAYS, after=timezone.localdate())
    ownership.hold(match, person_id=person, unit_id=unit_id, due_on=due, task=task)


def _tell(match: Match, actor_ids: tuple[int, ...] | list[int], text: str, key: str) -> None:
    persons = people_of(list(actor_ids), *PARTIES)
    outbox.notify(
        [person.pk for person in persons],
        text=f"{match.seed.title}：{text}",
        address=match.get_absolute_url(),
        key=key,
    )


def _tell_trail(match: Match) -> None:
    thing = things.put(match, match.card())
    for cause in (match.seed, match.other_seed):
        origin = things.get(cause) if cause is not None else None
        if origin is not None:
            lineage.link(origin, thing)
