"""The editor's desk: begin, pick, order, write, look, try, send."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tomoni.accounts.models import User
from tomoni.core import documents, http, search
from tomoni.core.errors import Refused, require
from tomoni.core.once import once
from tomoni.core.workflow import who_can
from tomoni.publishing import actions, forms, rules
from tomoni.publishing.documents import of
from tomoni.publishing.models import Piece, Publication
from tomoni.publishing.recipients import masked, recipients
from tomoni.publishing.sources import SOURCES
from tomoni.publishing.states import PUBLICATION

WRITERS = gettext_lazy("協働の担当課とサポートセンターが行えます。")
LOOKS = {"phone": "phone", "desktop": "desktop", "a4": "a4"}
SHOWN = 500
"""Names on the page before sending; the rest as a number."""


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What is being made, and what was made."""
    require(rules.can_write(request.user), who=str(WRITERS))
    rows = Publication.objects.visible_to(request.user).select_related("jurisdiction", "issuer").newest()
    context = {
        "open": rows.filter(state__in=PUBLICATION.open_states)[:100],
        "page": http.page(request, rows.filter(state__in=PUBLICATION.closed), size=30),
    }
    return render(request, "publishing/desk.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    by = cast(User, request.user)
    require(rules.can_write(by), who=str(WRITERS))
    form = forms.PublicationForm(http.sent(request), by=by)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            return redirect(once(request.POST.get("once", ""), by.pk, lambda: actions.create(by=by, **given)))
        except ValidationError as error:
            form.add_error(None, error)
    return render(request, "publishing/form.html", {"form": form}, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    by = cast(User, request.user)
    found = _editable(request, pk)
    form = forms.PublicationForm(http.sent(request), by=by, instance=found)
    if request.method == "POST" and form.is_valid():
        stored = Publication.objects.visible_to(by).get(pk=pk)
        try:
            actions.edit(stored, by=by, version=http.version(request), **form.cleaned_data)
            return redirect(stored)
        except ValidationError as error:
            form.add_error(None, error)
    context = {"form": form, "publication": Publication.objects.visible_to(by).get(pk=pk)}
    return render(request, "publishing/form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pick(request: HttpRequest, pk: int) -> HttpResponse:
    """Public records to take up; each brings its words along."""
    found = _editable(request, pk)
    asked = forms.PickFilter(request.GET)
    if not asked.is_valid():
        raise BadRequest(_("しぼりこみの条件が正しくありません。"))
    key = asked.cleaned_data["source"] or next(iter(SOURCES))
    picked = _picked(request.POST.getlist("pick"), key)
    if request.method == "POST" and picked:
        made = actions.pick(found, by=cast(User, request.user), source=key, pks=picked)
        if made:
            messages.success(request, _("記事を%(n)s件加えました。") % {"n": len(made)})
            return redirect(reverse("publishing:arrange", kwargs=_at(found)))
    rows = SOURCES[key].rows()
    if asked.cleaned_data["q"]:
        rows = rows.filter(pk__in=search.object_ids(asked.cleaned_data["q"], SOURCES[key].searched))
    taken = Piece.objects.filter(publication=found).exclude(thing=None).select_related("thing")
    context = {
        "publication": found,
        "form": asked,
        "page": http.page(request, rows, size=20),
        "source": key,
        "taken": {
            one.thing.object_id for one in taken if one.thing and one.thing.kind == SOURCES[key].searched
        },
        "nothing": request.method == "POST",
    }
    return render(request, "publishing/pick.html", context, status=422 if context["nothing"] else 200)


def _picked(values: list[str], source: str) -> list[int]:
    """The numbers out of `gathering:12`; one of another kind than the list shows is not meant here."""
    pairs = (value.partition(":") for value in values)
    return [int(pk) for kind, _sign, pk in pairs if kind == source and pk.isdecimal() and len(pk) < 19]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def arrange(request: HttpRequest, pk: int) -> HttpResponse:
    """The pieces in their order."""
    found = _editable(request, pk)
    pieces = Piece.objects.filter(publication=found).select_related("thing")
    form = forms.ArrangeForm(http.sent(request), pieces=pieces)
    if request.method == "POST" and form.is_valid():
        actions.arrange(
            found,
            by=cast(User, request.user),
            version=http.version(request),
            order=form.order(),
            without=form.without(),
        )
        messages.success(request, _("並びを保存しました。"))
        return redirect(reverse("publishing:arrange", kwargs=_at(found)))
    context = {"publication": found, "form": form}
    return render(request, "publishing/arrange.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """A new piece in one's own words."""
    found = _editable(request, pk)
    form = forms.PieceForm(http.sent(request))
    if request.method == "POST" and form.is_valid():
        by = cast(User, request.user)
        given = form.cleaned_data
        once(request.POST.get("once", ""), by.pk, lambda: _Added(found, by, given))
        return redirect(reverse("publishing:arrange", kwargs=_at(found)))
    context = {"publication": found, "form": form}
    return render(request, "publishing/piece.html", context, status=422 if form.is_bound else 200)


class _Added:
    """A piece just written: its address is that of the pieces."""

    def __init__(self, publication: Publication, by: User, words: dict[str, Any]) -> None:
        actions.add(publication, by=by, **words)
        self.publication = publication

    def get_absolute_url(self) -> str:
        return reverse("publishing:arrange", kwargs=_at(self.publication))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def piece(request: HttpRequest, pk: int, piece: int) -> HttpResponse:
    found = _editable(request, pk)
    one = get_object_or_404(Piece.objects.filter(publication=found), pk=piece)
    form = forms.PieceForm(http.sent(request), instance=one)
    if request.method == "POST" and form.is_valid():
        stored = Piece.objects.filter(publication=found).select_related("publication").get(pk=piece)
        actions.rewrite(
            stored, by=cast(User, request.user), version=http.version(request), **form.cleaned_data
        )
        return redirect(reverse("publishing:arrange", kwargs=_at(found)))
    context = {"publication": found, "form": form, "piece": one}
    return render(request, "publishing/piece.html", context, status=422 if form.is_bound else 200)


@login_required
@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """As everybody will see it: on a phone, on a desk, on A4."""
    found = _seen(request, pk)
    require(rules.can_see_work(request.user, found), who=str(WRITERS))
    context = {
        **documents.context(of(found)),
        "publication": found,
        "look": http.choice(request, "as", LOOKS, "phone"),
    }
    return TemplateResponse(request, "publishing/preview.html", context)


@login_required
@require_POST
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail to oneself, as the receivers will get it."""
    found = _seen(request, pk)
    by = cast(User, request.user)
    actions.test(found, by=by, once=request.POST.get("once", "")[:40])
    messages.success(request, _("%(mail)sに試しのメールを送ります。") % {"mail": by.email})
    return redirect(reverse("publishing:preview", kwargs=_at(found)))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Who it goes to, by name and count; then it goes."""
    found = _seen(request, pk)
    this = PUBLICATION["send"]
    require(rules.can_send(request.user, found), who=who_can(this))
    if found.state not in this.sources:
        raise Refused(_("公開してから送ります。"))
    if found.sent_at is not None:
        raise Refused(_("この発行物は、もう送りました。"))
    wrong: list[str] = []
    form = forms.SendForm(http.sent(request), thing=found, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.send(found, by=cast(User, request.user), **form.cleaned_data)
            messages.success(request, _("%(n)s人に送ります。") % {"n": found.sent_to})
            return redirect(found)
        except ValidationError as error:
            wrong = error.messages
    context = {"publication": found, "wrong": wrong, **_receivers(request, found)}
    return render(request, "publishing/send.html", context, status=422 if form.is_bound else 200)


def _receivers(request: HttpRequest, found: Publication) -> dict[str, Any]:
    """Those of the audiences asked for, by audience, with their names."""
    asked = (request.POST or request.GET).getlist("audiences") or found.audiences
    chosen = [key for key in Publication.Audience.values if key in asked]
    to = recipients(chosen)
    named = [(one, masked(one.mail)) for one in to[:SHOWN]]
    groups = [
        (
            Publication.Audience(key).label,
            [pair for pair in named if pair[0].audience == key],
            sum(one.audience == key for one in to),
        )
        for key in chosen
    ]
    initial = {"count": len(to), "audiences": chosen}
    return {
        "filter": forms.AudienceFilter(initial={"audiences": chosen}),
        "form": forms.SendForm(thing=found, by=request.user, initial=initial),
        "groups": groups,
        "count": len(to),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    return http.perform(request, _seen(request, pk), move, rules=rules, actions=actions, forms={})


def _seen(request: HttpRequest, pk: int) -> Publication:
    rows = Publication.objects.visible_to(request.user).select_related("jurisdiction", "issuer")
    return get_object_or_404(rows, pk=pk)


def _editable(request: HttpRequest, pk: int) -> Publication:
    found = _seen(request, pk)
    require(rules.can_see_work(request.user, found), who=str(WRITERS))
    if found.state not in PUBLICATION.open_states:
        raise Refused(_("公開したものは書き換えられません。取り下げてから編集に戻してください。"))
    return found


def _at(found: Publication) -> dict[str, Any]:
    return {"city": found.jurisdiction.slug, "pk": found.pk}
