from hypothesis import given
from hypothesis import strategies as st

from tomoni.text import align, normalize

ANY = st.text(st.characters(codec=None), max_size=60) | st.text(
    st.sampled_from("ｶﾞﾊﾟｰーー〜～①㈱ＡΣß\r\n\u200b\u3099か゛\ud800葛\U000e0100İ가"), max_size=20
)


@given(ANY)
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)


@given(ANY)
def test_offsets_point_into_the_original_text(text: str) -> None:
    aligned = align(text)
    assert aligned.text == normalize(text)
    assert len(aligned.starts) == len(aligned.ends) == len(aligned.text)
    assert all(0 <= s < e <= len(text) for s, e in zip(aligned.starts, aligned.ends, strict=True))
    assert list(aligned.starts) == sorted(aligned.starts)


@given(st.text(st.sampled_from("ｺﾞﾐ拾いＡ①㈱公園 。ー"), min_size=1, max_size=30))
def test_a_stretch_maps_back_to_text_that_normalises_to_it(text: str) -> None:
    aligned = align(text)
    for index, char in enumerate(aligned.text):
        start, end = aligned.span(index, index + 1)
        assert char in normalize(text[start:end])


def test_width_dashes_and_case_are_one_form() -> None:
    assert normalize("ｺﾞﾐ ＰＣ ～ － ラーーメン") == "ゴミ pc ~ - ラーメン"


def test_broken_characters_do_not_pass_through() -> None:
    assert normalize("a\ud800\x00b\ufeff") == "a  b"
