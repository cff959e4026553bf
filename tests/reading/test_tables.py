import zipfile
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook  # noqa: TID251 - the reader is tried with files that another writer made
from openpyxl.worksheet.worksheet import Worksheet  # noqa: TID251

from tomoni.reading.errors import Unreadable
from tomoni.reading.limits import Limits
from tomoni.reading.tables import Table, column_letters, header_key, read_table, table_from_text

CSV = "団体名,電話\r\nみどりの会,0467-00-0000\r\n\r\n海の会,\r\n"


def cells(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


def book(write: Callable[[Worksheet], None], *, others: tuple[str, ...] = ()) -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "名簿"
    write(sheet)
    for name in others:
        workbook.create_sheet(name)
    target = BytesIO()
    workbook.save(target)
    return target.getvalue()


def rows_of(*rows: tuple[object, ...]) -> Callable[[Worksheet], None]:
    def write(sheet: Worksheet) -> None:
        for row in rows:
            sheet.append(list(row))

    return write


def with_entry(data: bytes, name: str, content: bytes) -> bytes:
    target = BytesIO(data)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return target.getvalue()


XLSX = book(rows_of(("団体名", "会員数"), ("みどりの会", 12)))


# --- what is refused, and how it says so


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "a.csv", "空です"),
        (b" \r\n", "a.csv", "空です"),
        (b",,\r\n,,", "a.csv", "何も書かれていません"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xls", r"古いExcelの形式（\.xls）.*\.xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc", r"古いWordの形式（\.doc）.*\.docx"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "a.xlsx",
            "パスワードを外して",
        ),
        (b"%PDF-1.7", "a.csv", "PDF"),
        (b"\x89PNG\r\n", "a.csv", "画像"),
        (b"<!DOCTYPE html><table>", "a.xls", "ウェブページ"),
        (b"a,b\n1,2", "a.xlsx", "表の形式ではありません"),
        (bytes(range(32)) * 9, "a.csv", "表の形式ではありません"),
        (b'a,b\n"1,2\n3,4', "a.csv", "2行目：引用符"),
        (b'a,b\n1,2\n"x"y,4', "a.csv", "3行目：引用符"),
        ("電話,電話\n1,2".encode(), "a.csv", "「電話」が2つ"),
        (b"a,b\n1," + b"x" * 40_000, "a.csv", "2行目：40,000字"),
        (b"," .join([b"x"] * 100_000), "a.csv", "列が100,000あります"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_the_way_out(data: bytes, name: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        read_table(data, name)


def test_a_file_too_large_or_too_long_is_refused() -> None:
    with pytest.raises(Unreadable, match="1MBまで"):
        read_table(b"a,b\n" * 400_000, "a.csv", limits=Limits(megabytes=1))
    with pytest.raises(Unreadable, match="2行まで"):
        read_table(b"a,b\n1,2\n3,4\n5,6\n", "a.csv", limits=Limits(rows=2))
    with pytest.raises(Unreadable, match="大きすぎます"):
        read_table(book(rows_of(*[("a", "b")] * 9)), "a.xlsx", limits=Limits(rows=2))


@pytest.mark.parametrize(
    ("entry", "content", "name", "said"),
    [
        ("xl/vbaProject.bin", b"x", "a.xlsx", "マクロ"),
        ("xl/other.txt", b"x", "a.xlsm", "マクロ"),
        ("xl/workbook.bin", b"x", "a.xlsx", "xlsb"),
        ("word/document.xml", b"x", "a.xlsx", "Word"),
        ("xl/media/bomb", bytes(60_000_000), "a.xlsx", "50MBを超えます"),
        ("../outside", b"x", "a.xlsx", "外の場所"),
    ],
)
def test_a_workbook_with_more_in_it_than_sheets_is_refused(
    entry: str, content: bytes, name: str, said: str
) -> None:
    with pytest.raises(Unreadable, match=said):
        read_table(with_entry(XLSX, entry, content), name)


def test_a_zip_of_other_files_is_refused() -> None:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("名簿.csv", CSV)
    with pytest.raises(Unreadable, match="展開してから"):
        read_table(target.getvalue(), "名簿.zip")


def test_a_workbook_with_broken_insides_is_refused() -> None:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook><broken")
    with pytest.raises(Unreadable, match="Excelファイルとして読めません"):
        read_table(target.getvalue(), "a.xlsx")


def test_a_sheet_that_claims_the_whole_grid_is_refused_and_does_not_fill_the_memory() -> None:
    def far(sheet: Worksheet) -> None:
        sheet["A1"], sheet["XFD1048576"] = "団体名", "x"

    with pytest.raises(Unreadable, match="大きすぎます"):
        read_table(book(far), "a.xlsx")


def test_a_sheet_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(Unreadable, match="「二」がありません.*「名簿」、「別」"):
        read_table(book(rows_of(("団体名",)), others=("別",)), "a.xlsx", sheet="二")


def test_a_header_line_that_is_empty_is_refused() -> None:
    with pytest.raises(Unreadable, match="3行目は空です"):
        read_table(CSV.encode(), "a.csv", header_line=3)


# --- text files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "euc_jp", "utf-16"])
@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_text_table_is_read_whatever_its_encoding_endings_and_delimiter(
    encoding: str, ending: str, delimiter: str
) -> None:
    data = CSV.replace("\r\n", ending).replace(",", delimiter).encode(encoding)
    table = read_table(data, "名簿.csv")
    assert table.header == ("団体名", "電話")
    assert [(row.line, *row.cells) for row in table.rows] == [
        (2, "みどりの会", "0467-00-0000"),
        (4, "海の会", ""),
    ]
    assert table.delimiter == delimiter


def test_a_person_may_correct_the_encoding() -> None:
    assert read_table(CSV.encode("cp932"), "a.csv", encoding="cp932").encoding == "cp932"
    with pytest.raises(Unreadable):
        read_table(CSV.encode("cp932"), "a.csv", encoding="utf-8")


def test_a_quoted_cell_keeps_its_lines_and_the_next_row_knows_its_own() -> None:
    table = table_from_text('名前,話\nあ,"一行目\n二行目, ""引用"""\nい,次')
    assert [(row.line, row.cells[1]) for row in table.rows] == [(2, '一行目\n二行目, "引用"'), (4, "次")]


def test_titles_above_the_header_are_passed_over_and_noted() -> None:
    table = table_from_text("令和8年度 団体一覧,,\n\n団体名,電話,\nみどりの会,1,\n")
    assert (table.header, table.header_line) == (("団体名", "電話"), 3)
    assert cells(table) == [("みどりの会", "1")]
    assert table.notes == ("見出しより上の行（1行目）は読み飛ばしました。",)


def test_a_person_may_say_which_line_is_the_header() -> None:
    assert table_from_text("a,b\n団体名,電話\nみどりの会,1", header_line=2).header == ("団体名", "電話")


def test_nul_signs_are_taken_out_and_noted() -> None:
    table = table_from_text("団体名,電話\nみど\0りの会,1")
    assert cells(table) == [("みどりの会", "1")]
    assert "NUL" in table.notes[0]


def test_one_column_is_a_table_too() -> None:
    assert cells(table_from_text("団体名\nみどりの会\n海の会")) == [("みどりの会",), ("海の会",)]


def test_a_row_with_more_cells_than_the_header_says_so() -> None:
    table = table_from_text("団体名,電話\nみどりの会,1,余り\n海の会,2")
    assert "「余り」" in table.rows[0].problem
    assert table.rows[1].problem == ""


# --- workbooks


def test_a_workbook_is_read_as_a_person_would_type_it() -> None:
    row = (
        12,
        4011001098993,
        0.1 + 0.2,
        True,
        date(2026, 11, 21),
        datetime(2026, 11, 21, 14, 0),  # noqa: DTZ001 - a sheet knows no zone
        "＝です",
        None,
        "x",
    )
    table = read_table(book(rows_of(tuple("abcdefghi"), row)), "a.xlsx")
    assert cells(table) == [
        ("12", "4011001098993", "0.3", "TRUE", "2026-11-21", "2026-11-21 14:00", "＝です", "", "x")
    ]


def test_a_date_shown_in_wareki_is_a_date() -> None:
    def write(sheet: Worksheet) -> None:
        sheet["A1"], sheet["B1"] = "日付", "名"
        sheet["A2"] = date(2026, 11, 21)
        sheet["A2"].number_format = '[$-411]ggge"年"m"月"d"日";@'

    assert read_table(book(write), "a.xlsx").rows[0].cells[0] == "2026-11-21"


def test_cells_keep_their_place_when_the_table_begins_lower_and_further_right() -> None:
    def write(sheet: Worksheet) -> None:
        sheet["C4"], sheet["D4"], sheet["C6"] = "団体名", "電話", "みどりの会"

    table = read_table(book(write), "a.xlsx")
    assert table.header == ("", "", "団体名", "電話")
    assert table.where(table.rows[0], table.find("団体名")) == "C6"
    assert table.where(table.rows[0]) == "6行目"


def test_a_class_merged_over_rows_holds_for_each_of_them() -> None:
    def write(sheet: Worksheet) -> None:
        rows_of(("分類", "意見"), ("A", "一"), (None, "二"), (None, "三"), ("B", "四"))(sheet)
        sheet.merge_cells("A2:A4")

    table = read_table(book(write), "a.xlsx")
    assert cells(table) == [("A", "一"), ("A", "二"), ("A", "三"), ("B", "四")]
    assert "結合" in table.notes[0]


def test_hidden_sheets_are_not_offered() -> None:
    def write(sheet: Worksheet) -> None:
        sheet.append(("団体名", "電話"))
        assert sheet.parent is not None
        sheet.parent.create_sheet("隠し").sheet_state = "hidden"

    table = read_table(book(write, others=("別",)), "a.xlsx")
    assert table.sheets == ("名簿", "別")
    assert table.sheet == "名簿"


def test_a_workbook_named_otherwise_is_still_a_workbook() -> None:
    assert cells(read_table(XLSX, "a.csv")) == [("みどりの会", "12")]


# --- columns


def test_columns_are_found_whatever_the_width_and_brackets() -> None:
    table = table_from_text("ＮＰＯ 法人名,認定（PST基準 条例指定（都道府県及び市区町村名））\nみどり,x")
    assert table.find("NPO法人名") == 0
    assert table.value(table.rows[0], "無い列", "認定(PST基準条例指定(都道府県及び市区町村名)") == "x"
    assert table.find("無い列") is None
    assert table.value(table.rows[0], "無い列") == ""
    assert table.where(table.rows[0], 0) == "2行目（ＮＰＯ 法人名）"


def test_column_letters_go_on_after_z() -> None:
    assert [column_letters(number) for number in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


# --- what always holds

CELL = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\x85\u2028\u2029"), max_size=12
).map(str.strip)
GRID = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=6)
)


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


