"""Begin and end of something that took place, as the rooms want them."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.intake.values import day, label_of, moment


def span(record: dict[str, Any], path: str) -> tuple[datetime, datetime]:
    """Raises ValidationError with what is missing."""
    on, start, end = day(record.get("date")), moment(record.get("start")), moment(record.get("end"))
    missing = [name for name, value in (("date", on), ("start", start), ("end", end)) if value is None]
    if on is None or start is None or end is None:
        said = "、".join(label_of(f"{path}.{name}") for name in missing)
        raise ValidationError(_("「%(names)s」がありません。確かめて入力してください。") % {"names": said})
    if end <= start:
        said = label_of(f"{path}.end")
        raise ValidationError(_("「%(name)s」は、はじまりより後にしてください。") % {"name": said})
    here = timezone.get_current_timezone()
    begin, finish = datetime.combine(on, start, here), datetime.combine(on, end, here)
    if begin > timezone.now():
        raise ValidationError(_("これからの集まりは取り込めません。「集まり」から入力してください。"))
    return begin, finish
