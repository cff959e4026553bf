"""The 500 consultations, in every state, with who holds them and what was said."""

import random
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from demo import people
from demo.minato import bank
from demo.minato.actors import Roll, districts
from demo.minato.bank import Matter
from demo.minato.dealing import Deck, Making, at
from demo.minato.funnel import Slot
from demo.minato.opinions import name_of
from demo.shapes import Actor, Consultation, MenuItem, Message, Referral, Screening
from tomoni.japan.business_days import add_business_days, next_business_day
from tomoni.japan.fiscal import fiscal_year

TOTAL = 500
STATES = {
    "received": 8,
    "triaged": 9,
    "referred": 16,
    "returned": 5,
    "in_dialogue": 15,
    "answered": 10,
    "stalled": 9,
    "out_of_scope": 34,
    "seeded": 58,
    "closed": 336,
}
# How many days ago a case of that state came in.
AGES = {
    "received": (0, 2),
    "triaged": (1, 6),
    "referred": (4, 24),
    "returned": (6, 20),
    "in_dialogue": (9, 40),
    "answered": (12, 40),
    "stalled": (36, 120),
}
DONE = frozenset({"answered", "seeded", "closed"})  # every department has replied
CHANNELS = {"web": 44, "window": 20, "phone": 14, "mail": 12, "visit": 4, "event": 6}
OUTCOMES = ("light", "project", "proposal", "information", "referred_out", "solved", "withdrawn")
OUTCOME_SHARES = (24, 5, 7, 30, 10, 20, 4)
STALLS = ("money", "demands", "person", "workload", "waiting", "other")


@dataclass(frozen=True, slots=True)
class Case:
    """What is asked, before it takes its way through the office."""

    subject: str
    body: str
    reply: str
    kind: str
    departments: tuple[str, ...]
    matter: str
    area: str
    scope: str = ""  # reason and answer, where nothing can be done
    slot: Slot | None = None


class Desk:
    """Everything said over the counter."""

    def __init__(self, rng: random.Random, menu: tuple[MenuItem, ...]) -> None:
        phrases = bank.read("phrases")
        self.rng = rng
        self.opens = {kind: Deck(rng, lines) for kind, lines in phrases["consult_open"].items()}
        self.closes = Deck(rng, phrases["consult_close"]["any"])
        self.wishes = Deck(rng, phrases["wishes"]["any"])
        self.questions = Deck(rng, phrases["referral_question"]["any"])
        self.returns = Deck(rng, phrases["return_reply"]["any"])
        self.internal = Deck(rng, phrases["internal"]["any"])
        self.centre = Deck(rng, phrases["centre_reply"]["any"])
        self.thanks = {
            True: Deck(rng, phrases["follow_up"]["resident"]),
            False: Deck(rng, phrases["follow_up"]["asker"]),
        }
        self.section = Deck(rng, phrases["follow_up"]["section"])
        self.summaries: Deck[str] = Deck(rng, phrases["summary"]["any"])
        self.stalls = {kind: Deck(rng, lines) for kind, lines in phrases["stalled"].items()}
        self.menu: dict[str, Deck[MenuItem]] = {}
        for item in menu:
            self.menu.setdefault(
                item.department, Deck(rng, [i for i in menu if i.department == item.department])
            )

    def letter(self, body: str, kind: str, area: str) -> str:
        opening = self.opens[kind].deal().replace("{d}", area) if self.rng.random() < 0.62 else ""
        return f"{opening}{body}{self.closes.deal()}"

    def second_reply(self, department: str) -> str:
        """What a further department can add: an item of its menu."""
        item = self.menu[department].deal()
        return f"当課からは「{item.title}」をご案内できます。{item.can}ただし、{item.cannot}"


def consultations(
    make: Making,
    slots: list[Slot],
    actors: tuple[Actor, ...],
    menu: tuple[MenuItem, ...],
    owners: tuple[str, ...],  # of the section; the last one is gone
) -> tuple[Consultation, ...]:
    rng = make.rng
    desk, roll = Desk(rng, menu), Roll(rng, actors)
    states = [state for state, count in STATES.items() for _ in range(count)]
    scope, seeded = _scope_cases(rng), _seed_cases(make, slots)
    others = _cases(rng)
    ours = next(matter for matter in bank.matters() if matter.groups[0].key == people.GROUP)
    staged = {"in_dialogue": _ask(ours, 0, ours.areas[0]), "referred": _ask(ours, 1, ours.areas[0])}
    *staying, gone = owners
    orphans = ["referred", "in_dialogue", "in_dialogue", "answered"]
    found = []
    for state in states:
        stage = staged.pop(state, None)
        case = stage or {"out_of_scope": scope, "seeded": seeded}.get(state, others).pop()
        received = _received(make, state, case)
        owner = rng.choice(staying)
        if stage is None and state in orphans:
            orphans.remove(state)
            owner = gone
        found.append((received, _one(make, desk, roll, case, state, received, owner), case))
    found.sort(key=lambda row: row[0])
    return tuple(_numbered(found))


