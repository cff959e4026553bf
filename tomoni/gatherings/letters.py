"""Mails to those who signed up: what became of it and where the gathering stands, never who else comes."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tomoni.core import outbox
from tomoni.gatherings.models import Gathering, SignUp


def write(signup: SignUp, subject: str, text: str, key: str, *, link: str = "") -> None:
    """One mail for each key. `link` is the private one, known in the moment of signing up only."""
    if not signup.mail:
        return
    gathering = signup.gathering
    when = date_format(timezone.localtime(gathering.starts_at), "Y-m-d H:i")
    lines = [text, "", gathering.full_title, f"{when} {gathering.place}".strip()]
    lines += [outbox.link(gathering.get_absolute_url()), ""]
    if link:
        lines += [_("申込みの確認と取り消し："), outbox.link(link), ""]
    outbox.mail(
        to=signup.mail,
        subject=f"{subject}：{gathering.full_title}",
        body="\n".join(lines),
        key=f"signup-{signup.pk}-{key}",
        jurisdiction=gathering.jurisdiction,
    )


def tell_all(gathering: Gathering, *, subject: str, text: str, key: str) -> None:
    """Everybody who asked for a seat and has not given it back."""
    for signup in (
        SignUp.objects.filter(gathering=gathering).standing().select_related("gathering__jurisdiction")
    ):
        write(signup, subject, text, key)
