"""The page of those who asked. The same page serves a group that signed in and the holder of a private link."""

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from tomoni.accounts.models import User
from tomoni.core import files, http
from tomoni.core.errors import NotAllowed
from tomoni.core.once import once
from tomoni.core.visitors import secret_page
from tomoni.desk import forms, keeping, rules
from tomoni.desk.actions import consultation as moves
from tomoni.desk.actions import link as links
from tomoni.desk.actions import thread
from tomoni.desk.models import Attachment, Consultation, LinkHolder, Message
from tomoni.desk.states import ConsultationState, ReferralState
from tomoni.desk.timeline import steps


@dataclass(frozen=True)
class Seat:
    """From where somebody looks at the consultation they asked."""

    consultation: Consultation
    by: User | LinkHolder
    home: str
    """The page's address; what can be done stands below it."""

    @property
    def is_private(self) -> bool:
        return isinstance(self.by, LinkHolder)


def sent(request: HttpRequest) -> tuple[Any, Any]:
    """What a form is bound to: nothing before it was sent."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


@login_required
@require_GET
@secret_page
def consultations(request: HttpRequest) -> HttpResponse:
    """What I or my groups have asked."""
    rows = Consultation.objects.visible_to(request.user).asked_by(request.user)
    rows = rows.select_related("jurisdiction", "asker").order_by("-received_at", "-id")
    context = {"page": http.page(request, rows, size=30)}
    return render(request, "desk/consultations.html", context)


@login_required
@require_GET
@secret_page
def asked(request: HttpRequest, pk: int) -> HttpResponse:
    return page(request, _seat(request, pk))


@login_required
@require_http_methods(["GET", "POST"])
@secret_page
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    return do(request, _seat(request, pk), act)


@login_required
@require_GET
@secret_page
def attachment(request: HttpRequest, pk: int, attachment: int) -> HttpResponse:
    return hand_out(_seat(request, pk).consultation, attachment)


def _seat(request: HttpRequest, pk: int) -> Seat:
    rows = Consultation.objects.visible_to(request.user).asked_by(request.user)
    found = get_object_or_404(with_all(rows), pk=pk)
    return Seat(found, cast(User, request.user), found.asker_address())


def with_all(rows: Any) -> Any:
    return rows.select_related("jurisdiction", "asker", "received_by").prefetch_related(
        "referrals__department"
    )


def page(request: HttpRequest, seat: Seat) -> HttpResponse:
    """State in plain words, who holds it and by when, the thread, and what the asker can do."""
    consultation = seat.consultation
    holder, due_on = keeping.unit_that_holds(consultation)
    thread_ = Message.objects.filter(consultation=consultation).select_related("unit")
    context = {
        "seat": seat,
        "consultation": consultation,
        "steps": steps(consultation),
        "state_words": STATE_WORDS[ConsultationState(consultation.state)],
        "referrals": [one for one in consultation.referrals.all() if one.state != ReferralState.WITHDRAWN],
        "thread": thread_.prefetch_related("attachments__file"),
        "attachments": Attachment.objects.filter(consultation=consultation, message=None).select_related(
            "file"
        ),
        "today": timezone.localdate(),
        "holder": holder,
        "due_on": due_on,
        "link_ends_on": consultation.link_ends_on(),
        "may_tell": consultation.state != ConsultationState.CLOSED,
        "tell": forms.TellForm(),
        "acts": _acts(seat),
    }
    return render(request, "desk/asked.html", context)


STATE_WORDS = {
    ConsultationState.RECEIVED: gettext_lazy("受け付けました。担当の職員が内容を読んで整理します。"),
    ConsultationState.TRIAGED: gettext_lazy(
        "担当の職員が、どの課に聞くか、どうお答えするかを整理しています。"
    ),
    ConsultationState.REFERRED: gettext_lazy("担当課に聞いています。返事が届くとこのページに表示されます。"),
    ConsultationState.IN_DIALOGUE: gettext_lazy(
        "担当課とのやりとりが始まっています。このページで返事ができます。"
    ),
    ConsultationState.ANSWERED: gettext_lazy(
        "回答しました。わからないことがあれば、このページに書いてください。"
    ),
    ConsultationState.OUT_OF_SCOPE: gettext_lazy(
        "協働の相談としてはお受けできませんでした。理由と別の方法は回答をご覧ください。"
    ),
    ConsultationState.SEEDED: gettext_lazy("「協働の種」として登録しました。"),
    ConsultationState.STALLED: gettext_lazy("しばらく動きがありません。市が理由を確かめています。"),
    ConsultationState.CLOSED: gettext_lazy("この相談は終結しました。1年以内なら、もう一度ひらけます。"),
}
_FORMS: dict[str, type[http.MoveForm]] = {
    "seed": forms.SeedForm,
    "close": forms.AskerCloseForm,
    "withdraw": forms.ConfirmForm,
    "reopen": forms.ConfirmForm,
    "rate": forms.RateForm,
    "share": forms.ShareForm,
    "revoke": forms.ConfirmForm,
}
LABELS = {
    "seed": gettext_lazy("協働の種に登録する"),
    "close": gettext_lazy("相談を終える"),
    "withdraw": gettext_lazy("相談を取り下げる"),
    "reopen": gettext_lazy("もう一度ひらく"),
    "rate": gettext_lazy("満足度を選ぶ"),
    "share": gettext_lazy("見せてよい相手を変える"),
    "revoke": gettext_lazy("専用リンクを取り消す"),
}
HELP = {
    "withdraw": gettext_lazy("取り下げると、担当課への照会も終わります。1年以内なら、もう一度ひらけます。"),
    "revoke": gettext_lazy(
        "取り消すと、このページはすぐに開けなくなります。市の窓口で新しいリンクを発行できます。"
    ),
}


def _acts(seat: Seat) -> list[tuple[Any, str]]:
    """What the asker can do now, as words and address."""
    consultation, by = seat.consultation, seat.by
    now = {one.name for one in consultation.workflow.from_state(consultation.state)}
    names: list[str] = [name for name in ("close", "seed", "withdraw", "reopen") if name in now]
    names += ["rate"] if consultation.is_done and consultation.satisfaction is None else []
    names += [] if consultation.is_done else ["share"]
    allowed = [name for name in names if getattr(rules, f"can_{name}")(by, consultation)]
    allowed += ["revoke"] if seat.is_private else []
    return [(LABELS[name], f"{seat.home}{name}/") for name in allowed]


def do(request: HttpRequest, seat: Seat, act: str) -> HttpResponse:
    """The page and the act of one thing the asker can do."""
    if act == "tell":
        return _tell(request, seat)
    if act not in _FORMS or act == ("seed" if seat.is_private else "revoke"):
        raise Http404
    form = _FORMS[act](sent(request)[0], thing=seat.consultation, by=seat.by)
    rule = rules.can_revoke_link if act == "revoke" else getattr(rules, f"can_{act}")
    if not rule(seat.by, seat.consultation):
        raise NotAllowed(who=_("相談した人が行えます。"))
    if request.method == "POST" and form.is_valid():
        if act == "revoke":
            links.revoke(seat.consultation, by=seat.by)
            return render(request, "desk/revoked.html", {"number": seat.consultation.number})
        try:
            getattr(moves, act)(seat.consultation, by=seat.by, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            return _asking(request, seat, LABELS[act], form, HELP.get(act, ""))
        messages.success(request, _("「%(act)s」を行いました。") % {"act": LABELS[act]})
        return redirect(seat.home)
    return _asking(request, seat, LABELS[act], form, HELP.get(act, ""))


def _tell(request: HttpRequest, seat: Seat) -> HttpResponse:
    form = forms.TellForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data

        def make() -> Consultation:
            thread.tell(seat.consultation, by=seat.by, body=told["body"], attachments=told["attachments"])
            return seat.consultation

        try:
            once(str(told["once"]), seat.by.pk, make)
        except ValidationError as error:
            form.add_error("attachments", error)
        else:
            messages.success(request, _("書き込みました。"))
            return redirect(f"{seat.home}#thread")
    return _asking(request, seat, gettext_lazy("書き込む"), form, "")


def _asking(request: HttpRequest, seat: Seat, label: Any, form: Any, help_text: Any) -> HttpResponse:
    context = {
        "seat": seat,
        "consultation": seat.consultation,
        "label": label,
        "form": form,
        "help": help_text,
    }
    return render(request, "desk/act.html", context, status=422 if form.is_bound and form.errors else 200)


def hand_out(consultation: Consultation, attachment: int) -> HttpResponse:
    """A file of this consultation under the name it came with."""
    found = get_object_or_404(
        Attachment.objects.filter(consultation=consultation).select_related("file"), pk=attachment
    )
    found.file.name = found.name
    return files.open_file(found.file)
