"""Files of any format, whole, hostile or broken: read with places, or refused with what to do."""

import json
import subprocess
import sys
import zipfile
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reading import papers
from tests.reading.papers import P, T
from tomoni.reading.documents import Line, Table, document_of_text, open_document
from tomoni.reading.errors import Unreadable
from tomoni.reading.facts import walk
from tomoni.reading.limits import Limits
from tomoni.reading.readings import KINDS, read, reading_of

PAPER: papers.Paper = [
    P("第2回みなと市協働推進会議 会議録", level=1),
    P("日時　令和6年5月21日（火）14時～16時"),
    T((("区分", "人数"), ("委員", "9"), ("事務局", "3"))),
    P("・会場が遠いという声がある。"),
]


def packed(entries: dict[str, bytes]) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return held.getvalue()


def with_entry(data: bytes, name: str, content: bytes) -> bytes:
    held = BytesIO(data)
    with zipfile.ZipFile(held, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return held.getvalue()


ENCRYPTED_PDF = papers.pdf(PAPER).replace(
    b"/Root 1 0 R",
    b"/Root 1 0 R /ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <"
    + b"11" * 32
    + b"> /U <"
    + b"22" * 32
    + b"> >>",
)
SCANNED_PDF = papers.Sheet().data()


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "a.txt", "空です"),
        (b" \r\n\t", "a.txt", "空です"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc", "Word文書（.docx）"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xls", "Excelブック（.xlsx）"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "a.docx",
            "パスワード",
        ),
        (ENCRYPTED_PDF, "a.pdf", "パスワード"),
        (SCANNED_PDF, "a.pdf", "スキャン"),
        (papers.pdf(PAPER)[:400], "a.pdf", "PDFとして読めません"),
        (b"%PDF-1.7\nnothing", "a.pdf", "PDFとして読めません"),
        (b"PK\x03\x04broken", "a.docx", "壊れています"),
        (papers.docx(PAPER)[:-200], "a.docx", "壊れています"),
        (packed({"word/document.xml": b"<w:document"}), "a.docx", "Word文書として読めません"),
        (with_entry(papers.docx(PAPER), "word/vbaProject.bin", b"x"), "a.docx", "マクロ"),
        (with_entry(papers.xlsx(PAPER), "xl/vbaProject.bin", b"x"), "a.xlsx", "マクロ"),
        (packed({"word/document.xml": b"<a>" + b" " * 30_000_000}), "a.docx", "圧縮率"),
        (packed({"content.xml": b"x", "mimetype": b"x"}), "a.odt", "OpenDocument"),
        (packed({"ppt/presentation.xml": b"x"}), "a.pptx", "PowerPoint"),
        (packed({"readme.txt": b"x"}), "a.zip", "展開して"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "a.png", "画像"),
        (b"{\\rtf1 a}", "a.rtf", "リッチテキスト"),
        (bytes(range(256)) * 20, "a.txt", "もとのソフト"),
        (b"plain text", "a.docx", "もとのソフト"),
        (b"<html><body><script>1</script></body></html>", "a.html", "何も書かれていません"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(data: bytes, name: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        open_document(data, name)


def test_a_file_over_the_limit_is_refused() -> None:
    with pytest.raises(Unreadable, match="1MBまで"):
        open_document(b"a" * 1_100_000, "a.txt", limits=Limits(megabytes=1))


def test_a_page_deeper_than_any_person_nests_is_refused() -> None:
    with pytest.raises(Unreadable):
        open_document(b"<html>" + b"<div>" * 5000 + b"a", "a.html")


def test_entities_outside_the_document_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET", encoding="utf-8")
    body = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file://{secret}">]>'.encode()
    body += b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    body += b"<w:p><w:r><w:t>a&x;</w:t></w:r></w:p></w:body></w:document>"
    with zipfile.ZipFile(BytesIO(papers.docx(PAPER))) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    entries["word/document.xml"] = body
    try:
        said = str(open_document(packed(entries), "a.docx").blocks)
    except Unreadable as error:
        said = str(error)
    assert "SECRET" not in said


@pytest.mark.parametrize("form", papers.FORMATS)
def test_every_format_gives_lines_and_tables_with_their_places(form: str) -> None:
    document = open_document(papers.FORMATS[form](PAPER), f"a.{form.rpartition('.')[2]}")
    assert any("令和6年5月21日" in line.text for line in document.lines())
    (table,) = document.tables
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["区分", "人数"],
        ["委員", "9"],
        ["事務局", "3"],
    ]
    assert table.rows[1][1].place.cell is not None
    lines = [block for block in document.blocks if isinstance(block, Line)]
    assert all(line.place.line or line.place.cell for line in lines)
    if form == "pdf":
        assert {line.place.page for line in document.lines()} == {1}
    if form == "xlsx":
        assert {line.place.sheet for line in document.lines()} == {"Sheet"}


def test_a_table_that_goes_on_over_pages_is_one() -> None:
    rows = tuple((f"団体{number}", "環境") for number in range(60))
    document = open_document(papers.pdf([T((("団体名", "分野"), *rows))]), "a.pdf")
    assert document.pages is not None
    assert document.pages > 1
    assert [len(table.rows) for table in document.tables] == [61]
    assert isinstance(document.blocks[0], Table)


def test_two_columns_are_read_one_after_the_other() -> None:
    sheet = papers.Sheet()
    for number in range(20):
        sheet.y -= 16
        sheet.write(f"左の段の文がここに続きます{number:02}", 40, sheet.y)
        sheet.write(f"右の段の文がここに続きます{number:02}", 330, sheet.y)
    lines = [line.text for line in open_document(sheet.data(), "a.pdf").lines()]
    assert [line[0] for line in lines] == ["左"] * 20 + ["右"] * 20


def test_the_encoding_a_person_chose_is_used() -> None:
    data = "協働のまちづくり".encode("euc_jp")
    assert open_document(data, "a.txt", encoding="euc_jp").encoding == "euc_jp"
    with pytest.raises(Unreadable, match="UTF-8として"):
        open_document(data, "a.txt", encoding="utf-8")


def test_what_no_reader_understands_stays_text() -> None:
    reading = read("ひなたの猫\n\nよく眠る。".encode(), "a.txt")
    assert (reading.kind, reading.records) == ("text", {})
    assert [fact.value for fact in reading.rest] == ["ひなたの猫", "よく眠る。"]


def test_a_date_against_its_weekday_is_no_date() -> None:
    reading = read("第1回みなと市協働会議 会議録\n日時：令和6年5月21日（水）\n場所：市役所".encode(), "a.txt")
    assert reading.records["meeting"].date is None
    assert len(reading.records["meeting"].doubts) == 1


def test_names_alone_count_nobody() -> None:
    reading = read(
        "第1回みなと市協働会議 会議録\n出席者：甲委員、乙委員、丙会長\n場所：市役所".encode(), "a.txt"
    )
    assert reading.records["meeting"].attendance == []
    assert [fact.value for fact in reading.records["meeting"].attendance_text] == ["甲委員、乙委員、丙会長"]


# --- the command


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tomoni.reading", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own command


def test_the_command_prints_the_object_that_the_documentation_describes(tmp_path: Path) -> None:
    file = tmp_path / "会議録.docx"
    file.write_bytes(papers.docx(PAPER))
    answer = json.loads(run(str(file), "--explain").stdout)
    assert (answer["schema"], answer["version"], answer["kind"]) == ("tomoni.reading", 1, "meeting")
    day = next(source for source in answer["sources"] if source["path"] == "meeting.date")
    assert day["place"]["line"] == 2
    assert "令和6年5月21日" in day["text"]
    assert 0 < day["certainty"] <= 1
    assert "sources" not in json.loads(run(str(file)).stdout)


def test_the_command_refuses_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "a.doc"
    file.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    for path in (str(file), str(tmp_path / "absent.txt")):
        done = run(path)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.strip().endswith("。")


# --- anything at all

PIECES = st.sampled_from(
    [
        "第1回",
        "会議録",
        "日時：",
        "令和6年",
        "5月21日",
        "（火）",
        "14:00～",
        "出席者",
        "委員10名",
        "傍聴人",
        "（1）",
        "①",
        "・",
        "○委員",
        "第2章",
        "次回",
        "資料1",
        "|",
        "---",
        "<ul><li>",
        "取組",
        "対象",
        "検討課題",
        "論点",
        "目的",
        "再掲",
        "計3団体5名",
        "年月日時分名",
        "一二三四五六七八九十",
        "🙂",
        "也不错",
        "。",
        "、",
    ]
    + ["\n", "\n\n", "\t", "\u3000", "回\t日時\t場所", "TEL 0120-000-000", "9" * 30, "(" * 20, "\u200f"]
)


@given(st.lists(PIECES | st.text(max_size=12), max_size=60).map("".join), st.sampled_from(KINDS))
def test_no_text_makes_a_reader_fall_whatever_kind_it_is_read_as(text: str, kind: str) -> None:
    if not text.strip(" \t\r\n\0\u3000\xa0\u200b\ufeff|-`*_=＝－―─\x0b\x0c\x85\u2028\u2029"):
        return
    try:
        document = document_of_text(text)
    except Unreadable:
        return
    for chosen in (kind, None):
        reading = reading_of(document, chosen)  # type: ignore[arg-type]
        json.dumps(reading.as_dict(explain=True))
        assert all(0 < fact.certainty <= 1 for _, fact in walk(reading.records))


@pytest.mark.parametrize(
    "piece",
    [
        "（",
        "1 ",
        "第1回",
        "・あ ",
        "委員1名、",
        "1月1日",
        "①あ ",
        "| a ",
        "資料1、",
        "会長（",
        "<li>",
        "あ\n",
        "  1\n",
        "「",
    ],
)
def test_repetition_does_not_hang(piece: str) -> None:
    document = document_of_text("会議録\n日時 " + piece * (40_000 // len(piece)))
    for kind in KINDS:
        reading_of(document, kind)


DATA = {form: papers.FORMATS[form](PAPER) for form in ("docx", "xlsx", "pdf", "html", "txt")}


@settings(max_examples=15)
@given(
    st.sampled_from(sorted(DATA)),
    st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=0, max_size=8)),
        min_size=1,
        max_size=6,
    ),
)
def test_a_damaged_file_is_read_or_refused(form: str, changes: list[tuple[float, bytes]]) -> None:
    data = bytearray(DATA[form])
    for at, put in changes:
        place = int(at * len(data))
        data[place : place + len(put)] = put
    with suppress(Unreadable):
        json.dumps(read(bytes(data), f"a.{form}").as_dict(explain=True))


def test_a_list_of_contents_whose_checksum_is_wrong_is_refused() -> None:
    data = bytearray(papers.docx(PAPER))
    with zipfile.ZipFile(BytesIO(bytes(data))) as archive:
        name = archive.getinfo("[Content_Types].xml")
    at = data.rfind(b"[Content_Types].xml") - 46 + 16  # the checksum in the directory
    data[at] ^= 0xFF
    assert name.CRC
    with pytest.raises(Unreadable, match="壊れています"):
        open_document(bytes(data), "a.docx")


def test_rows_between_bars_are_a_table_in_any_format() -> None:
    paper: papers.Paper = [P("| 団体名 | 分野 |"), P("|---|---|"), P("| 海の会 | 環境 |")]
    (table,) = open_document(papers.docx(paper), "a.docx").tables
    assert [[cell.text for cell in row] for row in table.rows] == [["団体名", "分野"], ["海の会", "環境"]]
