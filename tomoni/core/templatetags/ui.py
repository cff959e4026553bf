"""Words of the templates: headings that break between words, dates with their weekday, amounts, sizes, pages."""

import html
from collections.abc import Iterator
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

import budoux
from django import template
from django.apps import apps
from django.core.paginator import Page
from django.forms import BoundField
from django.forms.widgets import CheckboxInput
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tomoni.core.audit import Event
from tomoni.japan import dates, fiscal

register = template.Library()


@lru_cache(maxsize=1)
def _parser() -> Any:
    return budoux.load_default_japanese_parser()


@lru_cache(maxsize=4096)
def _phrases(text: str) -> tuple[str, ...]:
    return tuple(_parser().parse(text)) if text else ()


@register.filter
def heading(value: object) -> str:
    """The text with breaks allowed only between phrases, so that a heading never cuts a word in two."""
    text = str(value)
    if isinstance(value, SafeString):
        if "<" in text:
            return value
        text = html.unescape(text)
    first, *rest = _phrases(text) or ("",)
    return format_html(
        '<span class="kept">{}{}</span>',
        first,
        format_html_join("", "<wbr>{}", ((phrase,) for phrase in rest)),
    )


def _japanese() -> bool:
    return (get_language() or "ja").startswith("ja")


def _day(value: date) -> date:
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value


@register.filter
def jdate(value: date | None, form: str = "short") -> str:
    """12月4日（金）; form "year" 2026年…, "era" 令和8年…; another language uses its own usual form."""
    if not value:
        return ""
    day = _day(value)
    if not _japanese():
        return date_format(day, "D j M" if form == "short" else "D j M Y")
    if form == "era":
        return dates.long_day(day)
    return dates.western_day(day) if form == "year" else dates.short_day(day)


@register.filter
def jtime(value: datetime | time | None) -> str:
    """14:00"""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = (timezone.localtime(value) if timezone.is_aware(value) else value).time()
    return dates.clock(value)


@register.filter
def jdatetime(value: datetime | None, form: str = "short") -> str:
    """12月4日（金）14:00"""
    if not value:
        return ""
    return f"{jdate(value, form)}{'' if _japanese() else ' '}{jtime(value)}"


@register.filter(name="fiscal")
def fiscal_label(value: date | int | None) -> str:
    """令和8年度, from a day in it or from the year in which it begins."""
    if not value:
        return ""
    year = value if isinstance(value, int) else fiscal.fiscal_year(_day(value))
    if _japanese():
        return fiscal.fiscal_year_label(year)
    return _("%(year)s年度") % {"year": year}


@register.filter
def yen(value: object) -> str:
    """1,200,000円"""
    if not isinstance(value, int):
        return ""
    return _("%(amount)s円") % {"amount": number_format(value, decimal_pos=0, force_grouping=True)}


@register.filter(name="bytes")
def size(value: int | None) -> str:
    """1.2 MB"""
    return filesizeformat(value) if value is not None else ""


@register.filter
def page_numbers(page: Page[Any]) -> Iterator[int | str]:
    """The numbers a pager shows: the ends, the neighbours, and … between."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)


@register.filter
def one_tick(field: BoundField) -> bool:
    """One tick box: its label stands after it."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def done(event: Event) -> str:
    """What an event of the log did, in words: the move's label, the record's own `verbs`, or one of the common ones."""
    try:
        model: Any = apps.get_model(event.kind)
    except LookupError:
        return event.verb
    flow = getattr(model, "workflow", None)
    name = event.verb.rpartition(".")[2]
    if flow is not None and event.verb == f"{flow.name}.{name}" and name in flow:
        return str(flow[name].label)
    common = {"create": _("作成"), "change": _("書き換え"), "hand_over": _("引き継ぎ")}
    return str(getattr(model, "verbs", {}).get(event.verb) or common.get(event.verb, event.verb))
