"""The words that head a part of a municipal document (日時, 出席者, 議題 …) and what stands behind them."""

import re
from dataclasses import dataclass
from functools import lru_cache

from tomoni.reading.signs import flat

# In each list the longer first. A weak word heads something only where a sign or the line's end follows it.
STRONG: dict[str, tuple[str, ...]] = {
    "posted": ("掲載日", "公開日", "更新日", "最終更新日", "発行日", "発行年月日", "作成日", "作成年月日"),
    "meeting": ("会議の名称", "会議名称", "審議会等の名称", "附属機関等の名称", "会議名", "名称", "件名"),
    "when": ("開催日時", "開催年月日", "開催日程", "開催時間", "開催期日", "実施日時", "実施日", "会議日時", "開催日", "日時", "期日", "とき", "日程"),
    "hours": ("開会時刻", "開会時間", "閉会時刻", "開会及び閉会時刻", "開閉会時刻"),
    "where": ("開催場所", "開催会場", "実施場所", "会議場所", "場所", "会場", "ところ"),
    "attending": (
        "出席した者の氏名", "出席者の氏名", "出席者及び欠席者", "出席者数", "出席委員数", "出席委員", "出席構成員", "出席者", "参加者数",
        "参加人数", "参加者", "出席状況", "委員の出欠", "出欠状況", "参加団体数", "参加団体", "参加", "出席", "構成員出席者",
    ),
    "absent": ("欠席した者の氏名", "欠席者の氏名", "欠席委員", "欠席構成員", "欠席者数", "欠席者", "欠席"),
    "observers": ("傍聴人の数", "傍聴者の数", "傍聴人数", "傍聴者数", "傍聴の状況", "傍聴人", "傍聴者", "傍聴"),
    "openness": ("会議の公開又は非公開の別", "会議の公開・非公開の別", "公開又は非公開の別", "公開・非公開の別", "公開非公開の別", "会議の公開・非公開", "公開・非公開", "公開の可否", "会議の公開", "公開区分", "公開可否"),
    "closed_reason": ("非公開の理由", "一部非公開の理由", "非公開とした理由", "非公開理由"),
    "agenda": (
        "会議の議題及び結果", "会議の議題", "会議の次第", "会議次第", "議事次第", "議事日程", "議事内容", "議事の内容", "議事事項", "議題及び議事の要旨",
        "審議事項", "会議の案件", "会議事項", "会議内容", "会議の内容", "会議の概要", "会議概要", "会議結果", "会議の結果", "審議内容", "審議の内容", "審議経過", "会議経過", "会議の経過",
        "結果概要", "摘録", "議事の概要", "議事概要", "議事の経過", "議事要旨", "議事録", "次第", "議題等", "議題", "議事", "案件",
    ),
    "statements": (
        "主な発言内容", "主な発言", "主な意見等", "主な御意見", "主なご意見", "主な意見", "主な質疑応答", "主な質疑", "発言の要旨", "発言要旨", "発言内容", "質疑応答",
        "意見内容", "委員意見内容", "意見の内容", "主なやりとり", "主なやり取り", "意見交換の内容", "意見交換の概要", "意見の概要", "委員からの主な意見", "委員の主な意見", "参加者からの主な意見", "主な委員意見", "出された意見", "出された主な意見",
        "寄せられた意見", "寄せられた主な意見", "いただいたご意見", "いただいた意見", "質疑・意見等", "質疑・意見", "意見・質疑", "意見等", "主な委員コメント",
    ),
    "decisions": ("決定事項", "合意事項", "確認事項", "まとめ"),
    "papers": ("会議資料の名称", "会議資料", "配布資料", "配付資料", "提出資料", "使用資料", "資料の名称", "資料一覧"),
    "next": ("次回の開催予定", "次回開催予定", "次回の開催日程", "次回開催日", "次回開催", "次回の開催", "次回の予定", "次回会議", "次回の会議", "次回の日程", "次回日程", "次回予定", "次回", "今後の予定", "今後の日程"),
    "contact": (
        "このページに関するお問い合わせ先", "このページに関するお問い合わせ", "本件に関するお問い合わせ", "お問い合わせ先", "お問合せ先", "お問い合わせ", "お問合せ", "問い合わせ先", "問合わせ先", "問合せ先", "連絡先", "担当部署", "担当課", "所管課", "事務局の名称", "会議の庶務",
    ),
    "publisher": ("発行者", "発行元", "編集・発行", "発行・編集", "発行", "編集発行"),
    "staff": ("出席職員", "出席した職員", "事務局出席者", "事務局職員"),
    "outline": ("実施概要", "開催概要", "概要"),
    "purpose": ("開催趣旨", "開催目的", "実施目的", "目的", "趣旨", "テーマ"),
}  # fmt: skip
WEAK: dict[str, tuple[str, ...]] = {
    "contact": ("事務局", "担当", "作成", "庶務"),
    "papers": ("資料",),
    "statements": ("意見交換", "質疑", "発言", "ご意見", "意見", "参加者の声", "感想"),
    "attending": ("委員", "構成員", "出席者等", "出席人数", "参加団体・人数"),
    "agenda": ("協議事項", "報告事項", "協議", "内容", "結果", "会議", "プログラム"),
    "hours": ("開会", "閉会", "時間"),
    "next": ("その後の予定",),
    "publisher": ("編集",),
}
# Short ones that a sentence may begin with: a bracket, colon or the line's end has to follow.
_SENTENCE = {
    "参加",
    "とき",
    "まとめ",
    "次回",
    "会場",
    "ところ",
    "テーマ",
    "目的",
    "出席",
    "欠席",
    "発行",
    "議事",
    "件名",
    "名称",
    "趣旨",
    "概要",
    "傍聴",
    "日程",
    "質疑応答",
}
_OPEN = r"[\[(【<《〔≪〈『「■●◎○◆◇□▼▶*・~\-\s]*"
_CLOSE = r"[\])】>》〕≫〉』」~\-\s]*"
_TAIL = r"(?:と(?:市|町|村|県|区|本市)の(?:考え方|回答|対応)|及び(?:結果|人数|氏名|概要)|(?:・|、)(?:結果|人数)|等|について|一覧)?"


