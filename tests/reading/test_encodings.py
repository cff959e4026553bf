import pytest
from hypothesis import given
from hypothesis import strategies as st

from tomoni.reading.encodings import CHOICES, decode, encode_cp932, not_in_cp932
from tomoni.reading.errors import Unreadable

LINE = "分類,意見\r\nA,会場が遠いので、オンラインでも参加したい\r\nB,ﾊﾟﾚｯﾄで話したい\r\n"


@pytest.mark.parametrize(
    "data", [b"\xff\xfe\x00", b"\x83", b"a\x80\xff", b"\x00\x00\xfe\xff\x00\x00\x00a", b"\xa0\xfd"]
)
def test_bytes_of_no_known_encoding_are_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match="保存し直|選んで"):
        decode(data)


def test_a_chosen_encoding_that_does_not_fit_is_refused() -> None:
    with pytest.raises(Unreadable, match="ほかの文字コード"):
        decode("協働".encode("cp932"), "utf-8")
    with pytest.raises(Unreadable, match="選べません"):
        decode(b"a", "rot13")


@pytest.mark.parametrize("encoding", sorted(CHOICES))
def test_every_encoding_is_found_out(encoding: str) -> None:
    text = LINE if encoding != "iso2022_jp" else LINE.replace("ﾊﾟﾚｯﾄ", "パレット")
    assert decode(text.encode(encoding)) == (text, encoding)


@pytest.mark.parametrize(("data", "encoding"), [(("\ufeff" + LINE).encode(), "utf-8"), (LINE.encode("utf-16"), "utf-16"),
                                                (b"\xfe\xff" + LINE.encode("utf-16-be"), "utf-16")])  # fmt: skip
def test_a_byte_order_mark_decides_and_is_taken_away(data: bytes, encoding: str) -> None:
    assert decode(data) == (LINE, encoding)


def test_plain_ascii_is_utf8() -> None:
    assert decode(b"a,b\n") == ("a,b\n", "utf-8")


@pytest.mark.parametrize(
    "short",
    [
        "市民",
        "会場が遠い",
        "サポート",
        "柏市,川崎市",
        "ｶｼﾜｼ ﾊﾟﾚｯﾄ,ﾁｶﾞｻｷ",
        "１月２０日（水）",
        "高知県",
        "はい",
        "①㈱",
    ],
)
def test_short_texts_of_windows_are_not_taken_for_euc(short: str) -> None:
    assert decode(short.encode("cp932")) == (short, "cp932")


@pytest.mark.parametrize("short", ["市民", "会場が遠い", "サポート", "柏市,川崎市", "高知県の協働", "はい"])
def test_short_texts_in_euc_are_not_taken_for_windows(short: str) -> None:
    assert decode(short.encode("euc_jp")) == (short, "euc_jp")


def test_what_cp932_cannot_carry_is_listed_and_shown_as_a_gap() -> None:
    assert not_in_cp932("𠮷野家で错误、また𠮷") == ("𠮷", "错", "误")
    assert encode_cp932("𠮷野家") == ("〓野家".encode("cp932"), ("𠮷",))


def test_the_wave_dash_survives_cp932_in_its_other_form() -> None:
    data, lost = encode_cp932("14:00〜16:00 −5")
    assert lost == ()
    assert data.decode("cp932") == "14:00～16:00 －5"


@given(st.text())
def test_a_cp932_export_can_always_be_written(text: str) -> None:
    data, lost = encode_cp932(text)
    assert set(lost) == set(not_in_cp932(text))
    assert len(data.decode("cp932")) == len(text)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff\x1b")))
def test_utf8_is_always_read_as_it_was_written(text: str) -> None:
    if not text.startswith("+/v"):
        assert decode(text.encode()) == (text, "utf-8")


@given(st.binary(max_size=400), st.one_of(st.none(), st.sampled_from(sorted(CHOICES))))
def test_no_bytes_break_the_decoder(data: bytes, encoding: str | None) -> None:
    try:
        text, found = decode(data, encoding)
    except Unreadable:
        return
    assert found in CHOICES
    assert len(text) <= len(data)
