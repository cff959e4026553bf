"""What was read as a list of fields a person can mend, each with its source, and back again."""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from tomoni.japan.dates import parse_times
from tomoni.japan.errors import NotReadable
from tomoni.japan.kana import squeeze
from tomoni.japan.parsing import parse_day

DAYS = {"date", "posted_on", "published_on", "issued_on", "held_on", "as_of"}
TIMES = {"start", "end"}
NUMBERS = {"session", "term", "people", "groups", "observers", "round", "group_count", "fiscal_year", "issue"}
# Where the document does not say it, a person may: without these a record cannot be made, or is poor.
ASKED = {
    "meeting": ("body", "term", "session", "date", "start", "end", "place", "observers"),
    "sessions": ("round", "date", "start", "end", "place", "group_count", "people"),
    "exchange": ("title", "published_on"),
    "outline": ("title",),
}
NAMES = {
    "meeting": _("会議"),
    "exchange": _("意見交換会"),
    "newsletter": _("通信"),
    "outline": _("構成"),
    "plan": _("計画"),
    "scheme": _("体系図"),
    "groups": _("団体"),
    "departments": _("課"),
    "projects": _("事業"),
    "title": _("題名"),
    "body": _("会議体"),
    "body_alias": _("会議体の別名"),
    "fiscal_year": _("年度"),
    "term": _("期"),
    "session": _("回"),
    "posted_on": _("掲載日"),
    "date": _("日"),
    "start": _("はじまり"),
    "end": _("おわり"),
    "place": _("場所"),
    "openness": _("公開の別"),
    "closed_reason": _("非公開の理由"),
    "attendance": _("出席"),
    "attendance_text": _("出席の文"),
    "category": _("区分"),
    "people": _("人数"),
    "note": _("注"),
    "observers": _("傍聴者"),
    "agenda": _("議題"),
    "children": _("下の議題"),
    "number": _("番号"),
    "moderator": _("進行"),
    "papers": _("資料"),
    "results": _("結果"),
    "statements": _("発言"),
    "heading": _("見出し"),
    "text": _("文"),
    "speaker": _("発言者"),
    "decisions": _("決まったこと"),
    "next_meeting": _("次回"),
    "observers_welcome": _("傍聴できる"),
    "web": _("ウェブ"),
    "contact": _("問合せ先"),
    "office": _("部署"),
    "telephone": _("電話"),
    "fax": _("ファクス"),
    "mail": _("メール"),
    "address": _("所在地"),
    "published_on": _("公表日"),
    "publisher": _("発行"),
    "sessions": _("開催"),
    "round": _("回"),
    "group_count": _("団体数"),
    "groups_text": _("団体の欄"),
    "classes": _("分類"),
    "code": _("記号"),
    "label": _("名前"),
    "opinions": _("意見"),
    "answer": _("市の考え方"),
    "chapters": _("章"),
    "points": _("項目"),
    "items": _("細目"),
    "rows": _("行"),
    "name": _("名称"),
    "fields": _("欄"),
    "other": _("そのほかの欄"),
    "doubts": _("確かめること"),
    "comments": _("コメント"),
    "theme": _("テーマ"),
    "blocks": _("記事"),
}
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


@dataclass(frozen=True)
class Field:
    """`said`, `text` and `certainty` are empty where the document says nothing."""

    path: str
    label: str
    value: str
    said: str = ""
    text: str = ""
    certainty: float | None = None
    is_mended: bool = False
    error: str = ""

    @property
    def is_long(self) -> bool:
        return len(self.value) > 40 or "\n" in self.value

    @property
    def percent(self) -> int | None:
        return None if self.certainty is None else round(self.certainty * 100)

    @property
    def is_unsure(self) -> bool:
        return self.certainty is not None and self.certainty < 0.85


