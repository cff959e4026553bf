"""Names of groups that stand in one cell, parted only by blanks; cut where the stated number of groups says so."""

import re

from tomoni.reading.signs import flat

_SUFFIX = re.compile(r"(?:支部|分会|支会|支所|部会|事務局|実行委員会|地区|本部|有志|青年部|女性部)$")
_ENDING = re.compile(
    r"(?:会|協会|クラブ|ネットワーク|団体|センター|サークル|の会|連合|連絡会|連絡協議会|協議会|プロダクション|サポート|グループ|組合|ひろば|隊|塾|株式会社|財団|[)）])$"
)
_OPENING = re.compile(
    r"(?:認定|特定非営利|NPO|一般社団|公益社団|一般財団|公益財団|社会福祉|株式会社|[(]特|[(]一社|学校法人)"
)
_SIGNS = re.compile(r"\s*(?:\n|[、，,;；]|・\s|^・|[●○◆■])\s*")


def parted(text: str, count: int | None) -> tuple[list[str], float]:
    """The names with how sure the cut is; nothing where signs do not part them and no number says how many."""
    pieces = [piece.strip(" \u3000・●○◆■") for piece in re.split(r"\n|[、，；;]|(?:^|\s)[・●○◆■]", text)]
    pieces = [piece for piece in pieces if piece]
    if count is not None and len(pieces) == count:
        return pieces, 0.97
    if count is None:
        return (
            (pieces, 0.85)
            if len(pieces) > 1
            else (pieces, 0.8)
            if len(text.split()) == 1 and pieces
            else ([], 0)
        )
    tokens = [(token, at) for at, piece in enumerate(pieces) for token in piece.split()]
    if count < 1 or len(tokens) < count:
        return [], 0
    gaps = [
        (_cut(tokens[i][0], tokens[i + 1][0]) + (10 if tokens[i][1] != tokens[i + 1][1] else 0), i)
        for i in range(len(tokens) - 1)
    ]
    ranked = sorted(gaps, key=lambda gap: -gap[0])
    chosen, left = ranked[: count - 1], ranked[count - 1 :]
    if chosen and left and chosen[-1][0] <= left[0][0]:
        return [], 0
    if chosen and chosen[-1][0] <= 0:
        return [], 0
    cuts = {at for _, at in chosen}
    names: list[list[str]] = [[]]
    for at, (token, _) in enumerate(tokens):
        names[-1].append(token)
        if at in cuts:
            names.append([])
    return [" ".join(name) for name in names], 0.9


def _cut(left: str, right: str) -> int:
    """How likely a name ends between two words."""
    plain_left, plain_right = flat(left), flat(right)
    if plain_right.startswith("法人") or plain_left in ("認定", "一般", "公益", "特定非営利活動法人"):
        return -5
    if plain_left.isascii() and not plain_left.endswith(")"):
        return -4
    if _SUFFIX.search(plain_right) and len(plain_right) <= 6:
        return -2
    score = 1
    if _ENDING.search(plain_left):
        score += 2
    if _OPENING.match(plain_right):
        score += 2
    if re.match(r"[A-Za-z]", plain_right):
        score += 1
    return score