@dataclass(frozen=True, slots=True)
class Label:
    """`field`: what it heads; `name`: the word as written; `value`: what follows it on the line; `number`: of a mark before it."""

    field: str
    name: str
    value: str
    is_alone: bool


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, str, bool, re.Pattern[str]], ...]:
    rows = []
    for table, weak in ((STRONG, False), (WEAK, True)):
        for name, words in table.items():
            for word in words:
                spaced = r"\s*".join(map(re.escape, word))
                must = weak or word in _SENTENCE
                rows.append((name, word, must, re.compile(rf"{spaced}{_TAIL}")))
    rows.sort(key=lambda row: -len(row[1]))
    return tuple(rows)


_NUMBERED = re.compile(r"(?:\d{1,2}[.、)]?|[(]\d{1,2}[)]|[①-⑳]|[一二三四五六七八九十]{1,2}[、.])?\s*")


@lru_cache(maxsize=8192)
def label_of(text: str) -> Label | None:
    """The label a line begins with. One that a sentence could begin with as well needs a sign behind it."""
    if len(text) > 4000:
        return None
    plain = flat(text)
    lead = re.match(_OPEN, plain)
    at = lead.end() if lead else 0
    numbered = _NUMBERED.match(plain, at)
    begin = numbered.end() if numbered else at
    boxed = bool(lead and re.search(r"[\[(【<《〔≪〈■●◎◆□▼]", lead[0]))
    lead_again = re.compile(_OPEN).match(plain, begin)
    begin = lead_again.end() if lead_again else begin
    for name, word, must, pattern in _patterns():
        found = pattern.match(plain, begin)
        if found is None:
            continue
        label = _behind(text, plain, name, found, word if must and not boxed else "")
        if label is not None:
            return label
    return None


def _behind(text: str, plain: str, name: str, found: re.Match[str], word: str) -> Label | None:
    """`word`: the label's, where a sign has to follow it."""
    must = bool(word)
    rest = plain[found.end() :]
    close = re.match(_CLOSE, rest)
    closed = close[0] if close else ""
    after = rest[len(closed) :]
    said = text[found.start() : found.end()].strip()
    tab = "\t" in text[found.end() : found.end() + len(closed) + 1]
    if not after:
        return Label(name, said, "", is_alone=True)
    if after.startswith((":", ";")) or tab:
        value = text[found.end() + len(closed) + (0 if tab and after[0] != ":" else 1) :].strip(
            " \u3000\t:："
        )
        return Label(name, said, value, is_alone=False)
    value = text[found.end() + len(closed) :].strip()
    if any(sign in closed for sign in ")】>》〕≫〉]") and not must:
        return Label(name, said, value, is_alone=False)
    if any(sign in closed for sign in "】>》〕≫〉"):
        return Label(name, said, value, is_alone=False)
    if must:
        is_short = (
            closed
            and not closed.strip()
            and word in _SENTENCE
            and len(after) < 60
            and not after.endswith("。")
        )
        return Label(name, said, value, is_alone=False) if is_short else None
    if closed.strip() == "" and closed:
        return Label(name, said, value, is_alone=False)
    if name in ("when", "posted") and re.match(r"(?:令和|平成|昭和|[12]\d{3}|[RHS]\d)", after):
        return Label(name, said, value, is_alone=False)
    if name == "where" and found[0] in ("開催場所", "開催会場", "実施場所") and "は" not in after[:2]:
        return Label(name, said, value, is_alone=False)
    if re.fullmatch(r"[(](?:[^()]{1,30})[)]", after):
        return Label(name, said, value, is_alone=True)
    return None
