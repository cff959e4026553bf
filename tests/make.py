"""Typed factories, valid by default. A test names only what it is about."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import count

from django.utils import timezone

from tomoni.accounts.actions import prove_address
from tomoni.accounts.models import User
from tomoni.core.jurisdictions import Jurisdiction, current
from tomoni.core.visibility import Visibility
from tomoni.desk import keeping
from tomoni.desk import search as desk_search
from tomoni.desk.keeping import next_serial
from tomoni.desk.models import Consultation, Referral, number_of
from tomoni.desk.states import CONSULTATION, ConsultationState, Outcome, ScopeReason
from tomoni.directory.models import (
    ActivityField,
    Actor,
    Area,
    CollaborationForm,
    Department,
    GroupRegistration,
    Role,
)
from tomoni.directory.roles import RoleCode
from tomoni.directory.standing import forget
from tomoni.drafting.models import Comment, Draft, Edition, Round, Section
from tomoni.drafting.models.draft import parts_of
from tomoni.drafting.states import ANSWERED, DraftState, RoundState
from tomoni.gatherings.models import AgendaItem, Council, Gathering, Statement, Term
from tomoni.projects.models import LightCollab
from tomoni.publishing.models import Piece, Publication, Subscriber
from tomoni.seeds.models import MenuItem, Seed, SeedResource
from tomoni.seeds.states import MenuState, SeedState
from tomoni.voices.models import Answer, Code, Coding, Opinion, Placing, Scheme, Theme, ThemeLayer, ThemeSet
from tomoni.voices.states import AnswerKind

_numbers = count(1)


def jurisdiction(slug: str = "", **fields: object) -> Jurisdiction:
    number = next(_numbers)
    defaults: dict[str, object] = {
        "slug": slug or f"city-{number}",
        "name": f"試験{number}市",
        "reading": f"シケン{number}シ",
        "kind": Jurisdiction.Kind.MUNICIPALITY,
    }
    return Jurisdiction.objects.create(**{**defaults, **fields})


def user(name: str = "", email: str = "", **fields: object) -> User:
    number = next(_numbers)
    made = User(email=email or f"person-{number}@example.jp", name=name or f"試験 {number}", **fields)
    made.set_unusable_password()
    made.save()
    return made


def proven(person: User) -> User:
    """Somebody whose mail address is confirmed, as an accepted invitation leaves it."""
    prove_address(person)
    return person


def actor(kind: str = Actor.Kind.GROUP, **fields: object) -> Actor:
    number = next(_numbers)
    defaults: dict[str, object] = {
        "jurisdiction": current(),
        "kind": kind,
        "name": f"団体{number}",
        "reading": f"ダンタイ{number}",
        "is_published": True,
    }
    return Actor.objects.create(**{**defaults, **fields})


def area(name: str) -> Area:
    return Area.objects.create(jurisdiction=current(), name=name)


def department(name: str = "", duties: str = "", citizens_words: str = "", **fields: object) -> Actor:
    made = actor(Actor.Kind.DEPARTMENT, **({"name": name} if name else {}), **fields)
    Department.objects.create(
        jurisdiction=made.jurisdiction, actor=made, duties=duties, citizens_words=citizens_words
    )
    return made


def role(
    person: User,
    on: Actor,
    code: RoleCode,
    *,
    starts_on: date = date(2020, 4, 1),
    ends_on: date | None = None,
) -> Role:
    made = Role.objects.create(
        jurisdiction=on.jurisdiction, person=person, actor=on, code=code, starts_on=starts_on, ends_on=ends_on
    )
    forget(person)
    return made


def person(code: RoleCode, on: Actor | None = None, name: str = "") -> User:
    """Somebody who holds this role today, on a fitting actor of the city in scope."""
    made = user(name)
    role(made, on or _fitting(code), code)
    return made


def _fitting(code: RoleCode) -> Actor:
    if code in (RoleCode.SEC, RoleCode.SECH):
        return Actor.objects.filter(is_section=True).first() or department(is_section=True)
    if code == RoleCode.CEN:
        return Actor.objects.filter(kind=Actor.Kind.CENTRE).first() or actor(Actor.Kind.CENTRE)
    if code in (RoleCode.GRP, RoleCode.GREP):
        return actor()
    if code == RoleCode.BODY:
        return actor(Actor.Kind.NEIGHBOURHOOD)
    if code in (RoleCode.MEM, RoleCode.CHAIR, RoleCode.REV, RoleCode.EVA):
        return actor(Actor.Kind.COUNCIL)
    return department()


def gathering(title: str = "", **fields: object) -> Gathering:
    number = next(_numbers)
    start = datetime(2026, 6, 26, 14, tzinfo=timezone.get_default_timezone())
    defaults: dict[str, object] = {
        "jurisdiction": current(),
        "title": title or f"意見交換会{number}",
        "starts_at": start,
        "ends_at": start + timedelta(hours=2),
        "place": "市民会館",
        "organiser": _fitting_section(),
        "state": "held",
    }
    return Gathering.objects.create(**{**defaults, **fields})


def council(on: Actor | None = None, **fields: object) -> Council:
    body = on or actor(Actor.Kind.COUNCIL)
    kept = Council.objects.filter(actor=body).first()
    defaults: dict[str, object] = {
        "jurisdiction": body.jurisdiction,
        "actor": body,
        "office": _fitting_section(),
    }
    return kept or Council.objects.create(**{**defaults, **fields})


def term(of: Council | None = None, **fields: object) -> Term:
    whose = of or council()
    defaults: dict[str, object] = {"jurisdiction": whose.jurisdiction, "council": whose, "number": 1}
    return Term.objects.create(**{**defaults, **fields})


def session(of: Council | None = None, **fields: object) -> Gathering:
    """A session of a council, held and public."""
    whose = of or council()
    defaults: dict[str, object] = {
        "kind": Gathering.Kind.COMMITTEE,
        "council": whose,
        "term": 1,
        "round_number": 1,
        "visibility": Visibility.PUBLIC,
    }
    return gathering(whose.actor.name, **{**defaults, **fields})


def agenda_item(of: Gathering, title: str = "話し合い", **fields: object) -> AgendaItem:
    return AgendaItem.objects.create(jurisdiction=of.jurisdiction, gathering=of, title=title, **fields)


def statement(of: Gathering, text: str = "広報を工夫してほしい。", **fields: object) -> Statement:
    return Statement.objects.create(jurisdiction=of.jurisdiction, gathering=of, text=text, **fields)


def _fitting_section() -> Actor:
    return _fitting(RoleCode.SEC)


def scheme(letters: str = "ABC", **fields: object) -> Scheme:
    number = next(_numbers)
    defaults: dict[str, object] = {"jurisdiction": current(), "name": f"分類{number}"}
    made = Scheme.objects.create(**{**defaults, **fields})
    Code.objects.bulk_create(
        Code(jurisdiction=made.jurisdiction, scheme=made, code=letter, label=f"種類{letter}", order=order)
        for order, letter in enumerate(letters)
    )
    return made


def opinion(raw_text: str = "", code: Code | None = None, **fields: object) -> Opinion:
    number = next(_numbers)
    defaults: dict[str, object] = {
        "jurisdiction": current(),
        "fiscal_year": 2026,
        "serial": number,
        "raw_text": raw_text or f"市の窓口が分かりにくいと感じます。{number}",
        "received_on": date(2026, 6, 26),
    }
    made = Opinion.objects.create(**{**defaults, **fields})
    if code is not None:
        Coding.objects.create(jurisdiction=made.jurisdiction, opinion=made, code=code, is_primary=True)
    return made


def theme_set(reach: str = "public", *, opinions: Sequence[Opinion] = (), **fields: object) -> ThemeSet:
    """A tree of one theme with these opinions, as the job leaves it."""
    number = next(_numbers)
    if "series" not in fields:
        fields["series"] = f"シリーズ{number}"
        gathering(series=fields["series"], visibility=Visibility.PUBLIC)
    made = ThemeSet.objects.create(**{"jurisdiction": current(), **fields})
    layer = ThemeLayer.objects.create(
        jurisdiction=made.jurisdiction, theme_set=made, reach=reach, counted=len(opinions), engine="試験",
        grouped_at=timezone.now(),
    )  # fmt: skip
    theme = Theme.objects.create(
        jurisdiction=made.jurisdiction, layer=layer, number=0, level=0, label=f"窓口{number}", terms=["窓口"],
        size=len(opinions), exemplars=[one.pk for one in opinions[:3]],
    )  # fmt: skip
    Placing.objects.bulk_create(
        Placing(jurisdiction=made.jurisdiction, layer=layer, theme=theme, opinion=one, x=0.5, y=0.5)
        for one in opinions
    )
    return made


def answer(of: Opinion, **fields: object) -> Answer:
    defaults: dict[str, object] = {
        "jurisdiction": of.jurisdiction,
        "opinion": of,
        "kind": AnswerKind.WILL_DO,
        "text": "窓口を一つにします。",
        "department": of.department,
    }
    return Answer.objects.create(**{**defaults, **fields})


def form_of_collaboration(code: str = "co_hosting") -> CollaborationForm:
    """A shipped form; made anew after a test that committed and was emptied, shipped rows and all."""
    found = CollaborationForm.objects.here().filter(code=code).first()
    return found or CollaborationForm.objects.create(
        code=code, label=code, host="both", money="none", paper="", is_light=True
    )


def seed(actor_: Actor | None = None, *, state: str = SeedState.DRAFT, **fields: object) -> Seed:
    """A complete need of a group; give `kind`, `actor_`, `state` and what else the test is about."""
    number = next(_numbers)
    by = actor_ or (None if fields.get("side") == Seed.Side.RESIDENT else actor())
    was_open = state in (SeedState.PUBLISHED, SeedState.MATCHED, SeedState.REALISED, SeedState.EXPIRED)
    defaults: dict[str, object] = {
        "jurisdiction": current(),
        "kind": Seed.Kind.NEED,
        "actor": by,
        "side": by.side if by else Seed.Side.RESIDENT,
        "title": f"花壇の手入れを続ける仲間{number}",
        "what": "月に2回、水やりと植え替えをいっしょにする人をさがしています。",
        "why": "会員が減り、夏の水やりが続けられません。",
        "when": "5月から10月、第2・第4土曜の午前",
        "cannot": "道具の保管場所は出せません。",
        "state": state,
        "visibility": Visibility.PUBLIC if was_open else Visibility.PARTIES,
        "published_at": timezone.now() if was_open else None,
    }
    made = Seed.objects.create(**{**defaults, **fields})
    made.fields.add(activity_field("npo07"))
    SeedResource.objects.create(
        jurisdiction=made.jurisdiction,
        seed=made,
        direction=SeedResource.Direction.WANTS,
        kind=SeedResource.Kind.PEOPLE,
        text="水やりの人",
    )
    return made


def menu_item(on: Actor | None = None, *, state: str = MenuState.DRAFT, **fields: object) -> MenuItem:
    number = next(_numbers)
    defaults: dict[str, object] = {
        "jurisdiction": current(),
        "actor": on or department(),
        "title": f"広報紙でのお知らせ{number}",
        "form": form_of_collaboration("publicity_support"),
        "can": "毎月1日号に、催しのお知らせを載せます。",
        "cannot": "営利の催しは載せられません。",
        "lead_time": "発行の2か月前まで",
        "cost": "無料",
        "contact_role": "広報課 協働推進員",
        "state": state,
        "published_at": timezone.now() if state == MenuState.PUBLISHED else None,
    }
    return MenuItem.objects.create(**{**defaults, **fields})


def activity_field(code: str) -> ActivityField:
    """A shipped field; made anew after a test that committed and was emptied."""
    found = ActivityField.objects.here().filter(code=code).first()
    return found or ActivityField.objects.create(code=code, label=code, short=code)


def light_collab(
    first: Actor | None = None, second: Actor | None = None, *, state: str = "recorded", **fields: object
) -> LightCollab:
    """A recorded co-hosted event of a department and a group, seen by its parties."""
    number = next(_numbers)
    defaults: dict[str, object] = {
        "jurisdiction": current(),
        "title": f"駅前花壇の植え替え{number}",
        "form": form_of_collaboration(),
        "first": first or department(),
        "second": second or actor(),
        "what": "花の苗を500株植えました。",
        "done_on": date(2026, 6, 26),
        "result": "42人が参加しました。",
        "state": state,
    }
    return LightCollab.objects.create(**{**defaults, **fields})


def published(of: Opinion, **fields: object) -> Answer:
    """The answer of a published opinion, published just now."""
    now = timezone.now()
    return answer(of, **{"approved_at": now, "published_at": now, "visibility_before": "parties", **fields})


def consultation(state: str = ConsultationState.RECEIVED, **fields: object) -> Consultation:
    """A consultation in any state, with card, holder and search tokens."""
    city = current()
    serial = next_serial(city, 2026)
    defaults: dict[str, object] = {
        "jurisdiction": city,
        "fiscal_year": 2026,
        "serial": serial,
        "number": number_of(2026, serial),
        "channel": "web",
        "subject": "花壇の手入れを手伝いたい",
        "body": "駅前の花壇の草むしりを、月に一度みんなで行いたいと考えています。",
        "asker_kind": "individual",
        "asker_name": "相談 太郎",
        "share_departments": True,
        "state": state,
    }
    if state == ConsultationState.STALLED:
        defaults["state_before_stall"] = ConsultationState.TRIAGED
    if state == ConsultationState.OUT_OF_SCOPE:
        defaults["scope_reason"] = ScopeReason.PROFIT
    if state == ConsultationState.CLOSED:
        defaults["outcome"] = Outcome.ADVICE
    if state in CONSULTATION.closed:
        defaults["closed_at"] = timezone.now()
    made = Consultation.objects.create(**{**defaults, **fields})
    desk_search.index([made])
    keeping.keep(made)
    return made


def referral(of: Consultation, department: Actor, **fields: object) -> Referral:
    defaults: dict[str, object] = {
        "jurisdiction": of.jurisdiction,
        "consultation": of,
        "department": department,
        "due_on": timezone.localdate() + timedelta(days=14),
    }
    made = Referral.objects.create(**{**defaults, **fields})
    keeping.hold_referral(made)
    keeping.keep(of)
    return made


def registration(actor: Actor | None = None, **fields: object) -> GroupRegistration:
    """A group in force with everything registering needs."""
    on = actor or Actor.objects.create(
        jurisdiction=current(),
        kind=Actor.Kind.GROUP,
        name=f"登録団体{next(_numbers)}",
        reading="とうろく",
        summary="花を植える",
    )
    defaults: dict[str, object] = {
        "jurisdiction": on.jurisdiction,
        "actor": on,
        "state": "registered",
        "address": "試験市中央1-1",
        "representative_name": "試験 代表",
        "contact_name": "試験 連絡",
        "mail": f"group-{next(_numbers)}@example.jp",
        "phone": "090-0000-1111",
        "established_year": 2010,
        "purpose": "まちを花で明るくする",
        "members": 12,
        "disclosure_consent": True,
    }
    return GroupRegistration.objects.create(**{**defaults, **fields})


def draft(title: str = "", body: str = "花壇の当番を決める。\n道具は市が貸す。", **fields: object) -> Draft:
    """A report of the section with a chapter and a section in it."""
    number = next(_numbers)
    state = fields.get("state", DraftState.OUTLINE)
    defaults: dict[str, object] = {
        "jurisdiction": current(),
        "title": title or f"協働のまちづくり報告書{number}",
        "unit": _fitting_section(),
        "published_at": timezone.now() if state == DraftState.PUBLISHED else None,
        "is_public": state in (DraftState.PUBLIC_COMMENT, DraftState.PUBLISHED),
    }
    made = Draft.objects.create(**{**defaults, **fields})
    chapter = section(made, "これまでの取組", "市と団体は十年のあいだ力を合わせてきた。")
    section(made, "花壇", body, parent=chapter)
    return made


def section(of: Draft, heading: str = "花壇", body: str = "", **fields: object) -> Section:
    defaults: dict[str, object] = {
        "jurisdiction": of.jurisdiction,
        "draft": of,
        "heading": heading,
        "body": body,
        "order": Section.objects.filter(draft=of).count(),
    }
    return Section.objects.create(**{**defaults, **fields})


def edition(of: Draft, **fields: object) -> Edition:
    """The working text as it stands now."""
    rows = Section.objects.filter(draft=of, removed_at=None)
    defaults: dict[str, object] = {
        "jurisdiction": of.jurisdiction,
        "draft": of,
        "number": Edition.objects.filter(draft=of).count() + 1,
        "stage": DraftState.ROUGH,
        "title": of.title,
        "parts": parts_of(rows),
    }
    return Edition.objects.create(**{**defaults, **fields})


def comment_round(of: Edition, *, kind: str = Round.Kind.INTERNAL, **fields: object) -> Round:
    """Open since yesterday, for a month."""
    today = timezone.localdate()
    defaults: dict[str, object] = {
        "jurisdiction": of.jurisdiction,
        "draft": of.draft,
        "edition": of,
        "kind": kind,
        "opens_on": today - timedelta(days=1),
        "closes_on": today + timedelta(days=29),
        "published_at": timezone.now() if fields.get("state") == RoundState.PUBLISHED else None,
    }
    return Round.objects.create(**{**defaults, **fields})


def comment(of: Round, text: str = "", **fields: object) -> Comment:
    number = next(_numbers)
    answered = fields.get("state") in ANSWERED
    side = Comment.Side.PUBLIC if of.is_for_everybody else Comment.Side.MEMBER
    defaults: dict[str, object] = {
        "jurisdiction": of.jurisdiction,
        "round": of,
        "serial": of.comments.count() + 1,
        "text": text or f"道具だけでなく、苗も貸してほしい。{number}",
        "side": side,
        "actor": of.draft.council if side == Comment.Side.MEMBER else None,
        "reply": "苗は来年度から貸します。" if answered else "",
        "answered_at": timezone.now() if answered else None,
    }
    return Comment.objects.create(**{**defaults, **fields})


def publication(*pieces: Mapping[str, object], **fields: object) -> Publication:
    """A newsletter of the section with one piece of text, or with those given."""
    number = next(_numbers)
    defaults: dict[str, object] = {
        "jurisdiction": current(),
        "title": "みなと協働通信",
        "number": number,
        "issuer": _fitting_section(),
        "issued_on": date(2026, 6, 26),
        "headline": "意見交換会を開きました",
        "published_at": timezone.now() if fields.get("state") == "published" else None,
    }
    made = Publication.objects.create(**{**defaults, **fields})
    words = pieces or ({"heading": "会場の声", "body": "窓口が分かりにくいという声がありました。"},)
    for order, one in enumerate(words, 1):
        piece: dict[str, object] = {"jurisdiction": made.jurisdiction, "publication": made, "order": order}
        Piece.objects.create(**{**piece, **one})
    return made


def subscriber(mail: str = "", *, reading: bool = True, **fields: object) -> Subscriber:
    made = Subscriber.of(mail or f"reader-{next(_numbers)}@example.jp", "読者")
    made.jurisdiction = current()
    made.confirmed_at = timezone.now() if reading else None
    for name, value in fields.items():
        setattr(made, name, value)
    made.save()
    return made
