"""Width, kana and dashes: foldings for matching and sorting, never for what is stored or shown."""

import re
import unicodedata

from tomoni.japan.errors import ReadingNotValid

_WAVES = "〜～∼∿˜⁓~"
_DASHES = "‐‑‒–—―−－﹣⁃-"
_UNIFY = str.maketrans(dict.fromkeys(_WAVES, "~") | dict.fromkeys(_DASHES, "-"))
_KATAKANA_TO_HIRAGANA = {code: code - 0x60 for code in (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)}
_HIRAGANA_TO_KATAKANA = {hiragana: katakana for katakana, hiragana in _KATAKANA_TO_HIRAGANA.items()}
_KANJI_DIGITS = {kanji: value for value, kanji in enumerate("〇一二三四五六七八九")} | {"零": 0}


def fold(text: str) -> str:
    """For matching: NFKC, one wave, one dash, lower case, single spaces; サ-ビス and 82ー1111 are mended."""
    plain = unicodedata.normalize("NFKC", text).translate(_UNIFY).casefold()
    plain = re.sub(r"(?<=\d)ー(?=\d)", "-", plain)
    plain = re.sub(r"(?<=[ァ-ヺー])-(?=[ァ-ヺ])", "ー", plain)
    return " ".join(unicodedata.normalize("NFKC", plain).split())


def squeeze(text: str) -> str:
    """NFKC without any blank, waves and dashes made one: a date or number typed in any width."""
    return "".join(unicodedata.normalize("NFKC", text).translate(_UNIFY).split())


def hiragana(text: str) -> str:
    """Katakana of any width to hiragana; other characters as NFKC leaves them."""
    return unicodedata.normalize("NFKC", text).translate(_KATAKANA_TO_HIRAGANA)


def katakana(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_HIRAGANA_TO_KATAKANA)


def digits(text: str) -> str:
    """Kanji numbers before 年, 月 and 日 as figures: 二十六年 → 26年, 二〇一九年 → 2019年."""
    return re.sub(r"[〇零一二三四五六七八九十]{1,6}(?=年|月|日)", lambda found: _figure(found[0]), text)


def _figure(kanji: str) -> str:
    if "十" not in kanji:
        return "".join(str(_KANJI_DIGITS[sign]) for sign in kanji)
    tens, _, ones = kanji.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return kanji
    return str((_KANJI_DIGITS[tens] if tens else 1) * 10 + (_KANJI_DIGITS[ones] if ones else 0))


_SMALL = dict(zip("ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ", strict=True))
_VOWELS = {
    kana: vowel
    for vowel, row in {
        "あ": "あかさたなはまやらわ",
        "い": "いきしちにひみりゐ",
        "う": "うくすつぬふむゆる",
        "え": "えけせてねへめれゑ",
        "お": "おこそとのほもよろを",
    }.items()
    for kana in row
}
_VOICED, _HALF_VOICED = "\u3099", "\u309a"


def reading_key(text: str) -> str:
    """A string that sorts as dictionaries do: base kana, then 濁点・半濁点, then 長音 and small kana.

    Compare code points (Python, SQLite BINARY, PostgreSQL COLLATE "C"). Marks and blanks do not count.
    """
    base: list[str] = []
    voices: list[str] = []
    sizes: list[str] = []
    for sign in unicodedata.normalize("NFD", hiragana(text).casefold()):
        if sign in (_VOICED, _HALF_VOICED):
            if voices:
                voices[-1] = "1" if sign == _VOICED else "2"
            continue
        plain, size = _base_of(sign, base[-1] if base else "")
        if plain:
            base.append(plain)
            voices.append("0")
            sizes.append(size)
    levels = ("".join(base), "".join(voices).rstrip("0"), "".join(sizes).rstrip("0"))
    return " ".join(levels).rstrip()


def _base_of(sign: str, before: str) -> tuple[str, str]:
    if sign == "ー":
        return _VOWELS.get(before, ""), "1"
    if sign == "ゝ":
        return before, "1"
    if sign in _SMALL:
        return _SMALL[sign], "2"
    return (sign if sign.isalnum() else ""), "0"


def is_reading(text: str) -> bool:
    return _reading(text) is not None


def check_reading(text: str) -> str:
    """The reading as it is stored: hiragana, blanks made one; anything but kana is refused."""
    reading = _reading(text)
    if reading is None:
        raise ReadingNotValid(
            "よみがなは、ひらがな又はカタカナで入力してください（例：ちがさき みどりのかい）。"
        )
    return reading


def _reading(text: str) -> str | None:
    reading = " ".join(hiragana(text).translate(_UNIFY).split())
    reading = re.sub(r"(?<=[ぁ-ゖー])-", "ー", reading)
    whole = re.fullmatch(r"[ぁ-ゖ](?:[ぁ-ゖーゝゞ]|[ ・](?=[ぁ-ゖ]))*", reading)
    return reading if whole else None
