"""The words that the formats put themselves."""

from django.utils.translation import gettext as _

from tomoni.core.documents.blocks import Document
from tomoni.japan import dates


def said() -> str:
    return _("声")


def did() -> str:
    return _("市の考え方")


def waiting() -> str:
    return _("答えを準備しています。")


def masked(reason: object) -> str:
    return _("非公開（理由：%(reason)s）") % {"reason": reason}


def note() -> str:
    return _("お知らせ")


def contact() -> str:
    return _("問い合わせ先")


def byline(document: Document) -> str:
    """Who publishes it and when, in one line."""
    day = ""
    if document.on:
        day = dates.long_day(document.on) if document.language == "ja" else document.on.isoformat()
    return "　".join(part for part in (day, str(document.issuer)) if part)
