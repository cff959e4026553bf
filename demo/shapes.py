"""The shapes of demo data. Things point at each other by key, so that a loader can write them in bulk."""

from dataclasses import dataclass
from datetime import date, datetime, time


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    key: str
    name: str
    kana: str
    kind: str  # prefecture | municipality
    code: str  # 6 digits with check digit; no prefecture of Japan has a number above 47: 99 is invented
    parent: str | None
    invented: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    key: str
    name: str
    kana: str
    mail: str


@dataclass(frozen=True, slots=True)
class RoleHeld:
    person: str
    actor: str
    role: str  # SEC SECH LIA DEPT DHEAD CEN GREP MEM ADM
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class MenuItem:
    key: str
    department: str
    form: str
    title: str
    can: str
    cannot: str
    lead_time: str
    cost: str
    example: str
    published: bool = True


@dataclass(frozen=True, slots=True)
class Department:
    key: str
    name: str
    kana: str
    bureau: str
    duties: str
    words: tuple[str, ...]  # the words citizens use
    bureau_kana: str = ""
    phone: str = ""
    mail: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    key: str
    name: str
    kana: str
    kind: str  # group npo neighbourhood business school welfare_council district_council centre council supporter
    legal_form: str = ""
    purpose: str = ""
    activities: str = ""
    fields: tuple[int, ...] = ()  # numbers of the NPO Act's list
    areas: tuple[str, ...] = ()
    members: int | None = None
    resident_members: int | None = None
    established: int | None = None
    can_offer: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    meeting: str = ""
    fee: str = ""
    recruiting: bool = False
    representative: Person | None = None
    mail: str = ""
    phone: str = ""
    address: str = ""
    published: bool = True
    matter: str = ""


@dataclass(frozen=True, slots=True)
class SchemeClass:
    code: str
    label: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Scheme:
    key: str
    name: str
    version: int
    classes: tuple[SchemeClass, ...]


@dataclass(frozen=True, slots=True)
class AgendaItem:
    number: str
    title: str
    moderator: str = ""  # a post, never a name
    papers: tuple[str, ...] = ()
    outcome: tuple[str, ...] = ()
    below: bool = False  # stands under the last item that does not
    closed: str = ""  # why it is closed


@dataclass(frozen=True, slots=True)
class Attendance:
    kind: str
    people: int
    bodies: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    heading: str
    text: str
    kind: str = "statement"  # statement decision todo
    item: str = ""  # number of the agenda item; without it, of the whole
    owner: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Member:
    category: str
    name: str  # as in the published list; a post where no name is given
    duty: str = "member"
    person: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    number: int
    starts: date | None = None
    ends: date | None = None
    state: str = "running"
    members: tuple[Member, ...] = ()
    handover: str = ""


@dataclass(frozen=True, slots=True)
class Council:
    actor: str
    office: str  # key of the department
    purpose: str = ""
    basis: str = ""
    observing: str = ""
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Gathering:
    key: str
    title: str
    kind: str  # exchange | council | briefing | themed | network
    series: str
    day: date
    place: str
    state: str  # draft reviewed published accepting closed held reported cancelled
    starts: time | None = None
    ends: time | None = None
    term: int | None = None
    number: int | None = None
    host: str = ""  # key of the department
    theme: str = ""
    agenda: tuple[AgendaItem, ...] = ()
    attendance: tuple[Attendance, ...] = ()
    observers: int | None = None
    participants: tuple[str, ...] = ()  # keys of actors
    statements: tuple[Statement, ...] = ()
    posted_on: date | None = None
    capacity: int | None = None
    note: str = ""
    council: str = ""  # key of the actor
    record: str = ""  # quick | final | check: how far the record of a council's session has come
    signups: str = ""  # participants | observers


@dataclass(frozen=True, slots=True)
class Answer:
    kind: int  # 1 will do, 2 already done, 3 will consider, 4 for reference, 5 cannot, 6 other body
    text: str
    department: str
    reason: str = ""
    drafted_on: date | None = None
    approved_on: date | None = None
    published_on: date | None = None