@given(GRID)
def test_every_cell_written_is_read_back(grid: list[list[str]]) -> None:
    header = [f"列{number}" for number in range(len(grid[0]))]
    text = "\r\n".join(",".join(map(quoted, row)) for row in [header, *grid])
    table = read_table(text.encode(), "a.csv")
    assert cells(table) == [tuple(row) for row in grid if any(cell.strip() for cell in row)]


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        table = table_from_text(text)
    except Unreadable as refusal:
        return _is_japanese(str(refusal))
    assert all(len(row.cells) == len(table.header) for row in table.rows)
    return None


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx", "a.xls", "", "a"]))
def test_no_bytes_break_the_reader(data: bytes, name: str) -> None:
    try:
        read_table(data, name)
    except Unreadable as refusal:
        _is_japanese(str(refusal))


@settings(max_examples=25)
@given(st.integers(0, len(XLSX) - 1), st.binary(min_size=1, max_size=4))
def test_no_damaged_workbook_breaks_the_reader(place: int, damage: bytes) -> None:
    try:
        read_table(XLSX[:place] + damage + XLSX[place + len(damage) :], "a.xlsx")
    except Unreadable as refusal:
        _is_japanese(str(refusal))


def _is_japanese(message: str) -> None:
    assert message.endswith(("ください。", "読み込みません。"))


WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})


@given(st.text("市民団体名称ABab019()（）[] ・", max_size=20))
def test_a_header_is_found_in_any_width_and_with_any_brackets(name: str) -> None:
    for spelling in (name.translate(WIDE), f"（{name}", f"{name} 】", name.upper()):
        assert header_key(spelling) == header_key(name)
