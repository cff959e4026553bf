from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tomoni.accounts.models import User
from tomoni.core import http
from tomoni.core.errors import Refused, require
from tomoni.core.once import once
from tomoni.voices import actions, forms, kashiwa, rules
from tomoni.voices.models import Coding, Scheme
from tomoni.voices.suggestions import LEARNED, lessons_of


@require_GET
def schemes(request: HttpRequest) -> HttpResponse:
    rows = Scheme.objects.visible_to(request.user).select_related("jurisdiction")
    context = {
        "schemes": rows.annotate(code_count=models.Count("codes")).order_by(
            "-is_active", "-is_default", "name", "-edition"
        ),
        "can_keep": rules.can_keep_schemes(request.user),
        "kashiwa": not rows.filter(name=kashiwa.NAME).exists(),
    }
    return render(request, "voices/schemes.html", context)


@require_GET
def scheme(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Scheme.objects.visible_to(request.user).select_related("jurisdiction")
    found = get_object_or_404(rows, pk=pk)
    context = {
        "scheme": found,
        "codes": found.codes.annotate(
            used=models.Count("codings", filter=models.Q(codings__opinion__visibility="public"))
        ),
        "can_keep": rules.can_keep_schemes(request.user),
        "can_see_learned": rules.can_record(request.user),
    }
    return render(request, "voices/scheme.html", context)


@login_required
@require_GET
def learned(request: HttpRequest, pk: int) -> HttpResponse:
    """What suggestions learn from: the decisions, code by code."""
    found = get_object_or_404(Scheme.objects.visible_to(request.user).select_related("jurisdiction"), pk=pk)
    require(rules.can_record(request.user), who=_("協働の担当課とサポートセンターが見られます。"))
    codes = {str(code.pk): code for code in found.codes.all()}
    asked = codes.get(request.GET.get("code", ""))
    lessons = lessons_of(found)
    counts = dict(lessons.order_by().values_list("code__code").annotate(models.Count("pk")))
    aside = request.GET.get("aside") == "yes"
    rows = Coding.objects.visible_to(request.user).select_related("opinion__jurisdiction", "code")
    set_aside = models.Q(teaches=False, code__scheme__name=found.name)
    rows = rows.filter(set_aside if aside else models.Q(pk__in=lessons.values("pk")))
    if asked is not None:
        rows = rows.filter(code__code=asked.code)
    context = {
        "scheme": found,
        "counts": [(code, counts.get(code.code, 0)) for code in codes.values()],
        "total": sum(counts.values()),
        "latest": LEARNED,
        "page": http.page(request, rows.order_by("-id"), size=20),
        "asked": asked,
        "aside": aside,
        "can_keep": rules.can_keep_schemes(request.user),
    }
    return render(request, "voices/learned.html", context)


@login_required
@require_POST
def retract(request: HttpRequest, pk: int) -> HttpResponse:
    return _teach(request, pk, actions.retract_lesson, _("手本から外しました。分類はそのまま残っています。"))


@login_required
@require_POST
def teach_again(request: HttpRequest, pk: int) -> HttpResponse:
    return _teach(request, pk, actions.teach_again, _("手本に戻しました。"))


def _teach(request: HttpRequest, pk: int, action: Callable[..., None], said: str) -> HttpResponse:
    rows = Coding.objects.visible_to(request.user).select_related("opinion", "code__scheme__jurisdiction")
    found = get_object_or_404(rows, pk=pk)
    action(found, by=cast(User, request.user))
    messages.success(request, said)
    here = found.code.scheme
    return redirect("voices:scheme_learned", city=here.jurisdiction.slug, pk=here.pk)


@login_required
@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Scheme.objects.visible_to(request.user).select_related("jurisdiction"), pk=pk)
    count = actions.forget_lessons(found, by=cast(User, request.user))
    text = _("%(n)s件の手本をすべて外しました。提案は、名前と説明だけから出します。")
    messages.success(request, text % {"n": count})
    return redirect("voices:scheme_learned", city=found.jurisdiction.slug, pk=found.pk)


@login_required
@require_POST
def adopt(request: HttpRequest) -> HttpResponse:
    """Take over the shipped classes A–H."""
    return redirect(actions.adopt_kashiwa(by=cast(User, request.user)))


@login_required
@require_POST
def use_by_default(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Scheme.objects.visible_to(request.user), pk=pk)
    actions.use_by_default(found, by=cast(User, request.user))
    return redirect(found)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    require(rules.can_keep_schemes(request.user), who=_("協働の担当課が行えます。"))
    by = cast(User, request.user)
    form = forms.SchemeForm(http.sent(request))
    rows = forms.NewCodes(http.sent(request), prefix="code")
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        letters = rows.letters()
        key = request.POST.get("once", "")
        try:
            return redirect(
                once(key, by.pk, lambda: actions.define(by=by, codes=letters, **form.cleaned_data))
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
    return _form_page(request, form, rows, None)


@login_required
@require_http_methods(["GET", "POST"])
def revise(request: HttpRequest, pk: int) -> HttpResponse:
    """A new edition from this one."""
    found = get_object_or_404(Scheme.objects.visible_to(request.user), pk=pk)
    require(rules.can_keep_schemes(request.user), who=_("協働の担当課が行えます。"))
    if not found.is_active:
        raise Refused(_("使用中の版から、新しい版を作ってください。"))
    form = forms.SchemeForm(http.sent(request), initial={"name": found.name, "source": found.source})
    form.fields["name"].disabled = True
    codes = list(found.codes.values("code", "label", "description"))
    rows = forms.OldCodes(
        http.sent(request), prefix="code", initial=None if request.method == "POST" else codes
    )
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        version = request.POST.get("version", "")
        if not version.isdecimal():
            raise BadRequest(_("版の番号がありません。ページを開き直してください。"))
        letters = rows.letters()
        source = form.cleaned_data["source"]
        try:
            made = actions.revise(
                found, by=cast(User, request.user), version=int(version), codes=letters, source=source
            )
            return redirect(made)
        except ValidationError as error:
            form.add_error(None, error.messages)
    return _form_page(request, form, rows, found)


def _form_page(request: HttpRequest, form: forms.SchemeForm, rows: Any, found: Scheme | None) -> HttpResponse:
    context = {
        "form": form,
        "rows": rows,
        "scheme": found,
        "version": request.POST.get("version") or (found.version if found else ""),
    }
    return render(request, "voices/scheme_form.html", context, status=422 if form.is_bound else 200)
