"""Visibility classes and audiences.

A record has a *class* (who may see it in principle). An *audience* spells it out as tokens, so that tables which know nothing of the
record's app (search, lineage) can ask one question: does the reader carry any of these tokens?
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

PUBLIC = "public"
REGISTERED = "registered"


class Visibility(models.TextChoices):
    PUBLIC = "public", _("公開")
    REGISTERED = "registered", _("登録団体まで")
    PARTIES = "parties", _("関係者まで")
    CITY = "city", _("市の職員まで")
    SECTION = "section", _("協働の担当課まで")
    SECRET = "secret", _("秘匿")


def actor(actor_id: int) -> str:
    return f"actor:{actor_id}"


def city(jurisdiction_id: int) -> str:
    """Staff of that jurisdiction."""
    return f"city:{jurisdiction_id}"


def section(jurisdiction_id: int) -> str:
    """The collaboration section of that jurisdiction."""
    return f"section:{jurisdiction_id}"


def centre(jurisdiction_id: int) -> str:
    """The support centre of that jurisdiction."""
    return f"centre:{jurisdiction_id}"


def audience(visibility: str, jurisdiction_id: int, parties: tuple[int | None, ...] = ()) -> frozenset[str]:
    """The tokens of which a reader must carry one; `secret` has none."""
    if visibility == Visibility.SECRET:
        return frozenset()
    tokens = {section(jurisdiction_id)}
    if visibility != Visibility.SECTION:
        tokens |= {actor(one) for one in parties if one}
    if visibility in (Visibility.CITY, Visibility.REGISTERED, Visibility.PUBLIC):
        tokens.add(city(jurisdiction_id))
    if visibility in (Visibility.REGISTERED, Visibility.PUBLIC):
        tokens.add(REGISTERED)
    if visibility == Visibility.PUBLIC:
        tokens.add(PUBLIC)
    return frozenset(tokens)
