"""No count leads back to whoever gave the answer, whatever sums a reader knows."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import linprog

from tomoni.surveys.anonymity import hidden_cells, kinds_kept
from tomoni.surveys.tally import Asked, Given, by_kind, tables

FLOOR = 5
ONE = Asked("1", "one", ("ある", "ない", "分からない"))
SCALE = Asked("1", "scale", ("低い", "ふつう", "高い"))


def _given(column: str, *counts: int) -> list[Given]:
    return [Given(column, {"1": n}) for n, count in enumerate(counts) for _one in range(count)]


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 12)))
def test_every_kind_an_answer_may_name_is_large_enough_and_so_is_the_rest(asked: dict[str, int]) -> None:
    kept = kinds_kept(asked, FLOOR)
    rest = sum(count for kind, count in asked.items() if kind not in kept)
    assert all(asked[kind] >= FLOOR for kind in kept)
    assert rest == 0 or rest >= FLOOR or not kept


def test_a_small_count_is_hidden_with_one_that_would_give_it_away() -> None:
    table = tables([ONE], _given("city", 20, 2, 9), ["city"], floor=FLOOR)[0]
    assert [line.cells[0].count for line in table.lines] == [20, None, None]
    assert table.bases == (31,)


def test_a_whole_column_of_too_few_is_hidden() -> None:
    table = tables([ONE], _given("city", 3, 0, 0), ["city"], floor=FLOOR)[0]
    assert table.bases == (None,)
    assert all(line.cells[0].is_hidden for line in table.lines)


def test_a_mean_from_which_a_hidden_count_could_be_reckoned_is_hidden_too() -> None:
    table = tables([SCALE], _given("city", 20, 2, 9), ["city"], floor=FLOOR)[0]
    assert table.means == (None,)
    open_table = tables([SCALE], _given("city", 20, 6, 9), ["city"], floor=FLOOR)[0]
    assert open_table.means == (1.69,)


def test_how_many_went_on_from_a_hidden_answer_is_hidden_too() -> None:
    """Two said no; nine who did not know were hidden with them, and those who went on from there would give both away."""
    said = _given("city", 20, 2, 0) + [Given("city", {"1": 2, "2": "文"}) for _one in range(9)]
    after = {wanted: Asked("2", "text", parent="1", wanted=(wanted,)) for wanted in (0, 2)}
    assert tables([ONE, after[2]], said, ["city"], floor=FLOOR)[1].bases == (None,)
    said += [Given("city", {"1": 0, "2": "文"}) for _one in range(7)]
    assert tables([ONE, after[0]], said, ["city"], floor=FLOOR)[1].bases == (16,)


def test_how_many_of_a_kind_went_on_from_a_hidden_answer_is_hidden_too() -> None:
    follow = Asked("2", "text", parent="1", wanted=(0,))
    said = [Given("npo", {"1": 0, "2": "文"}) for _one in range(6)] + _given("npo", 0, 4, 0)
    said += [Given("group", {"1": 0, "2": "文"}) for _one in range(20)] + _given("group", 0, 20, 0)
    whole = tables([ONE, follow], [Given("side", one.answers) for one in said], ["side"], floor=FLOOR)
    first, second = by_kind([ONE, follow], said, ["npo", "group"], whole, floor=FLOOR)
    assert first.lines[0].cells[0].is_hidden
    assert second.bases == (None, None)


def test_named_answers_are_counted_as_they_are() -> None:
    table = tables([ONE], _given("city", 1, 2, 0), ["city"])[0]
    assert [line.cells[0].count for line in table.lines] == [1, 2, 0]


Matrix = list[list[int]]
matrices = st.integers(2, 4).flatmap(
    lambda kinds: st.lists(
        st.lists(st.integers(0, 14), min_size=kinds, max_size=kinds), min_size=2, max_size=4
    )
)


Place = tuple[int, int]


def _range(
    place: Place, counts: Matrix, shown: dict[Place, int], sums: list[tuple[list[Place], Place | int]]
) -> tuple[float, float]:
    """The least and the greatest this cell could be for somebody who knows what is shown and how it adds up: to a number or a cell."""
    names = [(n, m) for n in range(len(counts)) for m in range(len(counts[0]))]
    rows, totals = [], []
    for cells, total in sums:
        of_cell = isinstance(total, tuple)
        rows.append([(name in cells) - (of_cell and name == total) for name in names])
        totals.append(0 if isinstance(total, tuple) else total)
    for cell, count in shown.items():
        rows.append([int(name == cell) for name in names])
        totals.append(count)
    aim = np.array([int(name == place) for name in names])
    ends = [linprog(sign * aim, A_eq=rows, b_eq=totals, bounds=(0, 400)).fun * sign for sign in (1, -1)]
    return ends[0], ends[1]


@given(matrices)
def test_no_small_count_can_be_worked_out_from_lines_and_columns(counts: Matrix) -> None:
    lines, columns = range(len(counts)), range(len(counts[0]))
    known = [sum(row) for row in counts] + [sum(row[m] for row in counts) for m in columns]
    assume(all(total == 0 or total >= FLOOR for total in known))
    runs = [[(n, m) for m in columns] for n in lines] + [[(n, m) for n in lines] for m in columns]
    hidden = hidden_cells(counts, FLOOR, runs)
    sums: list[tuple[list[Place], Place | int]] = [(run, sum(counts[n][m] for n, m in run)) for run in runs]
    shown = {(n, m): counts[n][m] for n in lines for m in columns if (n, m) not in hidden}
    for place in hidden:
        if 0 < counts[place[0]][place[1]] < FLOOR:
            least, greatest = _range(place, counts, shown, sums)
            assert greatest - least > 0.5


@given(matrices)
def test_beside_the_totals_no_kind_of_few_is_told(counts: Matrix) -> None:
    """What a page shows: the totals of a side, and the same by kind."""
    kinds = [str(m) for m in range(len(counts[0]))]
    asked = Asked("1", "one", tuple(f"答え{n}" for n in range(len(counts))))
    said = [
        Given(kinds[m], {"1": n})
        for n, row in enumerate(counts)
        for m, count in enumerate(row)
        for _one in range(count)
    ]
    whole = tables([asked], [Given("side", one.answers) for one in said], ["side"], floor=FLOOR)
    split = by_kind([asked], said, kinds, whole, floor=FLOOR)[0]
    total = whole[0]
    grid: Matrix = [*counts, [sum(row[m] for row in counts) for m in range(len(kinds))]]
    last = len(counts)
    shown = {
        (n, m): cell.count
        for n, line in enumerate(split.lines)
        for m, cell in enumerate(line.cells)
        if cell.count is not None
    } | {(last, m): base for m, base in enumerate(split.bases) if base is not None}
    # One more column for the totals, one more line for the bases; every line and column adds up.
    wide: Matrix = [[*row, sum(row)] for row in grid]
    end = len(kinds)
    shown |= {
        (n, end): line.cells[0].count for n, line in enumerate(total.lines) if line.cells[0].count is not None
    }
    if total.bases[0] is not None:
        shown[last, end] = total.bases[0]
    zero: list[tuple[list[Place], Place | int]] = [
        ([*[(n, m) for m in range(end)]], (n, end)) for n in range(last + 1)
    ]
    zero += [([(n, m) for n in range(last)], (last, m)) for m in range(end + 1)]
    for n, row in enumerate(wide):
        for m, count in enumerate(row):
            if 0 < count < FLOOR:
                assert (n, m) not in shown
                least, greatest = _range((n, m), wide, shown, zero)
                assert greatest - least > 0.5


@pytest.mark.parametrize("kind", ["one", "several"])
def test_the_shares_of_a_question_are_of_those_who_answered_it(kind: str) -> None:
    value = [0] if kind == "several" else 0
    said = [Given("city", {"1": value}), Given("city", {})]
    table = tables([Asked("1", kind, ("ある", "ない"))], said, ["city"])[0]
    assert table.bases == (1,)
    assert [line.cells[0].share for line in table.lines] == [100.0, 0.0]


def test_a_matrix_is_counted_row_by_row() -> None:
    asked = Asked("1", "matrix", ("良い", "悪い"), ("広さ", "明るさ"))
    said = [Given("group", {"1": {"0": 0, "1": 1}}), Given("group", {"1": {"0": 0}})]
    found = tables([asked], said, ["group"])
    assert [(one.heading, one.bases[0]) for one in found] == [("広さ", 2), ("明るさ", 1)]
    assert Counter(line.cells[0].count for line in found[1].lines) == {0: 1, 1: 1}
