"""Which body met for which time: 第2期第7回 … 会議 結果速報, 令和5年度第1回 … 委員会会議録."""

import re
from dataclasses import dataclass

from tomoni.reading.documents import Line
from tomoni.reading.facts import Fact
from tomoni.reading.marks import kanji_number
from tomoni.reading.signs import flat

KINDS = "結果速報|会議結果報告書?|会議結果|開催結果|会議録|議事録|議事要旨|議事概要|会議概要|会議要旨|会議の概要|会議報告書?|会議報告|概要|要旨|要点記録|記録|実施報告書?|開催報告書?|結果報告書?|報告書?|次第|開催案内|について|の開催|での(?:主な)?意見|における(?:主な)?意見|摘録|結果"
_BODY_END = r"(?:会議|協議会|委員会|審議会|懇談会|懇話会|検討会|研究会|部会|連絡会|推進会|幹事会|ワーキンググループ|プロジェクトチーム|本部会議|市民会議|評議会|審査会|分科会|意見交換会|ワークショップ|説明会|座談会|ミーティング|フォーラム|交流会|サロン|会)"
_N = r"\d{1,3}|[一二三四五六七八九十]{1,3}"
_SESSION = re.compile(rf"第\s*(?P<session>{_N})\s*回")
_TERM = re.compile(rf"第\s*(?P<term>{_N})\s*期")
_FISCAL = re.compile(
    r"(?P<year>(?:令和|平成|昭和)\s*(?:元|\d{1,2}|[一二三四五六七八九十]{1,3})|[12]\d{3}|[RH]\d{1,2})\s*年度"
)
LONGEST = 400
_LEAD = re.compile(r"(?:[\s「『【《<\[、,・:]|[(](?!仮称|第))*")


@dataclass(frozen=True, slots=True)
class Title:
    body: Fact[str] | None
    alias: Fact[str] | None
    term: Fact[int] | None
    session: Fact[int] | None
    fiscal_year: Fact[int] | None


def title_in(line: Line, certainty: float = 0.95) -> Title:
    """What a heading says of body, term, session and fiscal year; each None where it does not."""
    text = line.text[:LONGEST]
    plain = flat(text)
    session, term, fiscal = _SESSION.search(plain), _TERM.search(plain), _FISCAL.search(plain)

    def number(found: re.Match[str] | None, name: str) -> Fact[int] | None:
        value = _number(found[name]) if found else None
        return None if value is None or found is None else Fact(value, line.place, found[0], certainty)

    body, alias = _body(text, plain, [found for found in (session, term, fiscal) if found])
    return Title(
        Fact(body, line.place, line.raw or line.text, certainty * 0.95) if body else None,
        Fact(alias, line.place, line.raw or line.text, certainty * 0.9) if alias else None,
        number(term, "term"),
        number(session, "session"),
        _fiscal_year(fiscal, line, certainty),
    )


def _fiscal_year(found: re.Match[str] | None, line: Line, certainty: float) -> Fact[int] | None:
    from tomoni.japan.errors import NotReadable
    from tomoni.japan.fiscal import parse_fiscal_year

    if found is None:
        return None
    try:
        year = parse_fiscal_year("".join(found[0].split()))
    except NotReadable:
        return None
    return Fact(year, line.place, found[0], certainty)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else kanji_number(text)


def _body(text: str, plain: str, found: list[re.Match[str]]) -> tuple[str, str]:
    """The name behind 第N回 if one stands there, else the one before it."""
    if not found:
        return _named(text)
    end = max(match.end() for match in found)
    body, alias = _named(text[end:])
    if body:
        return body, alias
    start = min(match.start() for match in found)
    body, alias = _named(text[:start].rstrip(" \u3000(（「"))
    if body:
        return body, alias
    # 令和5年度 みなと市協働推進会議（第2回）: between the year and the session.
    first = min(found, key=lambda match: match.start())
    second = [match for match in found if match.start() > first.end()]
    return _named(text[first.end() : second[0].start()].rstrip(" \u3000(（「")) if second else ("", "")


def _named(text: str) -> tuple[str, str]:
    """The name of a body at the start of a text, and its other name in brackets."""
    lead = _LEAD.match(flat(text))
    text = text[lead.end() :] if lead else text
    plain = flat(text)
    cut = re.search(
        rf"\s*[(]?(?:{KINDS})[)]?\s*(?:[(][^()]*[)])?\s*$|(?:が|は|を|に)(?=\s*(?:令和|平成|昭和|去る|\d{{1,4}}[年月]|開催|つい|、))|[、。]|\s+-|[」』】]",
        plain,
    )
    while cut and cut.start() == 0:
        return "", ""
    name = text[: cut.start()] if cut else text
    bracket = re.search(r"[（(]([^()（）]{2,40})[)）]?\s*$", name)
    alias = ""
    if bracket:
        alias, name = bracket[1], name[: bracket.start()]
        if re.search(r"第|回|年度|案|速報|概要|[一-十\d]+名", alias) or not re.search(_BODY_END, alias):
            alias = ""
    name = re.sub(
        rf"(?:の|{KINDS})$", "", name.lstrip(" \u3000「『【《・:：").rstrip(" \u3000「『【《・:：（(")
    ).strip()
    if not re.search(rf"{_BODY_END}$", name) or len(name) > 45 or len(name) < 3:
        return "", ""
    return name, alias