@dataclass(frozen=True, slots=True)
class Opinion:
    key: str
    text: str  # as said
    codes: tuple[tuple[str, str], ...]  # (scheme, code); the first is the primary one
    state: str
    gathering: str | None = None
    source: str = ""
    display: str = ""  # corrected wording, where it differs from what was said
    said_on: date | None = None
    department: str = ""
    answer: Answer | None = None
    follow_up: str = ""
    duplicate_of: str | None = None
    matter: str = ""
    area: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Resource:
    kind: str  # people place goods know_how name publicity money
    text: str


@dataclass(frozen=True, slots=True)
class Seed:
    key: str
    kind: str  # need | offer
    side: str  # city | group | resident | business
    actor: str  # key of an actor or a department
    title: str
    body: str
    weight: str  # light | full
    state: str
    fields: tuple[int, ...]
    areas: tuple[str, ...]
    gives: tuple[Resource, ...]
    wants: tuple[Resource, ...]
    cannot: str
    when: str
    created_on: date
    expires_on: date
    published_on: date | None = None
    from_opinion: str | None = None
    from_consultation: str | None = None
    reason: str = ""  # of a return or a withdrawal
    why: str = ""
    matter: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    at: datetime
    side: str  # asker | department | section | centre
    author: str  # key of a person, or a name the asker gave
    text: str
    internal: bool = False
    is_answer: bool = False


@dataclass(frozen=True, slots=True)
class Referral:
    department: str
    sent_on: date
    due_on: date
    state: str  # sent | replied | returned
    question: str
    reply: str = ""
    replied_on: date | None = None
    likely_owner: str = ""  # named by a department that returns a referral


@dataclass(frozen=True, slots=True)
class Screening:
    public_benefit: str  # yes | no | unclear
    in_plan: str
    money: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Consultation:
    key: str  # fiscal year, C, number
    subject: str
    body: str
    wish: str
    channel: str  # window phone mail web visit event
    asker_kind: str
    asker_name: str
    asker: str | None  # key of an actor, where one asks
    share_consent: bool
    received_at: datetime
    received_by: str  # section | centre | web
    state: str
    screening: Screening | None = None
    referrals: tuple[Referral, ...] = ()
    messages: tuple[Message, ...] = ()
    outcome: str = ""
    answer: str = ""
    scope_reason: str = ""
    stalled_reason: str = ""
    closed_on: date | None = None
    last_event_on: date | None = None
    satisfaction: int | None = None
    owner: str = ""  # key of a person
    area: str = ""
    matter: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One side's view of the problem, filled in before or at the meeting."""

    side: str  # a | b
    who: str
    happening: str
    success: str
    gives: str
    cannot: str


@dataclass(frozen=True, slots=True)
class Match:
    key: str
    title: str
    state: str
    side_a: str  # key of the actor or department that needs
    side_b: str  # key of the actor or department that offers
    need: str | None
    offer: str | None
    reasons: tuple[tuple[str, str], ...]  # (kind, words a person can check)
    proposed_on: date
    broker: str  # section | centre | both
    consent_a: date | None = None
    consent_b: date | None = None
    declined_by: str = ""
    declined_reason: str = ""
    meets_at: datetime | None = None
    place: str = ""
    note: str = ""
    next_step: str = ""
    next_on: date | None = None
    sheets: tuple[Sheet, ...] = ()
    outcome_on: date | None = None
    outcome_reason: str = ""
    revisit_on: date | None = None
    matter: str = ""


@dataclass(frozen=True, slots=True)
class Voice:
    """One line and a 1-5 that a side adds to a light collaboration."""

    text: str
    score: int


@dataclass(frozen=True, slots=True)
class LightCollab:
    key: str
    title: str
    form: str
    what: str
    state: str  # planned confirmed done recorded cancelled
    side_a: str
    side_b: str
    day: date
    created_on: date
    place: str = ""
    asks: tuple[str, ...] = ()  # room goods notice name
    result: str = ""
    people: int | None = None
    voice_a: Voice | None = None
    voice_b: Voice | None = None
    from_match: str | None = None
    from_seed: str | None = None
    from_opinion: str | None = None
    reason: str = ""
    fields: tuple[int, ...] = ()
    matter: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    kind: str  # text list facts pair table note
    heading: str
    body: str
    of: str = ""  # key of the gathering it tells of