def _numbered(found: list[tuple[datetime, Consultation, Case]]) -> list[Consultation]:
    counts: dict[int, int] = {}
    numbered = []
    for received, consultation, case in found:
        year = fiscal_year(received.date())
        counts[year] = counts.get(year, 0) + 1
        key = f"{year}-C-{counts[year]:04}"
        if case.slot:
            case.slot.consultation = key
        numbered.append(replace(consultation, key=key))
    return numbered


def _cases(rng: random.Random) -> list[Case]:
    """Questions of the matters, of daily practice, and grievances that ask for the right place."""
    asked = [
        _ask(matter, n, matter.areas[n % len(matter.areas)]) for matter in bank.matters() for n in (0, 1)
    ]
    daily = []
    for line in bank.read("common")["asks"]:
        subject, body, department, _ = bank.cut(line, 4)
        daily.append(Case(subject, body, "", "group", (department,), "", rng.choice(districts())))
    voiced = [_voiced(rng, matter) for matter in bank.matters() for _ in range(2)]
    rng.shuffle(asked)
    rng.shuffle(voiced)
    cases = [*daily, *asked, *voiced]
    while len(cases) < TOTAL:
        cases.append(_voiced(rng, rng.choice(bank.matters())))
    cases = cases[: TOTAL - STATES["out_of_scope"] - STATES["seeded"]]
    rng.shuffle(cases)
    return cases


def _ask(matter: Matter, n: int, area: str, slot: Slot | None = None) -> Case:
    ask = matter.asks[n]
    return Case(ask.subject, ask.body, ask.reply, ask.kind, matter.departments, matter.key, area, slot=slot)


def _voiced(rng: random.Random, matter: Matter) -> Case:
    """Somebody brings to the desk what others say in meetings."""
    wanting = [
        text for code, text in matter.voices if code in "ABCEF" and re.search("ほしい|たい|ない|困", text)
    ]
    voice = rng.choice(wanting or [text for _, text in matter.voices])
    area = rng.choice(matter.areas)
    endings = (
        "どこに相談すればよいでしょうか。", "一緒に考えていただける課はありますか。", "できることがあれば手伝いたいと思っています。", "同じ悩みの会があれば紹介してください。",
        "まずは話を聞いていただけませんか。", "市ではどのように考えていますか。",
    )  # fmt: skip
    subjects = (
        f"{matter.topic}について",
        f"{area}での{matter.topic}",
        f"{matter.topic}で困っていること",
        f"{matter.topic}を始めたい",
    )
    reply = rng.choice(bank.read("phrases")["voiced_reply"]["any"]).format(
        who=matter.city_view[0], success=matter.city_view[1], area=area
    )
    kind = rng.choice(("group", "resident", "resident", "neighbourhood"))
    return Case(
        rng.choice(subjects),
        voice.replace("{d}", area) + rng.choice(endings),
        reply,
        kind,
        matter.departments,
        matter.key,
        area,
    )


def _scope_cases(rng: random.Random) -> list[Case]:
    lines = bank.read("phrases")["scope"]["any"]
    found = []
    for n in range(STATES["out_of_scope"]):
        reason, subject, answer = bank.cut(lines[n % len(lines)], 3)
        body = rng.choice(
            (
                f"{subject}と考えています。可能でしょうか。",
                f"{subject}のですが、手続を教えてください。",
                f"会で話し合い、{subject}ということになりました。",
            )
        )
        body = body.replace("を希望と", "をお願いしたいと").replace("に後援をと", "に後援をお願いしたいと")
        found.append(
            Case(
                subject,
                body,
                answer,
                rng.choice(("group", "resident")),
                (),
                "",
                rng.choice(districts()),
                reason,
            )
        )
    return found


