"""One document read: what kind it is, its records, and what was not understood, kept as text."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, get_args

from tomoni.reading import listing, scheme
from tomoni.reading.documents import Document, Line, Table, open_document
from tomoni.reading.exchange import read_exchange
from tomoni.reading.facts import Fact, plain, sources, walk
from tomoni.reading.flow import lines_of
from tomoni.reading.labels import label_of
from tomoni.reading.limits import LIMITS, Limits
from tomoni.reading.listing import read_listings
from tomoni.reading.meeting import read_meeting
from tomoni.reading.moments import moments
from tomoni.reading.newsletter import COMMENTS, read_newsletter
from tomoni.reading.outline import has_contents, is_chapter_line, read_outline
from tomoni.reading.plan import header_of, read_plan, role_of
from tomoni.reading.scheme import read_scheme
from tomoni.reading.signs import flat, tight

VERSION = 1
Kind = Literal["meeting", "exchange", "newsletter", "outline", "plan", "scheme", "list", "text"]
KINDS: tuple[Kind, ...] = get_args(Kind)
LABELS: dict[Kind, str] = {
    "meeting": "会議の結果・会議録",
    "exchange": "意見交換会の報告",
    "newsletter": "ニュースレター",
    "outline": "報告書の構成",
    "plan": "計画の進捗表",
    "scheme": "制度の体系図",
    "list": "一覧（団体・部署・事業）",
    "text": "そのほかの文書",
}


@dataclass(frozen=True)
class Reading:
    """`records` by their name; `rest`: lines that became no record."""

    document: Document
    kind: Kind
    certainty: float
    records: dict[str, Any]
    rest: tuple[Fact[str], ...]

    def as_dict(self, *, explain: bool = False) -> dict[str, Any]:
        """JSON as docs/reading.md describes it."""
        document = self.document
        answer: dict[str, Any] = {
            "schema": "tomoni.reading",
            "version": VERSION,
            "document": {
                "name": document.name,
                "format": document.format,
                "sha256": document.sha256,
                "encoding": document.encoding,
                "pages": document.pages,
                "notes": list(document.notes),
            },
            "kind": self.kind,
            "kind_certainty": self.certainty,
            "records": plain(self.records),
            "rest": [
                {"text": fact.value, **({"place": fact.place.as_dict()} if explain else {})}
                for fact in self.rest
            ],
        }
        if explain:
            answer["sources"] = sources(self.records)
        return answer


def read(
    data: bytes, name: str, *, kind: Kind | None = None, encoding: str | None = None, limits: Limits = LIMITS
) -> Reading:
    """A file read. `kind` and `encoding` as a person corrected them. Raises Unreadable."""
    return reading_of(open_document(data, name, encoding=encoding, limits=limits), kind)


def reading_of(document: Document, kind: Kind | None = None) -> Reading:
    found, certainty = (kind, 1.0) if kind else kind_of(document)
    records = _READERS[found](document)
    if kind is None and found != "text" and not any(True for _ in walk(records)):
        found, certainty, records = "text", 0.5, {}
    return Reading(document, found, certainty, records, _rest(document, records))


def _newsletter(document: Document) -> dict[str, Any]:
    records: dict[str, Any] = {"newsletter": read_newsletter(document)}
    outline = read_outline(document, COMMENTS)
    if outline.chapters:
        records["outline"] = outline
    return records


_READERS: dict[Kind, Callable[[Document], dict[str, Any]]] = {
    "meeting": lambda document: {"meeting": read_meeting(document)},
    "exchange": lambda document: {"exchange": read_exchange(document)},
    "newsletter": _newsletter,
    "outline": lambda document: {"outline": read_outline(document)},
    "plan": lambda document: {"plan": read_plan(document)},
    "scheme": lambda document: {"scheme": read_scheme(document)},
    "list": lambda document: {each.kind: each.entries for each in read_listings(document)},
    "text": lambda _document: {},
}

_MEETING = re.compile(
    r"会議録|議事録|結果速報|会議結果|会議概要|議事概要|議事要旨|会議要旨|開催結果|会議の(?:結果|概要|記録)|議事の要旨|要点記録|会議報告"
)
_EXCHANGE = re.compile(
    r"意見交換会|意見を聴く会|タウンミーティング|ワークショップ|懇談会|座談会|車座|対話集会|市民説明会|地域説明会|ヒアリング"
)
_REPORT = re.compile(r"報告|実施|結果|まとめ|概要|開催")
_LETTER = re.compile(r"通信|だより|便り|ニュース|かわら版|瓦版|NEWS|News|ニューズ|レター|Letter|会報|広報")
_BODY = re.compile(r"会議|協議会|委員会|審議会|懇話会|検討会|部会")


def kind_of(document: Document) -> tuple[Kind, float]:
    """The kind whose signs are strongest; `text` where none is."""
    lines = list(document.lines())
    head = [line.text for line in lines[:6]] + ([document.title] if document.title else [])
    labels = {label.field for line in lines[:400] if (label := label_of(line.text))}
    scores: dict[Kind, float] = {
        "meeting": _meeting_score(head, labels),
        "exchange": _exchange_score(head, document, labels, lines),
        "newsletter": _newsletter_score(head, labels, lines),
        "outline": _outline_score(lines),
        "plan": 6.0 if any(header_of(table) for table in document.tables) else 0.0,
        "scheme": _scheme_score(lines),
        "list": 3.5 if any(listing.kind_of(table) for table in document.tables) else 0.0,
    }
    ranked = sorted(scores.items(), key=lambda pair: -pair[1])
    (best, score), (_, second) = ranked[0], ranked[1]
    if score < 2.4:
        return "text", 0.5
    return best, round(min(0.99, 0.6 + 0.08 * (score - second)), 2)


def _meeting_score(head: list[str], labels: set[str]) -> float:
    score = 3.0 if any(_MEETING.search(text) for text in head) else 0.0
    score += (
        1.0
        if any(_BODY.search(text) and re.search(r"第\s*\d+\s*回", flat(text)) for text in head[:6])
        else 0.0
    )
    score += 1.5 if score and any(_is_occasion(text) for text in head) else 0.0
    score += sum(
        0.8 for name in ("when", "where", "attending", "agenda", "observers", "openness") if name in labels
    )
    return score


def _is_occasion(text: str) -> bool:
    found = moments(text)
    return bool(found) and found[0].start is not None and len(text) - len(found[0].text) <= 6


def _exchange_score(head: list[str], document: Document, labels: set[str], lines: list[Line]) -> float:
    from tomoni.reading.opinion_lines import is_class

    score = 2.5 if any(_EXCHANGE.search(text) for text in head) else 0.0
    score += 1.0 if any(_EXCHANGE.search(text) and _REPORT.search(text) for text in head[:4]) else 0.0
    coded = sum(is_class(line.text) for line in lines)
    score += 1.5 if coded >= 2 else 0.0
    score += 1.0 if "statements" in labels else 0.0
    for table in document.tables:
        names = {tight(cell.text) for row in table.rows[:1] for cell in row} | {
            tight(row[0].text) for row in table.rows if row
        }
        if len(names & {"日時", "開催日", "場所", "会場", "参加団体", "回", "参加者数", "開催日時"}) >= 2:
            score += 1.5
        if "内容" in names and "分類" in names:
            score += 1.0
    return score if score > 2 else 0.0


def _newsletter_score(head: list[str], labels: set[str], lines: list[Line]) -> float:
    score = 3.5 if any(_LETTER.search(text) and len(text) < 40 for text in head[:3]) else 0.0
    score += 1.0 if any(re.search(r"第\s*\d+\s*号|Vol\.?\s*\d|No\.?\s*\d", text) for text in head) else 0.0
    if not score:
        return 0.0
    score += 1.0 if "publisher" in labels or "contact" in labels else 0.0
    score += 1.0 if any(COMMENTS.fullmatch(line.text) for line in lines) else 0.0
    return score + 0.5


def _outline_score(lines: list[Line]) -> float:
    chapters = sum(is_chapter_line(line.text) for line in lines)
    if chapters < 2 and has_contents(lines):
        return 3.0
    return 0.0 if chapters < 2 else 3.0 + min(chapters, 4) * 0.3


def _scheme_score(lines: list[Line]) -> float:
    heads = {name for line in lines if (name := scheme.head_of(line.text))}
    return (
        1.2 * len(heads)
        if {"audiences", "actions"} <= heads and ("challenges" in heads or "issues" in heads)
        else 0.0
    )


def _rest(document: Document, records: dict[str, Any]) -> tuple[Fact[str], ...]:
    """Lines that no fact came from, and that are no mere label or heading of a column."""
    facts = [fact for _, fact in walk(records)]
    used = {fact.place for fact in facts}
    said = "\n".join({tight(fact.text) for fact in facts})
    rest = []
    for block in document.blocks:
        for line in lines_of((block,)):
            if line.place in used or tight(line.text) in said:
                continue
            label = label_of(line.text)
            if label is not None and label.is_alone or scheme.head_of(line.text):
                continue
            if isinstance(block, Table) and role_of(line.text):
                continue
            rest.append(line.fact())
    return tuple(rest)