@dataclass(frozen=True, slots=True)
class Publication:
    key: str
    kind: str  # newsletter hints case survey_result
    title: str
    issuer: str  # key of a department or a centre
    day: date
    headline: str = ""
    lead: str = ""
    number: int | None = None
    issuer_name: str = ""
    contact: str = ""
    web: str = ""
    day_in_print: bool = True
    pieces: tuple[Piece, ...] = ()
    picks: tuple[tuple[str, str], ...] = ()  # gathering, voice, seed or collaboration, and its key
    state: str = "published"


@dataclass(frozen=True, slots=True)
class ReportPart:
    """One chapter or section of an edition. Its key gives its place: "2" is the second chapter, "2.1" its first section."""

    key: str
    heading: str
    body: str = ""


@dataclass(frozen=True, slots=True)
class ReportEdition:
    stage: str  # rough draft final
    made_on: date
    parts: tuple[ReportPart, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReportComment:
    part: str  # key of a part; nothing for the whole
    text: str
    side: str = "member"  # member department public
    given_on: date | None = None
    kind: str = "open"  # open accepted partly not_taken question_answered set_aside
    reply: str = ""
    quote: str = ""  # words of the part's body
    department: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class ReportRound:
    kind: str  # internal public
    edition: int
    opens_on: date
    closes_on: date
    state: str  # announced open closed published cancelled
    comments: tuple[ReportComment, ...] = ()
    published_on: date | None = None
    short_reason: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    key: str
    title: str
    unit: str
    state: str
    editions: tuple[ReportEdition, ...]
    summary: str = ""
    council: str = ""
    rounds: tuple[ReportRound, ...] = ()
    published_on: date | None = None


@dataclass(frozen=True, slots=True)
class Question:
    kind: str  # one several scale number text matrix
    departments: str = ""
    groups: str = ""
    options: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    unit: str = ""
    note: str = ""
    required: bool = False
    after: int | None = None  # place of the question it depends on, from 0
    after_options: tuple[int, ...] = ()
    said_departments: str = ""
    said_groups: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """A questionnaire that came back: by the place of the question a place, places, a number, a text, or a place for each row."""

    actor: str
    answers: tuple[tuple[int, object], ...]
    channel: str = "web"


@dataclass(frozen=True, slots=True)
class Survey:
    key: str
    title: str
    purpose: str
    use: str
    state: str
    questions: tuple[Question, ...]
    anonymous: bool = False
    opened_on: date | None = None
    closes_on: date | None = None
    published_on: date | None = None
    findings: str = ""
    asked: tuple[str, ...] = ()
    filled: tuple[Filled, ...] = ()


@dataclass(frozen=True, slots=True)
class Hearing:
    key: str
    actor: str
    day: date
    heard_by: str
    points: tuple[tuple[str, str], ...]  # problem wish offer view, text
    told_by: str = ""
    way: str = "visit"
    place: str = ""
    outline: str = ""
    survey: str | None = None
    settled: bool = True


@dataclass(frozen=True, slots=True)
class Holding:
    """Everything one jurisdiction holds."""

    jurisdiction: str
    departments: tuple[Department, ...] = ()
    people: tuple[Person, ...] = ()
    roles: tuple[RoleHeld, ...] = ()
    actors: tuple[Actor, ...] = ()
    schemes: tuple[Scheme, ...] = ()
    councils: tuple[Council, ...] = ()
    gatherings: tuple[Gathering, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    seeds: tuple[Seed, ...] = ()
    menu: tuple[MenuItem, ...] = ()
    consultations: tuple[Consultation, ...] = ()
    matches: tuple[Match, ...] = ()
    collabs: tuple[LightCollab, ...] = ()
    publications: tuple[Publication, ...] = ()
    reports: tuple[Report, ...] = ()
    surveys: tuple[Survey, ...] = ()
    hearings: tuple[Hearing, ...] = ()