def _seed_cases(make: Making, slots: list[Slot]) -> list[Case]:
    """Consultations that became a seed: same matter, same place, same people."""
    free = [
        s
        for s in slots
        if s.matter
        and s.opinion is None
        and s.side in {"group", "resident"}
        and s.created_on > make.clock.start + timedelta(days=40)
    ]
    found = []
    for slot in make.rng.sample(free, STATES["seeded"]):
        kinds = [ask.kind for ask in slot.about.asks]
        found.append(
            _ask(slot.about, kinds.index(slot.side) if slot.side in kinds else 0, slot.areas[0], slot)
        )
    return found


def _received(make: Making, state: str, case: Case) -> datetime:
    rng, clock = make.rng, make.clock
    if case.slot:
        day = max(clock.start, case.slot.created_on - timedelta(days=rng.randint(9, 30)))
    elif state in AGES:
        newest, oldest = AGES[state]
        day = clock.back(rng.randint(newest, oldest))
    else:
        day = clock.back(rng.randint(40, clock.length))
    day = next_business_day(day)
    return at(min(day, clock.today), rng)


def _one(
    make: Making, desk: Desk, roll: Roll, case: Case, state: str, received: datetime, owner: str
) -> Consultation:
    rng = make.rng
    asker, name, kind = _asker(make, roll, case)
    channel = rng.choices(tuple(CHANNELS), tuple(CHANNELS.values()))[0]
    draft = Consultation(
        key="",
        subject=case.subject,
        body=desk.letter(case.body, case.kind if case.kind in desk.opens else "group", case.area),
        wish=desk.wishes.deal(),
        channel=channel,
        asker_kind=kind,
        asker_name=name,
        asker=asker,
        share_consent=state not in {"received", "triaged", "out_of_scope"} or rng.random() < 0.7,
        received_at=received,
        received_by="web" if channel == "web" else rng.choice(("section", "centre", "centre")),
        state=state,
        owner=owner,
        area=case.area,
        matter=case.matter,
    )
    return _way(make, desk, case, draft)


def _asker(make: Making, roll: Roll, case: Case) -> tuple[str | None, str, str]:
    """Key, name and kind of who asks."""
    if case.slot:
        actor = roll.by_key[case.slot.actor]
    elif case.kind == "resident":
        return None, make.names.person().name, "resident"
    elif case.kind == "neighbourhood":
        actor = roll.neighbourhood(case.area)
    else:
        actor = roll.of(case.matter, case.kind)
    return actor.key, actor.representative.name if actor.representative else "", actor.kind


def _way(make: Making, desk: Desk, case: Case, draft: Consultation) -> Consultation:
    """Triage, referrals, talk and end, as far as the state says."""
    rng, clock, state = make.rng, make.clock, draft.state
    day = draft.received_at.date()
    if state == "received":
        return replace(draft, last_event_on=day)
    sorted_on = clock.later(day, rng.randint(1, 3))
    draft = replace(draft, screening=_screening(rng, state), last_event_on=sorted_on)
    if state == "triaged":
        return replace(draft, messages=_notes(desk, sorted_on, 0.5))
    if state == "out_of_scope":
        answered = clock.later(sorted_on, rng.randint(1, 4))
        told = Message(at(answered, rng), "section", draft.owner, case.reply, is_answer=True)
        return replace(
            draft, scope_reason=case.scope, answer=case.reply, messages=(told,), last_event_on=answered
        )
    referrals = _referrals(make, desk, case, state, sorted_on)
    messages = _talk(make, desk, case, draft, referrals)
    last = max([sorted_on, *(m.at.date() for m in messages), *(r.replied_on or r.sent_on for r in referrals)])
    draft = replace(draft, referrals=referrals, messages=messages, last_event_on=last)
    if state == "stalled":
        why = rng.choice(STALLS)
        note = Message(at(last, rng), "section", draft.owner, f"{desk.stalls[why].deal()}。", internal=True)
        return replace(draft, stalled_reason=why, messages=(*messages, note))
    if state in {"answered", "closed"}:
        draft, last = _answered(make, desk, case, draft, last)
    if state == "closed":
        closed = clock.later(last, rng.randint(3, 30))
        grade = rng.choices((5, 4, 3, 2, 1, None), (30, 30, 14, 5, 2, 19))[0]
        outcome = rng.choices(OUTCOMES, OUTCOME_SHARES)[0]
        return replace(draft, closed_on=closed, outcome=outcome, satisfaction=grade, last_event_on=closed)
    return replace(draft, outcome="seed") if state == "seeded" else draft


