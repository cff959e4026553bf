"""Bytes into text by a short strict cascade, and which characters an old encoding cannot carry."""

import re
from collections.abc import Iterable

from tomoni.reading.errors import Unreadable

# What a person may choose in a preview when the guess is wrong.
CHOICES = {
    "utf-8": "UTF-8",
    "cp932": "Shift_JIS（CP932）",
    "euc_jp": "EUC-JP",
    "iso2022_jp": "JIS（ISO-2022-JP）",
    "utf-16": "UTF-16",
}
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# Characters that CP932 carries in another form only.
_TO_CP932 = str.maketrans({"〜": "～", "−": "－", "‖": "∥", "—": "―", "¢": "￠", "£": "￡", "¬": "￢"})
_MISSING = "〓"
_SAMPLE = 200_000


def decode(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The text and its encoding, found out unless given; the byte order mark is taken away."""
    if encoding is not None:
        return _decode_as(data, encoding), encoding
    for mark, marked in _MARKS:
        if data.startswith(mark):
            return _decode_as(data, marked), marked
    if data.startswith((b"\x00\x00\xfe\xff", b"+/v")):
        raise Unreadable("文字コードがUTF-32またはUTF-7です。UTF-8で保存し直してください。")
    if b"\x1b$" in data and (text := _strict(data, "iso2022_jp")) is not None:
        return text, "iso2022_jp"
    if (text := _strict(data, "utf-8")) is not None:
        return text, "utf-8"
    candidates = [(name, text) for name in ("cp932", "euc_jp") if (text := _strict(data, name)) is not None]
    if not candidates:
        raise Unreadable(
            "文字コードが分かりません。表計算ソフトで「CSV UTF-8」を選んで保存し直してください。"
        )
    name, text = max(candidates, key=lambda candidate: _plausibility(candidate[1]))
    return text, name


def _decode_as(data: bytes, encoding: str) -> str:
    if encoding not in CHOICES:
        raise Unreadable(
            f"文字コード「{encoding[:20]}」は選べません。{'、'.join(CHOICES.values())}から選んでください。"
        )
    text = _strict(data, encoding)
    if text is None:
        raise Unreadable(
            f"{CHOICES[encoding]}として読めない文字があります。ほかの文字コードを選んでください。"
        )
    return text


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    # Python lets a few bytes through that stand for nothing in CP932.
    if encoding == "cp932" and re.search("[\x80-\xa0\uf8f0-\uf8ff]", text):
        return None
    return text.removeprefix("\ufeff")


def _plausibility(text: str) -> float:
    """How much of the Japanese is what texts are made of: kana and common kanji, hardly half-width kana.

    EUC-JP read as CP932 is mostly half-width kana with ､ and ･ at every second place, and the reverse is rare kanji.
    """
    signs = re.findall("[^\x00-\x7f]", text[:_SAMPLE])
    if not signs:
        return 0
    return sum(map(_weight, signs)) / len(signs)


def _weight(sign: str) -> float:
    if "ぁ" <= sign <= "ん" or "ァ" <= sign <= "ー":
        return 1.0
    if "｡" <= sign <= "ﾟ":
        return 0.2 if sign >= "ｱ" else 0.0
    if "一" <= sign <= "鿿":
        return 0.6 if _is_first_level(sign) else 0.05
    return 0.5 if sign in "、。（）「」・０１２３４５６７８９〜～　" else 0.2


def _is_first_level(sign: str) -> bool:
    try:
        return sign.encode("euc_jp")[0] < 0xD0
    except UnicodeEncodeError:
        return False


def not_in_cp932(text: str) -> tuple[str, ...]:
    """The characters CP932 cannot carry, each once, in their order."""
    return tuple(dict.fromkeys(_lost(text.translate(_TO_CP932))))


def _lost(text: str) -> Iterable[str]:
    for sign in text:
        try:
            sign.encode("cp932")
        except UnicodeEncodeError:
            yield sign


def encode_cp932(text: str) -> tuple[bytes, tuple[str, ...]]:
    """The bytes, with 〓 for what cannot be carried, and what that was."""
    lost = not_in_cp932(text)
    replaced = "".join(_MISSING if sign in lost else sign for sign in text.translate(_TO_CP932))
    return replaced.encode("cp932"), lost
