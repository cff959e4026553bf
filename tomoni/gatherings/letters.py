"""Mails to those who signed up (what became of it and where the gathering stands, never who else comes) and to a council's members."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tomoni.core import outbox
from tomoni.directory.models import people_of
from tomoni.gatherings.models import MEMBERS, Gathering, SignUp


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


def tell_members(gathering: Gathering, *, subject: str, key: str) -> None:
    """The members of its council, on their own page and by mail: what happened, when it is, and the link."""
    if gathering.council is None:
        return
    members = people_of([gathering.council.actor_id], *MEMBERS)
    address = gathering.get_absolute_url()
    whole = f"session-{gathering.pk}-{key}"
    line = f"{subject}：{gathering.full_title}"
    outbox.notify((one.pk for one in members), text=line, address=address, key=whole)
    when = date_format(timezone.localtime(gathering.starts_at), "Y-m-d H:i")
    for one in members:
        outbox.mail(
            to=one.email,
            subject=line,
            body="\n".join([line, f"{when} {gathering.place}".strip(), outbox.link(address), ""]),
            key=f"{whole}-{one.pk}",
            jurisdiction=gathering.jurisdiction,
        )
