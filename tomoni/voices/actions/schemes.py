from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import audit, records
from tomoni.core.errors import Refused, require
from tomoni.core.jurisdictions import current
from tomoni.core.people import SYSTEM, Outsider
from tomoni.voices import kashiwa, rules
from tomoni.voices.models import Code, Coding, Scheme
from tomoni.voices.suggestions import lessons_of

Letter = tuple[str, str, str]
"""Code, label, description."""


@transaction.atomic
def adopt_kashiwa(*, by: User | Outsider) -> Scheme:
    """Take over the shipped classes A–H; the loader of demo data does it as the system."""
    require(by is SYSTEM or (isinstance(by, User) and rules.can_keep_schemes(by)))
    known = Scheme.objects.filter(name=kashiwa.NAME).order_by("-edition").first()
    if known is not None:
        return known
    return _make(kashiwa.NAME, 1, kashiwa.CODES, source=kashiwa.SOURCE, by=by)


@transaction.atomic
def define(*, by: User, name: str, codes: Sequence[Letter], source: str = "") -> Scheme:
    """The city's own classes."""
    require(rules.can_keep_schemes(by))
    if Scheme.objects.filter(name=name).exists():
        raise ValidationError({"name": _("同じ名称の分類があります。その分類の新しい版を作ってください。")})
    return _make(name, 1, codes, source=source, by=by)


@transaction.atomic
def revise(scheme: Scheme, *, by: User, version: int, codes: Sequence[Letter], source: str = "") -> Scheme:
    """A new edition takes the place of this one; opinions keep the codes they were given."""
    require(rules.can_keep_schemes(by))
    if not scheme.is_active:
        raise Refused(_("使用中の版から、新しい版を作ってください。"))
    was_default = scheme.is_default
    records.change(scheme, by=by, version=version, is_active=False, is_default=False, verb="supersede")
    return _make(scheme.name, scheme.edition + 1, codes, source=source, by=by, default=was_default)


@transaction.atomic
def use_by_default(scheme: Scheme, *, by: User) -> None:
    require(rules.can_keep_schemes(by))
    if not scheme.is_active:
        raise Refused(_("使用中でない版は、ふだん使う分類にできません。"))
    for other in Scheme.objects.filter(is_default=True).exclude(pk=scheme.pk):
        records.change(other, by=by, is_default=False)
    records.change(scheme, by=by, is_default=True)


@transaction.atomic
def retract_lesson(coding: Coding, *, by: User) -> None:
    """Suggestions no longer learn from this decision; the decision itself stays."""
    _teach(coding, by=by, teaches=False)


@transaction.atomic
def teach_again(coding: Coding, *, by: User) -> None:
    _teach(coding, by=by, teaches=True)


def _teach(coding: Coding, *, by: User, teaches: bool) -> None:
    require(rules.can_keep_schemes(by))
    Coding.objects.filter(pk=coding.pk).update(teaches=teaches)
    verb = "scheme.teach" if teaches else "scheme.unteach"
    said = {"opinion": coding.opinion.number, "code": str(coding.code)}
    audit.record(verb, coding.code.scheme, by=by, after=said)


@transaction.atomic
def forget_lessons(scheme: Scheme, *, by: User) -> int:
    """Suggestions start again from names and descriptions; no decision is touched. Returns how many lessons that were."""
    require(rules.can_keep_schemes(by))
    found = Coding.objects.filter(pk__in=list(lessons_of(scheme).values_list("pk", flat=True)))
    count = found.update(teaches=False)
    audit.record("scheme.forget", scheme, by=by, before={"lessons": count})
    return count


def _make(
    name: str,
    edition: int,
    codes: Iterable[Letter],
    *,
    source: str,
    by: User | Outsider,
    default: bool | None = None,
) -> Scheme:
    rows = [row for row in codes if row[0].strip()]
    if not rows:
        raise ValidationError(_("記号をひとつ以上入力してください。"))
    if len({row[0] for row in rows}) != len(rows):
        raise ValidationError(_("同じ記号が二つあります。"))
    if default is None:
        default = not Scheme.objects.filter(is_default=True).exists()
    scheme = Scheme(jurisdiction=current(), name=name, edition=edition, source=source, is_default=default)
    records.create(scheme, by=by)
    Code.objects.bulk_create(
        Code(
            jurisdiction=scheme.jurisdiction,
            scheme=scheme,
            code=code,
            label=label,
            description=description,
            order=order,
        )
        for order, (code, label, description) in enumerate(rows)
    )
    audit.record("scheme.codes", scheme, by=by, after={"codes": [f"{row[0]} {row[1]}" for row in rows]})
    return scheme
