"""Lists of groups, departments and projects: rows under a header, each cell under what it means."""

import re
from dataclasses import dataclass, field
from typing import Literal

from tomoni.reading.documents import Document, Table
from tomoni.reading.facts import Fact
from tomoni.reading.signs import tight

Kind = Literal["groups", "departments", "projects"]
_NAMES: dict[Kind, str] = {
    "groups": r"(?:団体|法人|グループ|サークル|組織)(?:等)?名(?:称)?|(?:団体|法人)の名称|登録団体名?|名称",
    "departments": r"(?:担当)?(?:部署|課|所属|組織|部課|課室|課所)名?(?:称)?|(?:部|局)?課(?:室|係)?名",
    "projects": r"(?:協働)?(?:事業|プロジェクト|取組|提案|案件)(?:の)?名(?:称)?|件名",
}
_FIELDS: dict[str, str] = {
    "number": r"番号|No\.?|NO\.?|№|登録番号|整理番号",
    "kana": r"ふりがな|フリガナ|よみがな|ヨミガナ|カナ|読み|団体名(?:ふりがな|カナ|かな)",
    "corporate_number": r"法人番号",
    "kind": r"種別|団体種別|法人格|形態|協働の?形態|区分",
    "field": r"(?:活動)?分野|活動の分野|主な活動分野|分類",
    "activity": r"活動内容|主な活動(?:内容)?|活動の内容|目的|活動目的|事業内容|内容|概要|事業概要|所掌事務|分掌事務|事務分掌|業務内容|担当業務|主な業務",
    "area": r"活動(?:地域|区域|場所|エリア)|地区|実施場所|対象地域",
    "members": r"会員数|構成員数|人数|メンバー数",
    "founded": r"設立(?:年月日?|日|年)?|発足(?:年月日?)?|創立",
    "representative": r"代表者?(?:名|氏名)?|責任者|会長名?",
    "telephone": r"電話(?:番号)?|TEL|Tel|連絡先|連絡先電話番号|内線",
    "fax": r"FAX(?:番号)?|ファクス|ファックス",
    "mail": r"(?:電子)?メール(?:アドレス)?|E-?mail|e-?mail",
    "web": r"ホームページ|HP|URL|ウェブサイト|サイト",
    "address": r"住所|所在地|事務所(?:の)?所在地",
    "parent": r"部局?名?|局名?|上位組織|所属部",
    "department": r"担当課|所管課|担当部署|主管課|事業担当課|市の?担当課",
    "partner": r"(?:協働の?)?相手(?:方|団体|先)?(?:名)?|協働団体|実施団体|提案団体|団体名|パートナー",
    "fiscal_year": r"年度|実施年度",
    "period": r"(?:実施|事業)?期間|実施時期|時期|実施日",
    "cost": r"(?:事業費|予算額?|経費|金額|市の?経費|委託料|補助金額?)(?:\(.*\))?",
    "city_role": r"(?:市|行政)の?役割(?:分担)?",
    "group_role": r"(?:団体|相手方?)の?役割(?:分担)?",
    "result": r"(?:実績|成果|結果|評価|効果)",
    "note": r"備考|その他|摘要",
}  # fmt: skip


@dataclass(slots=True)
class Entry:
    """`fields`: what the header says under names of ours; `other`: under the header's own words."""

    name: Fact[str]
    fields: dict[str, Fact[str]] = field(default_factory=dict)
    other: dict[str, Fact[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Listing:
    kind: Kind
    entries: list[Entry] = field(default_factory=list)


def read_listings(document: Document) -> list[Listing]:
    """Every table that is a list of one of the three kinds."""
    found: list[Listing] = []
    for table in document.tables:
        listing = _listing(table)
        if listing is None:
            continue
        same = next((known for known in found if known.kind == listing.kind), None)
        if same is None:
            found.append(listing)
        else:
            same.entries += listing.entries
    return found


def kind_of(table: Table) -> tuple[Kind, int, int] | None:
    """What the table lists, the row of its header and the column of its names."""
    for at, row in enumerate(table.rows[:4]):
        names = [tight(cell.text) for cell in row]
        if sum(bool(name) for name in names) < 2:
            continue
        for kind in ("projects", "groups", "departments"):
            column = next((i for i, name in enumerate(names) if re.fullmatch(_NAMES[kind], name)), None)
            if column is None:
                continue
            others = [name for i, name in enumerate(names) if i != column and name and _field(name)]
            if others or len([name for name in names if name]) == 2:
                return kind, at, column
    return None


def _listing(table: Table) -> Listing | None:
    found = kind_of(table)
    if found is None:
        return None
    kind, header, column = found
    names = [" ".join(cell.text.split()) for cell in table.rows[header]]
    listing = Listing(kind)
    above: dict[int, str] = {}
    for row in table.rows[header + 1 :]:
        cell = row[column] if len(row) > column else None
        if cell is None or not cell.text or [tight(c.text) for c in row] == [tight(n) for n in names]:
            for at, other in enumerate(row):
                if other.text:
                    above[at] = other.text
            continue
        if re.fullmatch(r"(?:合?計|総計|小計)", tight(cell.text)) or any(
            each.text for each in row[len(names) :]
        ):
            continue
        entry = Entry(Fact(" ".join(cell.text.split()), cell.place, cell.text, 0.97))
        for at, other in enumerate(row):
            if at == column or not other.text or at >= len(names):
                continue
            known = _field(tight(names[at]))
            fact = Fact(other.text, other.place, other.text, 0.95)
            if known and known not in entry.fields:
                entry.fields[known] = fact
            else:
                entry.other[names[at] or f"{at + 1}列目"] = fact
        listing.entries.append(entry)
    return listing if listing.entries else None


def _field(name: str) -> str | None:
    return next((field for field, pattern in _FIELDS.items() if re.fullmatch(pattern, name)), None)
