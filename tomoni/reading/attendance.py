"""Who came, by category with counts; where only names stand, they stay text and nobody is counted."""

import re
from dataclasses import dataclass, field

from tomoni.reading import counts
from tomoni.reading.documents import Line, Table
from tomoni.reading.facts import Fact
from tomoni.reading.labels import Label
from tomoni.reading.marks import mark_of
from tomoni.reading.signs import flat, tight

_CATEGORY = re.compile(
    "委員|構成員|会員|事務局|職員|市民|参加者|出席者|欠席者|団体|NPO|行政|オブザーバー|関係者|メンバー|学識|有識|公募|課|市側|県|町|村|区|住民|学生|生徒|事業者|企業"
    "|センター|協議会|来場|一般|講師|スタッフ|議員|地域|自治会|町内会|会場|オンライン|ウェブ|Web|ＷＥＢ|リモート|大学|学校|法人|組合|社協|連合|代表|役員|推進員|アドバイザー|コーディネーター|ボランティア|幹事|部会|世話人|リーダー|保護者|生|者$|員$|課$|部$|会$"
)
_TOTAL = re.compile(r"(?:合計|総数|総計|全員|延べ|のべ|計|合わせて|あわせて)\s*[:(]?\s*$")
_NOTE = re.compile(r"[(\[][^()\[\]]*$")
_SPLIT = re.compile(r"[、,;\n・/／]|\s{2,}|\t|[)\]]\s*(?=[^\s)\]])|\s(?=[^\s\d(]{2,})")


@dataclass(slots=True)
class Attendance:
    """`category`: as written; `state`: present, absent or total; `note`: 公募 and the like."""

    category: Fact[str]
    people: Fact[int] | None = None
    groups: Fact[int] | None = None
    note: Fact[str] | None = None
    state: str = "present"


@dataclass(slots=True)
class Presence:
    rows: list[Attendance] = field(default_factory=list)
    observers: Fact[int] | None = None
    text: list[Fact[str]] = field(default_factory=list)


def read_line(line: Line, label: Label, into: Presence, *, state: str) -> None:
    """One line below 出席者 or 欠席者. A figure counts only where it is clear whom it counts."""
    text = line.text
    if re.fullmatch(r"(?:な\s*し|無\s*し|-|―)[。]?", text):
        return
    if observers := observers_in(line):
        into.observers = into.observers or observers
        text = _without_observers(text)
        if not text.strip(" \u3000、()（）<>＜＞"):
            return
    plain = flat(text)
    found = _pairs(text, plain, label)
    for category, note, count, is_total in found:
        fact = Fact(count, line.place, line.raw or line.text, 0.95)
        into.rows.append(
            Attendance(
                Fact(category, line.place, line.raw or line.text, 0.9),
                people=fact,
                note=Fact(note, line.place, line.text, 0.9) if note else None,
                state="total" if is_total else state,
            )
        )
    if not found:
        into.text.append(line.fact(0.9))


def _pairs(text: str, plain: str, label: Label) -> list[tuple[str, str, int, bool]]:
    heads = [head for head in counts.people(plain) if not _is_of_them(plain[: head.begin])]
    if not heads:
        return []
    if re.search(r"(?:名|人)\s*(?:中|のうち)\s*[、,]?", plain):
        return _out_of(text, plain, heads, label)
    named = _after_names(text, plain, heads, label)
    return [named] if named else _each(text, plain, heads, label)


def _each(text: str, plain: str, heads: list[counts.Count], label: Label) -> list[tuple[str, str, int, bool]]:
    """Every count under the words in front of it; none at all where one of them is unclear."""
    found: list[tuple[str, str, int, bool]] = []
    begin = 0
    for head in heads:
        before = plain[begin : head.begin]
        original = text[begin : head.begin]
        begin = head.end
        if re.search(r"うち|内訳|定員|定数", before) and found:
            continue
        if re.search(r"定員|定数", before):
            return []
        if _is_total(before):
            found.append((_clean(original) or "計", "", head.number, True))
            continue
        category, note = _category(original, before, label)
        if not category:
            if len(heads) > 1 or before.count("、") > 1:
                return []
            category = label.name
            if not _is_countable(before):
                return []
        found.append((category, note, head.number, False))
    return found


def _is_of_them(before: str) -> bool:
    """Inside （うち…）: counted already."""
    inside = before[before.rfind("(") + 1 :] if before.count("(") > before.count(")") else ""
    return re.match(r"\s*(?:うち|内訳?|内、|オンライン|ほか)", inside) is not None


def _is_total(before: str) -> bool:
    return _TOTAL.search(before) is not None or re.fullmatch(r"[\s(]*(?:計|合計)[\s:(]*", before) is not None


def _out_of(
    text: str, plain: str, heads: list[counts.Count], label: Label
) -> list[tuple[str, str, int, bool]]:
    """委員15名中12名."""
    one = counts.present(plain)
    lead = re.split(r"[:(]", plain[: heads[0].begin])[0].strip(" 、") or label.name
    category = text[: len(lead)] if plain.startswith(lead) else lead
    return [(category.strip(), "", one.number, False)] if one and len(heads) <= 2 else []


