"""Notes and papers: written while the gathering is under way."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tomoni.accounts.models import User
from tomoni.core import files, http
from tomoni.core.errors import require
from tomoni.gatherings import forms, rules, sheet
from tomoni.gatherings.actions import notes as actions
from tomoni.gatherings.models import Gathering, Paper, Statement


def run(request: HttpRequest, pk: int) -> Gathering:
    """The gathering, for those who run it."""
    rows = Gathering.objects.visible_to(request.user).select_related("jurisdiction", "council", "organiser")
    found = get_object_or_404(rows, pk=pk)
    require(
        rules.can_edit(request.user, found), who=_("協働の担当課と、主催するサポートセンターが行えます。")
    )
    return found


@login_required
@require_http_methods(["GET", "POST"])
def notes(request: HttpRequest, pk: int) -> HttpResponse:
    """One line after another; the item and the kind stay chosen."""
    found = run(request, pk)
    chosen = {name: request.GET.get(name, "") for name in ("item", "kind", "heading")}
    form = forms.NoteForm(http.sent(request), gathering=found, initial=chosen)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add(found, by=cast(User, request.user), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            kept = {name: request.POST.get(name, "") for name in ("item", "kind", "heading")}
            return redirect(f"{_home(found)}?{urlencode(kept)}#note")
    context = {
        "gathering": found,
        "form": form,
        "sheet": sheet.of(found, sheet.FINAL, style="verbatim", whole=True),
        "today": timezone.localdate(),
        "papers": found.files.select_related("gathering__jurisdiction", "item", "file"),
        "paper_form": forms.PaperForm(gathering=found),
    }
    return render(request, "gatherings/notes.html", context, status=422 if form.errors else 200)


def _row(found: Gathering, line: int) -> Statement:
    rows = Statement.objects.filter(gathering=found).select_related("gathering__jurisdiction")
    return get_object_or_404(rows, pk=line)


def _home(found: Gathering) -> str:
    return reverse("gatherings:notes", kwargs={"city": found.jurisdiction.slug, "pk": found.pk})


@login_required
@require_http_methods(["GET", "POST"])
def line(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """Rewrite one line."""
    found = run(request, pk)
    row = _row(found, line)
    form = forms.LineForm(http.sent(request), gathering=found, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            actions.mend(row, by=cast(User, request.user), version=http.version(request), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return redirect(f"{_home(found)}#line-{row.pk}")
    context = {"gathering": found, "row": row, "form": form, "home": _home(found)}
    return render(request, "gatherings/line.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def drop(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    found = run(request, pk)
    row = _row(found, line)
    actions.drop(row, by=cast(User, request.user))
    return redirect(_home(found))


@login_required
@require_POST
def tick(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """A to-do is done, or not after all."""
    found = run(request, pk)
    row = _row(found, line)
    actions.tick(row, by=cast(User, request.user), done_on=None if row.done_on else timezone.localdate())
    return redirect(f"{_home(found)}#line-{row.pk}")


@login_required
@require_POST
def give_paper(request: HttpRequest, pk: int) -> HttpResponse:
    found = run(request, pk)
    form = forms.PaperForm(request.POST, request.FILES, gathering=found)
    if form.is_valid():
        try:
            actions.give_paper(found, by=cast(User, request.user), **form.cleaned_data)
        except ValidationError as error:
            form.add_error("upload", error.messages)
        else:
            return redirect(f"{_home(found)}#papers")
    context = {"gathering": found, "form": form, "home": _home(found)}
    return render(request, "gatherings/paper.html", context, status=422)


@require_GET
def paper(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    """A paper, for whoever may read its item."""
    found = get_object_or_404(Gathering.objects.visible_to(request.user).select_related("council"), pk=pk)
    rows = Paper.objects.filter(gathering=found)
    rows = rows if rules.sees_closed(request.user, found) else rows.open()
    return files.open_file(get_object_or_404(rows.select_related("file"), pk=paper).file)


@login_required
@require_POST
def drop_paper(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    found = run(request, pk)
    row = get_object_or_404(Paper.objects.filter(gathering=found).select_related("gathering"), pk=paper)
    actions.drop_paper(row, by=cast(User, request.user))
    return redirect(f"{_home(found)}#papers")
