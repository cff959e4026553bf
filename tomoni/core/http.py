"""What views share: the jurisdiction of an address, refusals as pages, a record's moves, pages of lists."""

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any, TypeVar
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
    ValidationError,
)
from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tomoni.core.errors import Conflict, NotAllowed, Refused
from tomoni.core.jurisdictions import RESERVED_SLUGS, Jurisdiction, present_slug, scope
from tomoni.core.workflow import Living, state_of, who_can

View = Callable[..., HttpResponse]
M = TypeVar("M", bound=models.Model)


class JurisdictionMiddleware:
    """The first part of the path names the jurisdiction; everything below happens in its scope. Views do not see the word."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        slug = request.path_info.split("/", 2)[1]
        named = slug and slug not in RESERVED_SLUGS
        request.jurisdiction = Jurisdiction.objects.open().filter(slug=slug).first() if named else None  # type: ignore[attr-defined]
        if request.jurisdiction is None:  # type: ignore[attr-defined]
            moved = present_slug(slug) if named and request.method in ("GET", "HEAD") else None
            if moved is not None:
                return HttpResponsePermanentRedirect(
                    request.get_full_path().replace(f"/{slug}/", f"/{moved}/", 1)
                )
            return self.get_response(request)
        with scope(request.jurisdiction):  # type: ignore[attr-defined]
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: View, _args: list[Any], kwargs: dict[str, Any]
    ) -> None:
        if kwargs.pop("city", None) is not None and request.jurisdiction is None:  # type: ignore[attr-defined]
            raise Http404


class RefusalMiddleware:
    """The one place that turns a refusal into a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        response = self._page(request, error)
        if response is not None:
            # It may show both texts of a confidential record.
            response["Cache-Control"] = "private, no-store"
        return response

    def _page(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Conflict):
            # What was typed goes back into the form with the version that is current now.
            kept = [(name, value) for name, values in request.POST.lists() for value in values]
            kept = [(name, value) for name, value in kept if name not in ("version", "csrfmiddlewaretoken")]
            context = {"conflict": error, "kept": kept, "labels": error.labels}
            return render(request, "errors/conflict.html", context, status=409)
        if isinstance(error, Refused):
            return render(request, "errors/409.html", {"message": str(error)}, status=409)
        if isinstance(error, NotAllowed):
            return render(request, "errors/403.html", {"message": str(error), "who": error.who}, status=403)
        if isinstance(error, ValidationError):
            return render(request, "errors/400.html", {"messages_of_error": error.messages}, status=400)
        return None


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Our own words where there are some; what the framework says of a request is for the log, not for a reader."""
    if isinstance(exception, BadRequest):
        said = str(exception)
    elif isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        said = _("送られた内容が大きすぎます。文を短くするか、いくつかに分けて送ってください。")
    else:
        said = _("送られた内容を読み取れませんでした。")
    return render(request, "errors/400.html", {"messages_of_error": [said]}, status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same answer for what does not exist and for what one may not see."""
    return render(request, "errors/404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/403.html", {"message": _("この操作をする権限がありません。")}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    # Without the request: what fills in a page asks for a scope, which has ended here, and for a database, which may be what broke.
    return HttpResponse(render_to_string("errors/500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    message = _(
        "ページを開いてから時間がたったため、送信を受け付けられませんでした。前のページに戻り、もう一度送信してください。"
    )
    return render(request, "errors/403.html", {"message": message}, status=403)


def page_context(request: HttpRequest) -> dict[str, Any]:
    return {
        "jurisdiction": getattr(request, "jurisdiction", None),
        "language": get_language(),
        "once": uuid4,
    }


class MoveForm(forms.Form):
    """Asked before a move is made. Its cleaned data are the action's keyword arguments."""

    def __init__(self, *args: Any, thing: Any, by: Any, **kwargs: Any) -> None:
        self.thing = thing
        self.by = by
        super().__init__(*args, **kwargs)


class ReasonForm(MoveForm):
    reason = forms.CharField(
        label=gettext_lazy("理由・ひとこと"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, needs_reason: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needs_reason


def perform(
    request: HttpRequest,
    thing: Living,
    name: str,
    *,
    rules: ModuleType,
    actions: ModuleType,
    forms: Mapping[str, type[MoveForm]],
) -> HttpResponse:
    """The page and the act of one move: GET asks what the move needs to know, POST calls the action of the move's name."""
    flow = thing.workflow
    if name not in flow or flow[name].by_clock:
        raise Http404
    this = flow[name]
    if not getattr(rules, f"can_{name}")(request.user, thing):
        raise NotAllowed(who=who_can(this))
    if state_of(thing) not in this.sources:
        state = flow.states(state_of(thing)).label
        raise Refused(
            _("「%(step)s」は、いまの状態（%(state)s）ではできません。")
            % {"step": this.label, "state": state}
        )
    form_class = forms.get(name, ReasonForm)
    extra = {"needs_reason": this.needs_reason} if issubclass(form_class, ReasonForm) else {}
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = form_class(*given, thing=thing, by=request.user, **extra)
    if request.method == "POST" and form.is_valid():
        try:
            getattr(actions, name)(thing, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error) if not hasattr(error, "error_dict") else _add_known(form, error)
        else:
            messages.success(request, _("「%(step)s」を行いました。") % {"step": this.label})
            return redirect(thing.get_absolute_url())
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "core/move.html", {"thing": thing, "step": this, "form": form}, status=status)


def _add_known(form: forms.Form, error: ValidationError) -> None:
    """Errors of fields the form does not show are still shown, above it."""
    for field, messages_ in error.message_dict.items():
        form.add_error(field if field in form.fields else None, messages_)


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, also if that is nothing at all; None for a page that is only looked at."""
    return request.POST if request.method == "POST" else None


def version(request: HttpRequest) -> int:
    """The version the edited page was made from, against lost updates."""
    try:
        return int(request.POST["version"])
    except (KeyError, ValueError):
        raise BadRequest(_("このページを開き直してから、もう一度送ってください。")) from None


def page(request: HttpRequest, rows: models.QuerySet[M], *, size: int = 50) -> "Page[M]":
    """One page of a list under a stable address (?page=n); a page that is not there is an unknown address."""
    try:
        return Paginator(rows, size).page(request.GET.get("page", 1))
    except (EmptyPage, PageNotAnInteger):
        raise Http404 from None


def choice(request: HttpRequest, name: str, allowed: Mapping[str, str], default: str = "") -> str:
    """A query parameter out of a closed list, as what the list says for it; anything else is a bad request."""
    given = request.GET.get(name) or default
    if given and given not in allowed:
        raise BadRequest(_("「%(name)s」の値が正しくありません。") % {"name": name})
    return allowed.get(given, "")