def _after_names(
    text: str, plain: str, heads: list[counts.Count], label: Label
) -> tuple[str, str, int, bool] | None:
    """委員：…、…、…（14名）: the number of those named, under the word in front of them."""
    if len(heads) != 1 or not re.search(r"[(]\s*(?:計|合計|以上)?\s*\d{1,3}\s*(?:名|人)\s*[)]\s*$", plain):
        return None
    before = plain[: plain.rfind("(")]
    if len(re.findall(r"[、,]|\s(?=\S)", before)) < 2 or re.search(r"\d|ほか|他", before):
        return None
    head, colon, _names = before.partition(":")
    category = _clean(text[: len(head)]) if colon and len(head) <= 12 else label.name
    return (category, "", heads[0].number, False) if _is_known(category) else None


def _category(original: str, before: str, label: Label) -> tuple[str, str]:
    note = ""
    bracket = _NOTE.search(before)
    if bracket:
        inside = original[bracket.start() + 1 :].strip(" \u3000:：")
        before, original = before[: bracket.start()], original[: bracket.start()]
        note = inside
    parts = [part for part in _SPLIT.split(flat(original)) if part and part.strip()]
    last = parts[-1].strip() if parts else ""
    if ":" in last:
        head, _, tail = last.rpartition(":")
        last = tail.strip() or head.strip()
    at = flat(original).rfind(last) if last else -1
    category = _clean(original[at : at + len(last)]) if at >= 0 else ""
    names = len([part for part in parts if not re.search(r"\d", part)])
    if names > 2 and not _is_known(category):
        return "", note
    if category and not _is_known(category):
        return "", note
    if names > 2 and bracket and not note:
        return "", note
    return category, note


def _is_known(category: str) -> bool:
    """A category of people, not a person's name with a title."""
    plain = tight(category)
    if len(plain) > 40 or re.search(r"[。]|した|です|ます", plain):
        return False
    if re.fullmatch(
        r"\S{1,6}(?:会長|委員長|座長|課長|係長|部長|局長|主査|主任|室長|理事長|様|氏|さん)", plain
    ):
        return False
    return _CATEGORY.search(plain) is not None


def _is_countable(before: str) -> bool:
    return not before.strip(" :()") or re.search(r"[、・]", before) is not None or len(before.strip()) < 3


def _clean(text: str) -> str:
    mark = mark_of(text)
    if mark and not mark.counts:
        text = mark.rest
    return text.strip(" \u3000\t:：()（）[]【】<>＜＞、・はがもの等").strip()


_OBSERVERS = re.compile(
    r"傍聴(?:人|者|席|希望者)?(?:の?(?:数|人数|状況))?\s*[:(]?\s*(?:は|が)?\s*[、,]?\s*(?:(?P<n>\d{1,4})\s*(?:名|人)|(?P<none>な\s*し|無\s*し|いません|いなかった)|(?P<zero>0)(?!\d))"
)


def observers_in(line: Line) -> Fact[int] | None:
    """傍聴人:6名, 傍聴者 なし."""
    found = _OBSERVERS.search(flat(line.text))
    if found is None:
        return None
    return Fact(int(found["n"]) if found["n"] else 0, line.place, line.raw or line.text, 0.97)


def _without_observers(text: str) -> str:
    found = _OBSERVERS.search(flat(text))
    return text if found is None else f"{text[: found.start()]} {text[found.end() :]}"


def read_table(table: Table, label: Label, into: Presence, *, state: str = "present") -> bool:
    """区分 | 人数 and the like. Whether it was one."""
    header = [tight(cell.text) for cell in table.rows[0]]
    column = next(
        (
            i
            for i, name in enumerate(header)
            if re.search(r"人数|出席者?数|参加者?数|参加人数|^人$|^数$", name)
        ),
        None,
    )
    rows = table.rows[1:] if column is not None else table.rows
    if column is None:
        column = next(
            (
                i
                for i in range(1, table.width)
                if all(len(r) <= i or not r[i].text or counts.bare(r[i].text) for r in rows)
                and any(len(r) > i and counts.bare(r[i].text) for r in rows)
            ),
            None,
        )
    if column is None:
        return False
    group_column = next((i for i, name in enumerate(header) if "団体数" in name), None)
    found = 0
    for row in rows:
        if len(row) <= column:
            continue
        count = counts.bare(row[column].text)
        name = next((cell for cell in row[:column] if cell.text), None)
        if count is None or name is None:
            continue
        found += 1
        groups = (
            counts.bare(row[group_column].text)
            if group_column is not None and len(row) > group_column
            else None
        )
        if re.match(r"傍聴", tight(name.text)):
            into.observers = Fact(count.number, row[column].place, row[column].text, 0.97)
            continue
        is_total = re.fullmatch(r"(?:合?計|総計|総数)", tight(name.text)) is not None
        into.rows.append(
            Attendance(
                Fact(" ".join(name.text.split()), name.place, name.text, 0.95),
                Fact(count.number, row[column].place, row[column].text, 0.97),
                Fact(groups.number, row[group_column].place, row[group_column].text, 0.97)
                if groups and group_column is not None
                else None,
                state="total" if is_total else state,
            )
        )
    return found > 0
