"""Tables of groups: a city's own register, and the open data of the NPO portal. Known by corporate number, else by name."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from tomoni.core.imports import Line
from tomoni.core.jurisdictions import current
from tomoni.directory.importing import columns
from tomoni.directory.importing.columns import Cells, Draft, lacks, of_model, parts, rows, take
from tomoni.directory.models import ActivityField, Actor, Area, GroupRegistration
from tomoni.directory.models.registration import PERSONAL
from tomoni.directory.namesakes import names
from tomoni.japan.kana import fold
from tomoni.reading.tables import Table

COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("団体名", "法人名称", "名称"),
    "reading": ("フリガナ", "ふりがな", "法人名称カナ", "団体名カナ"),
    "kind": ("種別", "団体種別", "種類"),
    "corporate_number": ("法人番号",),
    "fields": ("分野", "活動分野"),
    "areas": ("地区", "主な活動エリア", "活動地区"),
    "summary": ("主な活動", "主な活動内容", "活動内容"),
    "purpose": ("設立目的", "定款に記載された目的"),
    "abbreviation": ("略称",),
    "competent_authority": ("所轄庁",),
    "certified_on": ("法人設立認証年月日", "認証年月日"),
    "approved_on": ("認定（認定開始日）", "認定年月日"),
    "approval_ended": ("認定（認定取消日）",),
    "dissolved": ("解散情報",),
    "established_year": ("設立年", "活動開始年", "設立年月日"),
    "members": ("構成員数", "会員数"),
    "resident_members": ("うち市民",),
    "public_contact": ("公開用連絡先",),
    "meeting": ("活動日・場所",),
    "fee": ("会費",),
    "can_offer": ("提供できること",),
    "wants": ("求めること",),
    "website": ("ウェブサイト", "法人情報URL", "URL"),
}
CONTACTS: dict[str, tuple[str, ...]] = {
    "postal_code": ("郵便番号", "主たる事業所の郵便番号", "主たる事務所の郵便番号"),
    "address": ("所在地", "主たる事務所の所在地"),
    "representative_name": ("代表者氏名",),
    "representative_reading": ("代表者フリガナ", "団体代表者名（フリガナ）"),
    "contact_name": ("連絡責任者", "連絡責任者氏名"),
    "phone": ("電話", "電話番号"),
    "fax": ("FAX", "ファクス"),
    "mail": ("メール", "メールアドレス"),
}
CLOSELY = 500
"""Rows up to which names are compared letter by letter."""
FLAGS = {f"flag{number}": (f"活動分野{number}",) for number in range(1, 21)}
OF_ACTOR = ("name", "summary")
TEXTS = (
    "purpose", "abbreviation", "competent_authority", "public_contact", "meeting", "fee", "can_offer", "wants",
    "website",
)  # fmt: skip
_KIND, _FORM = Actor.Kind, GroupRegistration.LegalForm
KINDS: dict[str, tuple[str, str]] = {
    "任意団体": (_KIND.GROUP, _FORM.UNINCORPORATED),
    "市民活動団体": (_KIND.GROUP, _FORM.UNINCORPORATED),
    "ボランティア団体": (_KIND.GROUP, _FORM.UNINCORPORATED),
    "実行委員会": (_KIND.GROUP, _FORM.COMMITTEE),
    "npo法人": (_KIND.NPO, _FORM.NPO),
    "特定非営利活動法人": (_KIND.NPO, _FORM.NPO),
    "認定npo法人": (_KIND.NPO, _FORM.CERTIFIED_NPO),
    "一般社団法人": (_KIND.GROUP, _FORM.GENERAL_ASSOCIATION),
    "一般財団法人": (_KIND.GROUP, _FORM.GENERAL_ASSOCIATION),
    "公益社団法人": (_KIND.GROUP, _FORM.PUBLIC_ASSOCIATION),
    "公益財団法人": (_KIND.GROUP, _FORM.PUBLIC_ASSOCIATION),
    "社会福祉法人": (_KIND.GROUP, _FORM.WELFARE),
    "社会福祉協議会": (_KIND.WELFARE_COUNCIL, _FORM.WELFARE),
    "学校法人": (_KIND.SCHOOL, _FORM.SCHOOL),
    "学校": (_KIND.SCHOOL, _FORM.SCHOOL),
    "自治会": (_KIND.NEIGHBOURHOOD, _FORM.NEIGHBOURHOOD),
    "町内会": (_KIND.NEIGHBOURHOOD, _FORM.NEIGHBOURHOOD),
    "自治会・町内会": (_KIND.NEIGHBOURHOOD, _FORM.NEIGHBOURHOOD),
    "地縁団体": (_KIND.NEIGHBOURHOOD, _FORM.NEIGHBOURHOOD),
    "企業": (_KIND.BUSINESS, _FORM.COMPANY),
    "事業者": (_KIND.BUSINESS, _FORM.COMPANY),
    "その他": (_KIND.GROUP, _FORM.OTHER),
}


@dataclass(frozen=True)
class There:
    """The groups there are, and the words the city uses."""

    by_number: dict[str, Actor]
    by_name: dict[tuple[str, str], Actor]
    fields: dict[str, str]
    """Any spelling of a field → its code."""
    areas: dict[str, int]
    lists: dict[int, tuple[frozenset[str], frozenset[str]]] = field(default_factory=dict)

    def find(self, draft: Draft) -> Actor | None:
        number = draft.actor.get("corporate_number")
        if number and number in self.by_number:
            return self.by_number[number]
        return self.by_name.get((str(draft.actor.get("kind", _KIND.GROUP)), draft.name))


def known(*, contacts: bool) -> There:
    rows_ = Actor.objects.groups().select_related("jurisdiction", "registration")
    if not contacts:
        rows_ = rows_.defer(*(f"registration__{name}" for name in PERSONAL))
    actors = list(rows_)
    fields = _listed(Actor.fields.through, "activityfield__code")
    areas = _listed(Actor.areas.through, "area__name")
    spellings: dict[str, str] = {}
    for one in ActivityField.objects.here():
        own = (one.code, one.label, one.short, str(one.order), f"{one.label}を図る活動", f"第{one.order}号")
        spellings.update({fold(spelling): one.code for spelling in own})
    return There(
        {actor.corporate_number: actor for actor in actors if actor.corporate_number},
        {(actor.kind, actor.name): actor for actor in actors},
        spellings,
        dict(Area.objects.values_list("name", "pk")),
        {
            pk: (frozenset(fields.get(pk, ())), frozenset(areas.get(pk, ())))
            for pk in fields.keys() | areas.keys()
        },
    )


def _listed(through: Any, word: str) -> dict[int, list[str]]:
    """The words of a many-to-many table by actor; asked at once, since each actor asking for itself is slow."""
    found: dict[int, list[str]] = {}
    for pk, text in through.objects.filter(actor__jurisdiction=current()).values_list("actor_id", word):
        found.setdefault(pk, []).append(text)
    return found


def drafts(table: Table, there: There, *, contacts: bool, portal: bool) -> Iterator[Draft]:
    names = {**COLUMNS, **FLAGS, **(CONTACTS if contacts else {})}
    if problem := lacks(table, names, "name"):
        yield Draft(table.header_line, "", errors=[problem])
        return
    lines: dict[object, int] = {}
    for cells in rows(table, names):
        draft = _draft(cells, there, portal=portal)
        for name in CONTACTS if contacts else ():
            take(draft, cells, name, of_model(GroupRegistration, name), draft.more)
        kept, named = there.find(draft), there.by_name.get((str(draft.actor.get("kind")), draft.name))
        if kept is not None and named is not None and kept != named:
            text = _(
                "「%(name)s」は、法人番号の違う団体がすでに使っている名前です。番号か名前を確かめてください。"
            )
            draft.errors.append(cells.problem("name", text % {"name": draft.name}))
        number = draft.actor.get("corporate_number")
        key = number or (draft.actor.get("kind"), draft.name)
        if key in lines:
            text = _("「%(name)s」は%(line)d行目にもあります。どちらかを消してください。")
            draft.errors.append(cells.problem("name", text % {"name": draft.name, "line": lines[key]}))
        lines.setdefault(key, draft.line)
        yield draft


def _draft(cells: Cells, there: There, *, portal: bool) -> Draft:
    draft = Draft(cells.row.line, cells["name"])
    if cells.row.problem:
        draft.errors.append(f"{cells.table.where(cells.row)}：{cells.row.problem}")
    if not draft.name:
        draft.errors.append(cells.problem("name", _("団体名が空です。名前を入れるか、行を消してください。")))
    for name in OF_ACTOR:
        take(draft, cells, name, of_model(Actor, name), draft.actor)
    take(draft, cells, "reading", columns.reading, draft.actor)
    take(draft, cells, "corporate_number", columns.corporate_number, draft.actor)
    for name in TEXTS:
        take(draft, cells, name, of_model(GroupRegistration, name), draft.more)
    for name in ("certified_on", "approved_on"):
        take(draft, cells, name, columns.day, draft.more)
    take(draft, cells, "established_year", columns.year, draft.more)
    for name in ("members", "resident_members"):
        take(draft, cells, name, columns.number, draft.more)
    _kind(draft, cells, portal=portal)
    _fields(draft, cells, there)
    _areas(draft, cells, there)
    if portal:
        _portal(draft, cells)
    return draft


def _kind(draft: Draft, cells: Cells, *, portal: bool) -> None:
    if portal:
        approved = bool(cells["approved_on"]) and not cells["approval_ended"]
        draft.actor["kind"] = _KIND.NPO.value
        draft.more["legal_form"] = (_FORM.CERTIFIED_NPO if approved else _FORM.NPO).value
        return
    if not cells["kind"]:
        draft.actor.setdefault("kind", _KIND.GROUP.value)
        return
    found = KINDS.get(fold(cells["kind"]))
    if found is None:
        text = _("種別「%(kind)s」は使えません。%(known)sのどれかにしてください。")
        known_ = "、".join(KINDS)
        draft.errors.append(cells.problem("kind", text % {"kind": cells["kind"], "known": known_}))
        return
    draft.actor["kind"], draft.more["legal_form"] = str(found[0]), str(found[1])


def _fields(draft: Draft, cells: Cells, there: There) -> None:
    flagged = [number for number in range(1, 21) if columns.is_yes(cells[f"flag{number}"])]
    if flagged:
        draft.fields = tuple(f"npo{number:02}" for number in flagged)
    if not cells["fields"]:
        return
    # Some labels carry the signs that part a list; the whole is tried first.
    whole = there.fields.get(fold(cells["fields"]))
    given = [cells["fields"]] if whole else parts(cells["fields"])
    unknown = [part for part in given if fold(part) not in there.fields]
    if unknown:
        text = _("分野「%(name)s」が分かりません。番号（1〜20）か、この市の分野の名前にしてください。")
        draft.errors.append(cells.problem("fields", text % {"name": unknown[0]}))
    draft.fields = tuple(there.fields[fold(part)] for part in given if part not in unknown)


def _areas(draft: Draft, cells: Cells, there: There) -> None:
    if not cells["areas"]:
        return
    given = [cells["areas"]] if cells["areas"] in there.areas else parts(cells["areas"])
    unknown = [part for part in given if part not in there.areas]
    if unknown:
        text = _("地区「%(name)s」はこの市の地区にありません。地区の名前を直してください。")
        draft.errors.append(cells.problem("areas", text % {"name": unknown[0]}))
    draft.areas = tuple(part for part in given if part in there.areas)


def _portal(draft: Draft, cells: Cells) -> None:
    """Dissolved or no longer certified: staff are warned."""
    said = [(_("解散情報"), cells["dissolved"]), (_("認定の取り消し"), cells["approval_ended"])]
    draft.actor["warning"] = "、".join(f"{label}：{text}" for label, text in said if text)[:200]
    if "purpose" in draft.more:
        draft.actor.setdefault("summary", draft.more["purpose"])


def differences(draft: Draft, actor: Actor, there: There, *, portal: bool) -> dict[str, tuple[str, str]]:
    registration = getattr(actor, "registration", None)
    found: dict[str, tuple[str, str]] = {}
    for name, value in draft.actor.items():
        _compare(found, name, getattr(actor, name), value)
    if registration is not None:
        for name, value in draft.more.items():
            _compare(found, name, getattr(registration, name), value)
    elif not portal:
        found[_("団体登録")] = ("", _("加えます"))
    fields, areas = there.lists.get(actor.pk, (frozenset(), frozenset()))
    if draft.fields is not None and frozenset(draft.fields) != fields:
        found[COLUMNS["fields"][0]] = ("、".join(sorted(fields)), "、".join(draft.fields))
    if draft.areas is not None and frozenset(draft.areas) != areas:
        found[COLUMNS["areas"][0]] = ("、".join(sorted(areas)), "、".join(draft.areas))
    return found


def _compare(found: dict[str, tuple[str, str]], name: str, old: Any, new: Any) -> None:
    if old == new:
        return
    if name in CONTACTS:
        # The preview is stored in plain text: contact data do not go there.
        found[CONTACTS[name][0]] = ("＊", _("変わります"))
        return
    label = _("注意") if name == "warning" else _("種別") if name == "legal_form" else COLUMNS[name][0]
    found[label] = ("" if old is None else str(old), str(new))


def check(table: Table, *, contacts: bool, portal: bool) -> Iterator[Line]:
    there = known(contacts=contacts)
    alike = names()
    labels = dict(Actor.objects.values_list("pk", "name"))
    # Comparing every new row with every name takes as long as both are; beyond that only another spelling is looked for.
    look = alike.near if len(table.rows) <= CLOSELY else alike.same
    for draft in drafts(table, there, contacts=contacts, portal=portal):
        kept = there.find(draft)
        if draft.errors:
            yield Line(draft.line, draft.name, "wrong", errors=tuple(draft.errors))
        elif kept is None:
            hints = "、".join(labels[pk] for pk in look(draft.name))
            yield Line(draft.line, draft.name, "new", {_("名前の似た主体"): ("", hints)} if hints else {})
        else:
            changed = differences(draft, kept, there, portal=portal)
            yield Line(draft.line, draft.name, "changed" if changed else "same", changed)