def fields(reading: Mapping[str, Any], mended: Mapping[str, Any]) -> list[Field]:
    """Everything that was read, in its order, and what could be added."""
    records = reading.get("records", {})
    sources = {source["path"]: source for source in reading.get("sources", [])}
    paths = [path for path in _asked(records) if path not in sources] + list(sources)
    order = {path: at for at, path in enumerate(_walk(records))}
    found = []
    for path in sorted(paths, key=lambda path: order.get(path, len(order))):
        source = sources.get(path)
        value = mended[path] if path in mended else _at(records, path)
        found.append(
            Field(
                path,
                label_of(path),
                shown(value),
                source["said"] if source else "",
                source["text"] if source else "",
                source["certainty"] if source else None,
                path in mended,
            )
        )
    return found


def label_of(path: str) -> str:
    """meeting.agenda[1].title → 議題2 題名."""
    words: list[str] = []
    for name, number in _STEP.findall(path):
        if name:
            words.append(str(NAMES.get(name, name)))
        elif words:
            words[-1] += str(int(number) + 1)
    return " ".join(words[1:] if len(words) > 1 else words)


def shown(value: Any) -> str:
    if isinstance(value, bool):
        return _text("はい") if value else _text("いいえ")
    return "" if value is None else str(value)


def read(path: str, text: str) -> Any:
    """What a person typed, as the kind of value that stands there. Raises ValueError with what to write."""
    name = re.sub(r"\[\d+\]$", "", path).rpartition(".")[2]
    plain = text.strip()
    if not plain:
        return None
    if name in DAYS:
        return parse_day(plain).isoformat()
    if name in TIMES:
        return parse_times(plain)[0].isoformat("minutes")
    if name in NUMBERS and not path.endswith("]"):
        short = squeeze(plain).rstrip("人名回期団体年度")
        if not short.isdecimal() or len(short) > 6:
            raise ValueError(_text("数字で入力してください。"))
        return int(short)
    if len(plain) > 20_000:
        raise ValueError(_text("長すぎます。20,000字までにしてください。"))
    return plain


def applied(reading: Mapping[str, Any], mended: Mapping[str, Any]) -> dict[str, Any]:
    """The records with what a person put in place."""
    records: dict[str, Any] = deepcopy(reading.get("records", {}))
    for path, value in mended.items():
        _put(records, path, value)
    return records


def changes(reading: Mapping[str, Any], given: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Of what was sent: values that differ from what was read, and what is wrong. Unknown paths are passed over."""
    records = reading.get("records", {})
    known = {field.path for field in fields(reading, {})}
    found: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for path in known & given.keys():
        before = _at(records, path)
        text = given[path].replace("\r\n", "\n")
        if text.strip() == shown(before).strip():
            continue
        try:
            found[path] = read(path, text)
        except (ValueError, NotReadable) as error:
            wrong[path] = str(error)
    return found, wrong


def day(value: Any) -> date | None:
    return date.fromisoformat(value) if value else None


def moment(value: Any) -> time | None:
    return time.fromisoformat(value) if value else None


def _asked(records: Mapping[str, Any]) -> Iterator[str]:
    for kind, names in ASKED.items():
        if kind == "sessions":
            rows = (records.get("exchange") or {}).get("sessions") or []
            yield from (f"exchange.sessions[{at}].{name}" for at in range(len(rows)) for name in names)
        elif kind in records:
            yield from (f"{kind}.{name}" for name in names)


def _walk(thing: Any, path: str = "") -> Iterator[str]:
    if isinstance(thing, dict):
        for name, each in thing.items():
            yield from _walk(each, f"{path}.{name}" if path else name)
    elif isinstance(thing, list):
        for at, each in enumerate(thing):
            yield from _walk(each, f"{path}[{at}]")
    else:
        yield path


def _steps(path: str) -> list[str | int]:
    return [name or int(number) for name, number in _STEP.findall(path)]


def _at(records: Any, path: str) -> Any:
    for step in _steps(path):
        records = records[step]
    return records


def _put(records: Any, path: str, value: Any) -> None:
    *way, last = _steps(path)
    for step in way:
        records = records[step]
    records[last] = value
