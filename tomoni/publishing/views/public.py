"""What everybody reads: the archive, a publication, the feed, and the pages of those who read by mail."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tomoni.core import audit, documents, http, outbox, visitors, workflow
from tomoni.core.people import VISITOR
from tomoni.core.tables import Column, export
from tomoni.japan.fiscal import fiscal_year
from tomoni.publishing import actions, forms, rules
from tomoni.publishing.documents import of
from tomoni.publishing.models import Publication, Subscriber
from tomoni.publishing.states import State

COLUMNS = (
    Column(gettext_lazy("種類"), lambda one: one.get_kind_display()),
    Column(gettext_lazy("題名"), lambda one: one.title),
    Column(gettext_lazy("号"), lambda one: one.number),
    Column(gettext_lazy("見出し"), lambda one: one.headline),
    Column(gettext_lazy("発行者"), lambda one: one.publisher),
    Column(gettext_lazy("発行日"), lambda one: one.issued_on),
    Column(gettext_lazy("年度"), lambda one: one.fiscal_year),
)
ASKS_PER_HOUR = 10
FORMATS = {name: name for name in documents.FORMATS}


@require_safe
def publications(request: HttpRequest) -> HttpResponseBase:
    """The public archive, newest first, by fiscal year."""
    rows = Publication.objects.visible_to(request.user).published().select_related("jurisdiction", "issuer")
    form = forms.ArchiveFilter(request.GET, years=_years(rows))
    if not form.is_valid():
        raise BadRequest(_("しぼりこみの条件が正しくありません。"))
    if form.cleaned_data["kind"]:
        rows = rows.filter(kind=form.cleaned_data["kind"])
    if form.cleaned_data["year"]:
        rows = rows.of_fiscal_year(form.cleaned_data["year"])
    file = export(request, rows.newest(), COLUMNS, name="publications")
    if file is not None:
        return file
    context = {
        "form": form,
        "page": http.page(request, rows.newest(), size=30),
        "count": rows.count(),
        "may_write": rules.can_write(request.user),
    }
    return render(request, "publishing/publications.html", context)


def _years(rows: "models.QuerySet[Publication]") -> range:
    ends = rows.aggregate(first=models.Min("issued_on"), last=models.Max("issued_on"))
    if ends["first"] is None:
        return range(0)
    return range(fiscal_year(ends["last"]), fiscal_year(ends["first"]) - 1, -1)


@require_safe
def publication(request: HttpRequest, pk: int) -> HttpResponse:
    """The document; for those who edit it, with what can be done."""
    rows = Publication.objects.visible_to(request.user).select_related("jurisdiction", "issuer")
    found = rows.filter(pk=pk).first()
    if found is None:
        gone = get_object_or_404(Publication.objects.withdrawn(), pk=pk)
        return render(request, "publishing/withdrawn.html", {"withdrawn_at": gone.withdrawn_at}, status=410)
    document = of(found)
    form = http.choice(request, "format", FORMATS)
    if form:
        return documents.answer(request, document, form, name=f"{found.kind}-{found.pk}")
    works = rules.can_see_work(request.user, found)
    context = {
        **documents.context(document),
        "publication": found,
        "works": works,
        "steps": workflow.steps(found) if works else [],
        "offers": workflow.offers(found, request.user, rules) if works else [],
        "may_edit": rules.can_edit(request.user, found),
        "history": audit.history(found)[:50] if works else [],
        "is_public": found.state == State.PUBLISHED,
    }
    return TemplateResponse(request, "publishing/publication.html", context)


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The newest thirty as RSS."""
    here = request.jurisdiction  # type: ignore[attr-defined]
    made = Rss201rev2Feed(
        title=_("%(city)sの通信") % {"city": here.name},
        link=outbox.link(reverse("publishing:publications", kwargs={"city": here.slug})),
        description=_("協働についての通信、ヒント集、事例、アンケートの結果"),
        language="ja",
        feed_url=outbox.link(request.path),
    )
    rows = Publication.objects.visible_to(request.user).published().select_related("jurisdiction", "issuer")
    for one in rows.order_by("-published_at", "-id")[:30]:
        made.add_item(
            title=documents.blocks.line(one.full_title),
            link=outbox.link(one.get_absolute_url()),
            description=documents.blocks.clean(one.headline or one.lead),
            pubdate=one.published_at,
            unique_id=outbox.link(one.get_absolute_url()),
        )
    return HttpResponse(made.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")


@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """Ask for the newsletter by mail. The answer is the same whether the address is known or not."""
    form = forms.SubscribeForm(http.sent(request))
    if request.method == "POST" and form.is_valid():
        if visitors.too_many(request, "subscribe", ASKS_PER_HOUR):
            return render(request, "429.html", status=429)
        given = form.cleaned_data
        actions.ask(by=VISITOR, mail=given["mail"], name=given["name"], key=_key(request))
        return render(request, "publishing/subscribed.html", {"mail": given["mail"]})
    return render(request, "publishing/subscribe.html", {"form": form}, status=422 if form.errors else 200)


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("once", ""))
    except ValueError:
        return uuid4()


@require_http_methods(["GET", "HEAD", "POST"])
@visitors.secret_page
def subscription(request: HttpRequest, token: str) -> HttpResponse:
    """The private page of a reader: begin or end by one press; looking changes nothing."""
    found = get_object_or_404(Subscriber.objects.of_token(token).select_related("jurisdiction"))
    if request.method == "POST":
        act = request.POST.get("act")
        if act == "confirm":
            actions.confirm(found, by=VISITOR)
            messages.success(request, _("購読を始めました。次の号からお届けします。"))
        elif act == "end":
            actions.end(found, by=VISITOR)
            messages.success(request, _("購読をやめました。今後、通信のメールは届きません。"))
        else:
            raise BadRequest(_("「購読を始める」か「購読をやめる」を押してください。"))
        return redirect(found.address)
    return render(request, "publishing/subscription.html", {"subscriber": found})
