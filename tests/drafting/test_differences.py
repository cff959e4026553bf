"""What changed: nothing is lost, nothing invented, and it reads word by word."""

from hypothesis import given
from hypothesis import strategies as st

from tomoni.drafting.differences import Kind, Part, compare, line_changes, words_of
from tomoni.drafting.outlines import DEEPEST, headings
from tomoni.drafting.passages import paragraphs, passage

TEXTS = st.text(alphabet="花壇を市民が守る。\n 、ー🌸①abc𠮷", max_size=60)


def part(section: int, body: str, heading: str = "花壇", depth: int = 1) -> Part:
    return Part(
        section=section, parent=None, depth=depth, number=f"第{section}章", heading=heading, body=body
    )


@given(TEXTS)
def test_words_joined_again_are_the_text(text: str) -> None:
    assert "".join(words_of(text)) == text


@given(TEXTS, TEXTS)
def test_both_readings_of_a_line_are_whole(old: str, new: str) -> None:
    runs = line_changes(old, new)
    assert "".join(run.text for run in runs if run.kind != Kind.ADDED) == old
    assert "".join(run.text for run in runs if run.kind != Kind.REMOVED) == new


@given(
    st.lists(st.tuples(st.integers(1, 6), TEXTS), unique_by=lambda one: one[0]),
    st.lists(st.tuples(st.integers(1, 6), TEXTS), unique_by=lambda one: one[0]),
)
def test_every_paragraph_of_both_editions_is_shown_once(
    before: list[tuple[int, str]], after: list[tuple[int, str]]
) -> None:
    changes = compare([part(*one) for one in before], [part(*one) for one in after])
    shown = [one.section for one in changes]
    assert sorted(shown) == sorted({key for key, _body in (*before, *after)})
    news = [run.text for one in changes for line in one.lines for run in line if run.kind != Kind.REMOVED]
    olds = [run.text for one in changes for line in one.lines for run in line if run.kind != Kind.ADDED]
    kept = {key for key, _body in before}
    assert sorted("".join(news)) == sorted(
        "".join(one.text for key, body in after for one in paragraphs(body))
    )
    assert sorted("".join(olds)) == sorted(
        "".join(one.text for key, body in before for one in paragraphs(body) if key in kept)
    )


def test_a_changed_word_is_marked_alone() -> None:
    runs = line_changes("花壇の当番を市が決める。", "花壇の当番を町会が決める。")
    assert [(run.kind.value, run.text) for run in runs] == [
        ("same", "花壇の当番を"),
        ("removed", "市"),
        ("added", "町会"),
        ("same", "が決める。"),
    ]


def test_a_paragraph_with_nothing_in_common_is_another_one() -> None:
    (change,) = compare([part(1, "花壇の当番を決める。")], [part(1, "図書室は日曜も開く")])
    assert [[run.kind.value for run in line] for line in change.lines] == [["removed"], ["added"]]


def test_a_section_that_changed_places_says_so() -> None:
    first, second = part(1, "一"), part(2, "二")
    changes = compare([first, second], [second, first])
    assert [one.section for one in changes] == [2, 1]
    assert sum(one.is_moved for one in changes) == 1


def test_a_removed_section_stands_where_it_stood() -> None:
    changes = compare([part(1, "一"), part(2, "二"), part(3, "三")], [part(1, "一"), part(3, "三")])
    assert [(one.section, one.kind.value) for one in changes] == [(1, "same"), (2, "removed"), (3, "same")]


@given(TEXTS, st.integers(-3, 70), st.integers(-3, 70))
def test_a_passage_is_what_stands_there(body: str, start: int, end: int) -> None:
    found = passage(body, start, end)
    if found is not None:
        assert body[found.start : found.end] == found.text == found.text.strip()
        assert start <= found.start < found.end <= end


@given(TEXTS)
def test_paragraphs_are_passages(body: str) -> None:
    for one in paragraphs(body):
        assert body[one.start : one.end] == one.text


@given(st.text(max_size=200))
def test_an_outline_never_skips_a_level(text: str) -> None:
    depth = 0
    for one in headings(text):
        assert one.depth <= min(depth + 1, DEEPEST)
        assert one.text.strip()
        depth = one.depth


def test_an_outline_is_read_as_people_type_it() -> None:
    typed = "第1章　背景\n1 これまで\n　　①市の取組\n2．課題\n第２章 提言\n　基本理念\n"
    assert [(one.depth, one.text) for one in headings(typed)] == [
        (1, "背景"),
        (2, "これまで"),
        (3, "市の取組"),
        (2, "課題"),
        (1, "提言"),
        (2, "基本理念"),
    ]
