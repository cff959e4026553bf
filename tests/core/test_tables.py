import csv
import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from tomoni.core.tables import Column, csv_text, plain, safe, xlsx_bytes

COLUMNS = [Column("題名", lambda row: row)]
EVIL = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1",
    "＋1",
    "－1",
    "＠a",
    " =1",
    "'=1",
    "''=1",
    '=HYPERLINK("x")',
    "|x",
]


@given(st.one_of(st.sampled_from(EVIL), st.text(max_size=40), st.text(alphabet="'=+-@ \t＝", max_size=8)))
def test_a_text_comes_back_from_its_cell(text: str) -> None:
    assert plain(safe(text)) == text


@given(st.text(alphabet="'=+-@ \t\r＝＋－＠a", max_size=8))
def test_no_csv_cell_begins_like_a_formula(text: str) -> None:
    assert safe(text).lstrip(" \t\r\n")[:1] not in tuple("=+-@＝＋－＠|")


@given(
    st.lists(
        st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), min_size=1, max_size=5
    )
)
def test_csv_holds_every_row(texts: list[str]) -> None:
    rows = list(csv.reader(io.StringIO("".join(csv_text(texts, COLUMNS)), newline="")))
    assert [plain(row[0]) for row in rows[1:]] == texts


def test_excel_cells_are_texts() -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(EVIL, COLUMNS))) as book:
        sheets = b"".join(book.read(name) for name in book.namelist() if "sheet" in name)
    assert b"<f>" not in sheets
    assert b"hyperlink" not in sheets
