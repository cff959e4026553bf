"""One opinion: its page, its moves, taking down one or a whole list."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tomoni.accounts.models import User
from tomoni.core import audit, http, lineage, things, workflow
from tomoni.core.errors import require
from tomoni.core.once import once
from tomoni.directory.models import Actor
from tomoni.directory.standing import Reader, standing_of
from tomoni.reading.errors import Unreadable
from tomoni.reading.opinions import ReadOpinion, read_opinions
from tomoni.voices import actions, alike, forms, rules, suggestions
from tomoni.voices.models import Alike, Coding, Opinion, Scheme

SCHEMES = 3
"""Of how many schemes in use codes are suggested on one page."""

MOVES: dict[str, type[http.MoveForm]] = {
    "normalise": forms.WordForm,
    "correct": forms.WordForm,
    "classify": forms.ClassifyForm,
    "reclassify": forms.ClassifyForm,
    "route": forms.RouteForm,
    "draft": forms.DraftForm,
    "mark_duplicate": forms.DuplicateForm,
    "split": forms.SplitForm,
    "follow_up": forms.FollowUpForm,
    "finish": forms.FinishForm,
    "show": forms.ShowForm,
}


@require_GET
def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Opinion.objects.visible_to(request.user).select_related(
        "group", "recorder", "duplicate_of__jurisdiction", "split_from__jurisdiction"
    )
    found = rows.with_answers().filter(pk=pk).first()
    if found is None:
        gone = get_object_or_404(Opinion.objects.withdrawn(), pk=pk)
        told = {"number": gone.number, "withdrawn_at": gone.withdrawn_at}
        return render(request, "voices/withdrawn.html", told, status=410)
    working = rules.can_see_working(request.user, found)
    tokens = standing_of(request.user).tokens
    from_this = models.Q(duplicate_of=found) | models.Q(split_from=found)
    made = Opinion.objects.visible_to(request.user).filter(from_this) if working else []
    context = {
        "opinion": found,
        "working": working,
        "answer": found.answer if working else found.published_answer,
        "earlier": found.answers.filter(is_current=False) if working else [],
        "shows_group": rules.can_see_group(request.user, found),
        "steps": workflow.steps(found),
        "offers": _offers(found, request.user) if working else [],
        "can_edit": rules.can_edit(request.user, found),
        "trail": lineage.trail(things.get(found), tokens),
        "history": audit.history(found)[:60] if working else [],
        "undo_until": _undo_until(found) if working else None,
        "suggested": _suggested(found, request.user),
        "alike": alike.near([found.text], request.user, without=found.pk)[0]
        if _is_fresh(found, working)
        else [],
        "merged": [one for one in made if one.duplicate_of_id == found.pk],
        "parts": [one for one in made if one.split_from_id == found.pk],
    }
    return TemplateResponse(request, "voices/opinion.html", context)


def _offers(opinion: Opinion, user: Reader) -> list[workflow.Offer]:
    """What this person can do and the step that comes next; undoing while it is possible, withdrawing afterwards."""
    hidden = "withdraw" if _undo_until(opinion) else "undo"
    found = workflow.offers(opinion, user, rules)
    return [one for one in found if one.name != hidden and (one.allowed or one.main)]


def _is_fresh(opinion: Opinion, working: bool) -> bool:  # noqa: FBT001
    """Whether it can still be merged by whoever looks at it."""
    return working and "mark_duplicate" in _possible(opinion)


def _suggested(opinion: Opinion, user: Reader) -> list[dict[str, Any]]:
    """For whoever is about to sort it: of each scheme in use what is suggested, and what speaks for the other codes."""
    if "classify" not in _possible(opinion) or not rules.can_classify(user, opinion):
        return []
    schemes = Scheme.objects.visible_to(user).active().prefetch_related("codes")[:SCHEMES]
    advised = [(scheme, *suggestions.advise(scheme, opinion.text)) for scheme in schemes]
    likes = [one.like for _scheme, first, _others in advised for one in first if one.like]
    rows = Coding.objects.visible_to(user).filter(pk__in=likes).select_related("opinion__jurisdiction")
    alike = {row.pk: row.opinion for row in rows}
    return [
        {"scheme": scheme, "first": [(one, alike.get(one.like or 0)) for one in first], "others": others}
        for scheme, first, others in advised
    ]


def _undo_until(opinion: Opinion) -> Any:
    answer = opinion.published_answer
    if answer is None or answer.published_at is None or "undo" not in _possible(opinion):
        return None
    until = rules.undo_until(answer.published_at)
    return until if timezone.now() <= until else None


def _possible(opinion: Opinion) -> set[str]:
    return {one.name for one in opinion.workflow.from_state(opinion.state)}


@login_required
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    found = get_object_or_404(Opinion.objects.visible_to(request.user).select_related("department"), pk=pk)
    return http.perform(request, found, move, rules=rules, actions=actions, forms=MOVES)


@login_required
@require_GET
def alike_pairs(request: HttpRequest) -> HttpResponse:
    """Voices that read nearly the same, for whoever sorts them."""
    require(rules.can_record(request.user), who=_("協働の担当課とサポートセンターが行えます。"))
    rows = Alike.objects.visible_to(request.user).undecided()
    rows = rows.select_related("first__jurisdiction", "second__jurisdiction")
    return render(request, "voices/alike.html", {"page": http.page(request, rows, size=20)})


@login_required
@require_POST
def keep_apart(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Alike.objects.visible_to(request.user).select_related("first", "second__jurisdiction")
    found = get_object_or_404(rows, pk=pk)
    actions.keep_apart(found, by=cast(User, request.user))
    messages.success(request, _("別の声として残しました。"))
    return redirect("voices:alike", city=found.second.jurisdiction.slug)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    require(rules.can_record(request.user), who=_("協働の担当課とサポートセンターが行えます。"))
    by = cast(User, request.user)
    form = forms.OpinionForm(http.sent(request), by=by, initial=_asked(request))
    if form.is_valid():
        key = request.POST.get("once", "")
        try:
            return redirect(once(key, by.pk, lambda: _recorded(form, by)))
        except ValidationError as error:
            form.add_error(None, error.messages)
    context = {"form": form, "groups": _group_names(request.user)}
    return render(request, "voices/new.html", context, status=422 if form.is_bound else 200)


def _recorded(form: forms.OpinionForm, by: User) -> Opinion:
    form.ask_about_alike()
    return actions.record(by=by, line=form.line(), **form.details())


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Opinion.objects.visible_to(request.user).select_related("group"), pk=pk)
    require(rules.can_edit(request.user, found), who=_("協働の担当課が行えます。"))
    by = cast(User, request.user)
    form = forms.EditForm(http.sent(request), by=by, opinion=found)
    if form.is_valid():
        version = request.POST.get("version", "")
        if not version.isdecimal():
            raise BadRequest(_("版の番号がありません。ページを開き直してください。"))
        try:
            actions.edit(found, by=by, version=int(version), **form.details())
            return redirect(found)
        except ValidationError as error:
            form.add_error(None, error.messages)
    context = {
        "form": form,
        "opinion": found,
        "version": request.POST.get("version") or found.version,
        "groups": _group_names(request.user),
    }
    return render(request, "voices/edit.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def paste(request: HttpRequest) -> HttpResponse:
    """Paste, check, take over: nothing is stored before the last step, and nothing typed is lost before it."""
    require(rules.can_record(request.user), who=_("協働の担当課とサポートセンターが行えます。"))
    by = cast(User, request.user)
    form = forms.PasteForm(http.sent(request), by=by, initial=_asked(request))
    step = request.POST.get("step", "")
    read = _read(form) if form.is_valid() and step != "back" else []
    if not read:
        wrong = form.is_bound and bool(form.errors)
        context = {"form": form, "groups": _group_names(request.user)}
        return render(request, "voices/paste.html", context, status=422 if wrong else 200)
    scheme: Scheme | None = form.cleaned_data["scheme"]
    if step != "commit":
        return _preview(request, form, forms.Preview(by=by, read=read, scheme=scheme))
    rows = forms.Preview(request.POST, by=by, read=read, scheme=scheme)
    if not rows.is_valid():
        return _preview(request, form, rows)
    lines = rows.lines()
    try:
        address = once(
            request.POST.get("once", ""), by.pk, lambda: _Taken(request, lines, form.details(), by)
        )
    except ValidationError as error:
        return _preview(request, form, rows, problems=error.messages)
    return redirect(address)


class _Taken:
    """The list that a paste became, as the address to go to."""

    def __init__(
        self, request: HttpRequest, lines: list[actions.Line], details: dict[str, Any], by: User
    ) -> None:
        made = actions.record_all(lines, by=by, **details)
        text = ngettext("%(n)s件の声を取り込みました。", "%(n)s件の声を取り込みました。", len(made))
        messages.success(request, text % {"n": len(made)})
        gathering = details["gathering"]
        self.address = reverse("voices:opinions", kwargs={"city": made[0].jurisdiction.slug})
        if gathering is not None:
            self.address += f"?gathering={gathering.pk}&sort=number"

    def get_absolute_url(self) -> str:
        return self.address


def _read(form: forms.PasteForm) -> list[ReadOpinion]:
    """What the paste holds; where it cannot be used, the form says why."""
    try:
        read = read_opinions(form.cleaned_data["pasted"])
    except Unreadable as error:
        form.add_error("pasted", str(error))
        return []
    if not read:
        form.add_error(
            "pasted", _("声が見つかりませんでした。一行に一つずつ書くか、表のまま貼り付けてください。")
        )
    elif len(read) > forms.MOST:
        text = _("声が%(n)s件あります。一度に%(most)s件までに分けて貼り付けてください。")
        form.add_error("pasted", text % {"n": len(read), "most": forms.MOST})
        return []
    return read


def _preview(
    request: HttpRequest, form: forms.PasteForm, rows: Any, problems: list[str] | None = None
) -> HttpResponse:
    wrong = rows.is_bound
    counts: dict[str, int] = {}
    for one in rows.read:
        counts[one.code or _("分類なし")] = counts.get(one.code or _("分類なし"), 0) + 1
    context = {
        "form": form,
        "rows": rows,
        "problems": [*(problems or []), *(rows.non_form_errors() if wrong else [])],
        "counts": sorted(counts.items()),
        "wrong": wrong,
    }
    return render(request, "voices/preview.html", context, status=422 if wrong else 200)


def _asked(request: HttpRequest) -> dict[str, Any]:
    """A form opened from a session has the session filled in."""
    asked = request.GET.get("gathering", "")
    return {"gathering": int(asked)} if asked.isdecimal() and len(asked) < 19 else {}


def _group_names(user: Reader) -> "models.QuerySet[Actor, str]":
    return Actor.objects.visible_to(user).groups().active().values_list("name", flat=True)
