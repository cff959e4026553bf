"""Which parts of a text are probably not as their writer meant them: a foreign fragment, a broken encoding."""

import re
import unicodedata

# Lead signs of UTF-8 Japanese read as CP932; only 縺れる is a word.
_MOJIBAKE = re.compile(r"(?:[縺繧繝](?![らりるれろ])[^\s縺繧繝]?)+")
# Kanji of names that stand in no Japanese character set of two bytes.
_NAME_KANJI = "𠮷𣘺𡈽𡌛"
_FOREIGN_SCRIPTS = ("HANGUL", "THAI", "ARABIC", "HEBREW", "DEVANAGARI", "BOPOMOFO")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"


def fragments(text: str) -> tuple[str, ...]:
    """The suspicious fragments in their order: 也不错 for text with a simplified-Chinese word in it."""
    found = [match[0] for match in re.finditer(rf"[{_HAN}]+|[^\s{_HAN}]+", text) if _is_strange(match[0])]
    found += [match[0] for match in _MOJIBAKE.finditer(text)]
    return tuple(dict.fromkeys(_strange_part(fragment) for fragment in found))


def _is_strange(run: str) -> bool:
    return any(_is_strange_sign(sign) for sign in run)


def _strange_part(run: str) -> str:
    """A run of kanji whole (a word), of other signs only the strange ones."""
    if re.match(rf"[{_HAN}]", run) or _MOJIBAKE.match(run):
        return run
    return "".join(sign for sign in run if _is_strange_sign(sign))


def _is_strange_sign(sign: str) -> bool:
    if sign < "\u0300":
        return sign < " " or "\x7f" <= sign < "\xa0"
    if sign == "\ufffd" or unicodedata.category(sign) in ("Co", "Cn", "Cs"):
        return True
    if re.match(f"[{_HAN}]", sign):
        return not _is_japanese_kanji(sign)
    return unicodedata.name(sign, "").startswith(_FOREIGN_SCRIPTS)


def _is_japanese_kanji(sign: str) -> bool:
    """In JIS X 0213, among the extensions that Japanese Windows carries (髙, 﨑), or known from names."""
    if sign in _NAME_KANJI:
        return True
    for encoding in ("euc_jis_2004", "cp932"):
        try:
            sign.encode(encoding)
        except UnicodeEncodeError:
            continue
        return True
    return False
