"""Reading an edition, and what changed between two."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tomoni.core import http
from tomoni.core.documents import FORMATS, answer
from tomoni.drafting import differences, documents
from tomoni.drafting.models import Comment, Draft, Edition, Round
from tomoni.drafting.passages import paragraphs
from tomoni.drafting.rules import draft as rules
from tomoni.drafting.rules import round as round_rules


def _seen(request: HttpRequest, pk: int) -> Draft:
    rows = Draft.objects.visible_to(request.user).select_related("jurisdiction", "unit", "council")
    return get_object_or_404(rows, pk=pk)


@require_GET
def edition(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The whole text; while comments are taken in, each paragraph leads to the form."""
    draft = _seen(request, pk)
    found = get_object_or_404(Edition.objects.visible_to(request.user).filter(draft=draft), number=number)
    found.jurisdiction, found.draft = draft.jurisdiction, draft
    form = http.choice(request, "format", {name: name for name in FORMATS})
    if form:
        return answer(request, documents.of_edition(found), form, name=f"draft-{draft.pk}-{found.number}")
    rounds = Round.objects.visible_to(request.user).filter(edition=found).order_by("-id")
    now = next((one for one in rounds if one.is_open), None)
    if now is not None:
        now.draft, now.edition, now.jurisdiction = draft, found, draft.jurisdiction
    may = now is not None and round_rules.can_comment(request.user, now)
    others = Edition.objects.visible_to(request.user).filter(draft=draft).exclude(pk=found.pk)
    context = {
        "draft": draft,
        "edition": found,
        "parts": [(part, paragraphs(part["body"])) for part in found.parts],
        "round": now,
        "comment_address": now.comment_address() if now and may else "",
        "counts": _counts(request, found),
        "before": others.filter(number__lt=found.number).order_by("-number").defer("parts").first(),
        "writes": rules.can_edit(request.user, draft),
        "formats": FORMATS,
    }
    return render(request, "drafting/edition.html", context)


def _counts(request: HttpRequest, edition: Edition) -> dict[int, int]:
    """Comments one may read, by section."""
    found: dict[int, int] = {}
    rows = Comment.objects.visible_to(request.user).filter(round__edition=edition, section__isnull=False)
    for section in rows.values_list("section_id", flat=True):
        found[section] = found.get(section, 0) + 1
    return found


SHAPES = {"inline": "inline", "table": "table"}


@require_GET
def difference(request: HttpRequest, pk: int) -> HttpResponse:
    """Two editions, word by word: running text, or side by side as the usual table."""
    draft = _seen(request, pk)
    rows = Edition.objects.visible_to(request.user).filter(draft=draft).order_by("number")
    known = list(rows.defer("parts"))
    for one in known:
        one.jurisdiction = draft.jurisdiction
    shape = http.choice(request, "as", SHAPES, "inline")
    context: dict[str, Any] = {"draft": draft, "editions": known, "shape": shape}
    if len(known) > 1:
        first = _chosen(request, "from", known, known[-2])
        second = _chosen(request, "to", known, known[-1])
        changes = differences.compare(first.parts, second.parts) if first != second else []
        changed = [one for one in changes if one.is_changed]
        form = http.choice(request, "format", {name: name for name in FORMATS})
        if form:
            made = documents.of_difference(draft, first, second, changed)
            return answer(request, made, form, name=f"draft-{draft.pk}-{first.number}-{second.number}")
        context |= {
            "first": first,
            "second": second,
            "changes": changes if request.GET.get("all") else changed,
            "count": len(changed),
            "whole": bool(request.GET.get("all")),
            "formats": FORMATS,
        }
    return render(request, "drafting/difference.html", context)


def _chosen(request: HttpRequest, name: str, known: list[Edition], usual: Edition) -> Edition:
    given = request.GET.get(name, "")
    if not given:
        return usual
    found = next((one for one in known if str(one.number) == given), None)
    if found is None:
        raise BadRequest(_("その版はありません。"))
    return found