def _answered(
    make: Making, desk: Desk, case: Case, draft: Consultation, last: date
) -> tuple[Consultation, date]:
    """The section sums up what the departments said; whoever asked says thank you."""
    rng, clock = make.rng, make.clock
    replied = [referral for referral in draft.referrals if referral.state == "replied"]
    answer = case.reply or desk.second_reply(case.departments[0])
    if replied:
        names = "と".join(name_of(referral.department) for referral in replied)
        answer = desk.summaries.deal().format(names=names) + replied[0].reply
    day = clock.later(last, rng.randint(1, 4))
    told = Message(at(day, rng), "section", draft.owner, answer, is_answer=True)
    words = [message for message in draft.messages if message.side != "asker"]
    thanks = [message for message in draft.messages if message.side == "asker"]
    if thanks:
        day = clock.later(day, rng.randint(1, 5))
        thanks = [replace(thanks[0], at=at(day, rng))]
    talk = tuple(sorted([*words, told, *thanks], key=lambda message: message.at))
    return replace(draft, answer=answer, messages=talk, last_event_on=day), day


def _screening(rng: random.Random, state: str) -> Screening:
    if state == "out_of_scope":
        return Screening("no", "no", "no")
    benefit = "yes" if state != "triaged" else rng.choice(("yes", "yes", "unclear"))
    return Screening(
        benefit, rng.choice(("yes", "yes", "unclear")), rng.choice(("no", "no", "no", "yes", "unclear"))
    )


def _referrals(make: Making, desk: Desk, case: Case, state: str, day: date) -> tuple[Referral, ...]:
    rng, clock = make.rng, make.clock
    wanted = list(case.departments[: rng.choice((1, 2, 2, 2, 3))])
    found = []
    twice = state == "returned" and len(wanted) == 2
    for n, department in enumerate(wanted):
        sent = clock.later(day, rng.randint(0, 2))
        due = add_business_days(sent, 10)
        question = desk.questions.deal().format(subject=case.subject)
        base = Referral(department, sent, due, "sent", question)
        if state == "returned" and (n == 0 or twice):
            owner = rng.choice([d for d in ("kyodo", "shisetsu", "chiiki", "machi") if d != department])
            reply = desk.returns.deal().format(owner=name_of(owner))
            replied = clock.later(sent, rng.randint(1, 6))
            base = replace(base, state="returned", reply=reply, replied_on=replied, likely_owner=owner)
        elif state in DONE or (state == "in_dialogue" and (n == 0 or rng.random() < 0.7)):
            reply = (case.reply if n == 0 else "") or desk.second_reply(department)
            replied = clock.later(sent, rng.randint(2, 13))
            base = replace(base, state="replied", reply=reply, replied_on=replied)
        elif state == "referred" and n == 1 and rng.random() < 0.3:
            replied = clock.later(sent, rng.randint(1, 4))
            base = replace(base, state="replied", reply=desk.second_reply(department), replied_on=replied)
        found.append(base)
    return tuple(found)


def _talk(
    make: Making, desk: Desk, case: Case, draft: Consultation, referrals: tuple[Referral, ...]
) -> tuple[Message, ...]:
    rng, clock = make.rng, make.clock
    first = referrals[0]
    due = first.due_on
    told = desk.section.deal().format(due=f"{due.month}月{due.day}日")
    found = [Message(at(first.sent_on, rng), "section", draft.owner, told)]
    found += _notes(desk, first.sent_on, 0.45)
    for referral in referrals:
        if referral.state == "replied" and referral.replied_on:
            found.append(
                Message(at(referral.replied_on, rng), "department", referral.department, referral.reply)
            )
    last = max(message.at.date() for message in found)
    if draft.state in {"in_dialogue", "closed", "seeded"} and rng.random() < 0.75:
        found.append(
            Message(
                at(clock.later(last, rng.randint(1, 5)), rng),
                "asker",
                draft.asker_name,
                desk.thanks[draft.asker_kind == "resident"].deal(),
            )
        )
    if draft.received_by == "centre" and rng.random() < 0.5:
        found.append(Message(at(clock.later(first.sent_on, 1), rng), "centre", "centre", desk.centre.deal()))
    return tuple(sorted(found, key=lambda message: message.at))


def _notes(desk: Desk, day: date, share: float) -> tuple[Message, ...]:
    if desk.rng.random() > share:
        return ()
    return (Message(at(day, desk.rng), "section", "kyodo", desk.internal.deal(), internal=True),)
