"""全国地方公共団体コード and 法人番号: validated, never generated for somebody."""

import re
from collections.abc import Callable

from tomoni.japan.errors import CodeNotValid
from tomoni.japan.kana import squeeze


def local_government_check_digit(five: str) -> str:
    """Of two digits for the prefecture and three for the body."""
    total = sum(weight * int(digit) for weight, digit in zip((6, 5, 4, 3, 2), five, strict=True))
    return str((11 - total % 11) % 10)


def check_local_government_code(text: str) -> str:
    """The six digits in ASCII; refuses anything else and says why."""
    code = squeeze(text)
    if not re.fullmatch(r"[0-9]{6}", code):
        raise CodeNotValid(
            f"団体コード「{text[:20]}」は6桁の数字ではありません。検査数字まで含めた6桁で入力してください（例：142077）。"
        )
    if not 1 <= int(code[:2]) <= 47:
        raise CodeNotValid(f"団体コード「{code}」の先頭2桁は都道府県の番号（01〜47）にしてください。")
    if local_government_check_digit(code[:5]) != code[5]:
        raise CodeNotValid(
            f"団体コード「{code}」は検査数字（末尾の1桁）が合いません。書き写しの誤りがないか確かめてください。"
        )
    return code


def is_local_government_code(text: str) -> bool:
    return _holds(check_local_government_code, text)


def complete_local_government_code(five: str) -> str:
    """Where a field is declared as five digits: the six digits with the check digit."""
    code = squeeze(five)
    if not re.fullmatch(r"[0-9]{5}", code):
        raise CodeNotValid(
            f"「{five[:20]}」は5桁の団体コードではありません。5桁の数字で入力してください（例：14207）。"
        )
    return check_local_government_code(code + local_government_check_digit(code))


def pad_local_government_code(value: str | int) -> tuple[str, bool]:
    """The six digits of a code that a spreadsheet kept as a number; whether a zero was put back."""
    text = squeeze(str(value))
    padded = "0" + text if re.fullmatch(r"[0-9]{5}", text) else text
    return check_local_government_code(padded), padded != text


def corporate_number_check_digit(base: str) -> str:
    """Of the twelve digits after it."""
    # The ordinance's printed formula can be read as taking the remainder inside the sum; it belongs after it.
    total = sum(int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(base)))
    return str(9 - total % 9)


def check_corporate_number(text: str) -> str:
    """The thirteen digits in ASCII.

    A 0 read as 9 passes the check digit: show the registered name for confirmation.
    """
    number = squeeze(text)
    if re.fullmatch(r"[0-9.]+E\+?[0-9]+", number, re.IGNORECASE):
        raise CodeNotValid(
            f"法人番号「{number}」は表計算ソフトで桁が失われています。列を文字列にして13桁を入力し直してください。"
        )
    if re.fullmatch(r"T[0-9]{13}", number, re.IGNORECASE):
        raise CodeNotValid(
            "Tで始まるのはインボイスの登録番号です。法人番号はTを除いた13桁で入力してください。"
        )
    number = re.sub(r"(?<=[0-9])-(?=[0-9])", "", number)
    if not re.fullmatch(r"[0-9]{13}", number):
        raise CodeNotValid(
            f"法人番号「{text[:20]}」は13桁の数字ではありません。13桁で入力してください。法人番号のない団体は空欄のままにしてください。"
        )
    if int(number[1:]) == 0 or corporate_number_check_digit(number[1:]) != number[0]:
        raise CodeNotValid(
            f"法人番号「{number}」は検査数字（先頭の1桁）が合いません。書き写しの誤りがないか確かめてください。"
        )
    return number


def is_corporate_number(text: str) -> bool:
    return _holds(check_corporate_number, text)


def _holds(check: Callable[[str], str], text: str) -> bool:
    try:
        check(text)
    except CodeNotValid:
        return False
    return True
