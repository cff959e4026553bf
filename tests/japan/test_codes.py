import pytest

from tomoni.japan import codes
from tomoni.japan.errors import CodeNotValid


@pytest.mark.parametrize("text", ["142078", "122137", "14207", "", "1420770", "487201", "000001", "14２07a"])
def test_a_wrong_local_government_code_is_refused(text: str) -> None:
    assert not codes.is_local_government_code(text)


@pytest.mark.parametrize(
    "code",
    ["142077", "122173", "141305", "140007", "390003", "011002", "110001", "281000", "431001", "232025"],
)
def test_a_published_local_government_code_is_accepted(code: str) -> None:
    assert codes.check_local_government_code(code) == code


@pytest.mark.parametrize(
    "number", ["4011001098993", "7010705000725", "2120901007402", "7123456789012", "7010705900725"]
)
def test_a_published_corporate_number_is_accepted(number: str) -> None:
    assert codes.check_corporate_number(number) == number


@pytest.mark.parametrize("number", ["4011001098994", "401100109899", "", "0000000000000", "9000000000000"])
def test_a_wrong_corporate_number_is_refused(number: str) -> None:
    with pytest.raises(CodeNotValid):
        codes.check_corporate_number(number)


def test_a_zero_lost_by_a_spreadsheet_is_put_back_and_reported() -> None:
    assert codes.pad_local_government_code(11002) == ("011002", True)
    assert codes.pad_local_government_code("１４２０７７") == ("142077", False)
    with pytest.raises(CodeNotValid):
        codes.pad_local_government_code(14207)


def test_a_field_declared_as_five_digits_is_completed() -> None:
    assert codes.complete_local_government_code("14207") == "142077"
    with pytest.raises(CodeNotValid, match="5桁"):
        codes.complete_local_government_code("142077")


def test_the_message_says_what_is_wrong_with_a_corporate_number() -> None:
    for typed, said in [
        ("4.0110011E+12", "文字列にして"),
        ("T4011001098993", "インボイス"),
        ("4011001098994", "検査数字"),
        ("なし", "空欄"),
    ]:
        with pytest.raises(CodeNotValid, match=said):
            codes.check_corporate_number(typed)


def test_full_width_figures_and_hyphens_are_taken() -> None:
    assert codes.check_corporate_number("４０１１００１０９８９９３") == "4011001098993"
    assert codes.check_corporate_number("4-0110-0109-8993") == "4011001098993"
    assert codes.check_local_government_code("１４ ２０７７") == "142077"
