"""One document in every format: nothing is lost, nothing is run, and every form is what its readers expect."""

import io
import re
import zipfile
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import docx
import pypdfium2
import pytest
from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pytest_django import Settings

from tests import corpus
from tomoni.core import documents
from tomoni.core.documents import blocks, fonts, typeset
from tomoni.core.errors import Refused
from tomoni.text.wheels import AssetError

needs_font = pytest.mark.skipif(not typeset.possible(), reason="no Japanese font on this machine")

REPORT = documents.Document(
    "協働通信 第7号",
    (
        documents.Heading("委員会を開きました"),
        documents.Paragraph("一行目\n二行目"),
        documents.Heading("主な意見", 2),
        documents.Items(
            ("先の話", documents.Item("続きの話", documents.Items(("下の話",), numbered=True)), "後の話")
        ),
        documents.Table("出席", ("区分", "人数"), (("公募の委員", "9"), ("県の職員", "5"))),
        documents.Facts((("日時", "10月13日（火）17:00"), ("会場", "総合の会議室"))),
        documents.Quote("引いた言葉", "委員"),
        documents.Pair("届いた声", "返した答え", "答えた課"),
        documents.Pair("まだの声"),
        documents.Note("傍聴できます", "知らせの題"),
        documents.Link("市のページ", "https://www.city.example.jp/a?b=1&c=2"),
        documents.Masked("個人に関する情報"),
        documents.PageBreak(),
        documents.Contact("協働推進課", (("電話", "000-000-0000"),)),
    ),
    subtitle="第7回の報告",
    issuer="みなと市",
    on=date(2026, 11, 21),
)
IN_ORDER = (
    "協働通信第7号",
    "第7回の報告",
    "委員会を開きました",
    "一行目",
    "二行目",
    "主な意見",
    "先の話",
    "続きの話",
    "下の話",
    "後の話",
    "出席",
    "公募の委員",
    "県の職員",
    "10月13日（火）17:00",
    "総合の会議室",
    "引いた言葉",
    "届いた声",
    "返した答え",
    "答えた課",
    "まだの声",
    "知らせの題",
    "傍聴できます",
    "市のページ",
    "個人に関する情報",
    "協働推進課",
    "000-000-0000",
)


class Page(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.text += "\n" if tag in ("br", "wbr") else ""

    def handle_data(self, data: str) -> None:
        self.text += data


def of_pdf(data: bytes) -> str:
    paper = pypdfium2.PdfDocument(data)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in paper)
    finally:
        paper.close()


def of_word(data: bytes) -> str:
    body = docx.Document(io.BytesIO(data)).element.body
    return "\n".join(
        node.text or "" if node.tag.endswith("}t") else "\n" for node in body.iter("{*}t", "{*}br")
    )


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def in_order(text: str) -> list[str]:
    """The facts that do not stand after the one before them."""
    rest, missing = squeezed(text), []
    for fact in IN_ORDER:
        _before, found, after = rest.partition(squeezed(fact))
        if found:
            rest = after
        else:
            missing.append(fact)
    return missing


def evil() -> documents.Document:
    """Every text of the corpus in every place that takes one."""
    made: list[documents.Block] = []
    for text in corpus.TEXTS:
        made += [
            documents.Heading(text),
            documents.Paragraph(text),
            documents.Items((text, documents.Item(text, documents.Items((text,), numbered=True)))),
            documents.Table(text, (text, text), ((text, text),)),
            documents.Facts(((text, text),)),
            documents.Quote(text, text),
            documents.Pair(text, text, text),
            documents.Note(text, text),
            documents.Link(text, text),
            documents.Contact(text, ((text, text),)),
            documents.Masked(text),
        ]
    made += [documents.Link("見出し", address) for address in corpus.ADDRESSES]
    return documents.Document(corpus.TEXTS[0], tuple(made), subtitle=corpus.TEXTS[1], issuer=corpus.TEXTS[2])


# What every format holds


def test_the_plain_text_holds_everything_in_order() -> None:
    assert in_order(documents.text(REPORT)) == []


def test_the_page_holds_everything_in_order(rf: RequestFactory) -> None:
    page = documents.answer(rf.get("/"), REPORT, "")
    page.render()  # type: ignore[attr-defined]
    main = page.content.decode().split("<main")[1]
    assert in_order(Page(main).text) == []


def test_the_mail_holds_everything_in_order() -> None:
    assert in_order(Page(documents.mail_html(REPORT)).text) == []


def test_the_word_file_holds_everything_in_order() -> None:
    assert in_order(of_word(documents.word(REPORT))) == []


@needs_font
def test_the_pdf_holds_everything_in_reading_order() -> None:
    assert in_order(of_pdf(documents.pdf(REPORT))) == []


# What each format is


@needs_font
def test_the_pdf_is_tagged_and_names_title_and_language() -> None:
    raw = documents.pdf(REPORT)
    paper = pypdfium2.PdfDocument(raw)
    assert paper.get_metadata_dict()["Title"] == "協働通信 第7号"
    assert paper.is_tagged()
    paper.close()
    assert re.search(rb"<pdfuaid:part>1</pdfuaid:part>", raw)
    assert re.search(rb"/Lang\s*\(ja", raw)
    assert re.search(rb"/DisplayDocTitle\s+true", raw)
    for tag in (
        b"H1",
        b"H2",
        b"H3",
        b"P",
        b"L",
        b"LI",
        b"Table",
        b"TH",
        b"TD",
        b"Caption",
        b"Link",
        b"BlockQuote",
    ):
        assert re.search(rb"/S\s*/" + tag + rb"\b", raw), tag


@needs_font
def test_every_font_of_the_pdf_is_embedded() -> None:
    raw = documents.pdf(REPORT)
    assert raw.count(b"/FontFile") == len(re.findall(rb"/Type\s*/FontDescriptor", raw)) > 0


def test_the_word_file_has_real_headings_lists_and_header_rows() -> None:
    paper = docx.Document(io.BytesIO(documents.word(REPORT)))
    styles = [one.style.name for one in paper.paragraphs if one.style]
    assert [name for name in styles if name.startswith(("Title", "Heading"))] == [
        "Title",
        "Heading 1",
        "Heading 2",
    ]
    assert {"List Bullet", "List Number 2", "Quote", "Caption"} <= set(styles)
    assert paper.core_properties.language == "ja-JP"
    assert paper.core_properties.title == "協働通信 第7号"
    assert len(paper.tables[0]._tbl.xpath(".//w:tblHeader")) == 1
    assert paper.styles.element.xpath("//w:lang/@w:eastAsia") == ["ja-JP"]


def test_a_second_numbered_list_begins_at_one() -> None:
    lists = documents.Items(("一",), numbered=True), documents.Items(("一",), numbered=True)
    paper = docx.Document(io.BytesIO(documents.word(documents.Document("題", lists))))
    assert len(set(paper.element.body.xpath("//w:numId/@w:val"))) == 2


def test_the_headings_of_a_page_never_skip_a_level() -> None:
    made = documents.Document("題", (documents.Heading("深い", 4), documents.Heading("もっと", 9)))
    assert [one.level for one in made.blocks if isinstance(one, documents.Heading)] == [1, 2]


def test_a_row_with_other_columns_than_its_head_is_refused() -> None:
    with pytest.raises(ValueError, match="columns"):
        documents.Table("表", ("一", "二"), (("一",),))


def test_what_is_masked_says_so_with_the_reason_in_every_format() -> None:
    assert "非公開（理由：個人に関する情報）" in documents.text(REPORT)
    assert "非公開（理由：個人に関する情報）" in documents.html(REPORT)


def test_a_file_is_never_kept_by_a_cache_and_is_named_as_asked(rf: RequestFactory) -> None:
    response = documents.answer(rf.get("/"), REPORT, "docx", name="tsushin-7")
    assert response["Content-Disposition"] == 'attachment; filename="tsushin-7.docx"'
    assert response["Cache-Control"] == "private, no-store"


# Hostile texts


ALLOWED = {
    "html",
    "head",
    "meta",
    "title",
    "body",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "p",
    "ul",
    "ol",
    "li",
    "dl",
}
ALLOWED |= {
    "dt",
    "dd",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "figure",
    "blockquote",
    "figcaption",
}
ALLOWED |= {"span", "wbr", "br", "hr", "b", "address", "a"}


def test_the_corpus_is_large_enough() -> None:
    assert len(set(corpus.TEXTS)) >= 120


def test_a_hostile_text_stays_a_text_on_the_page_and_in_the_mail() -> None:
    for made in (documents.html(evil()), documents.mail_html(evil())):
        page = Page(made)
        assert {tag for tag, _attributes in page.tags} <= ALLOWED
        names = {name for _tag, attributes in page.tags for name in attributes}
        assert names <= {"class", "lang", "role", "tabindex", "aria-label", "scope", "href", "charset"}
        held = squeezed(page.text)
        assert [text for text in corpus.TEXTS if squeezed(blocks.clean(text)) not in held] == []


def test_a_page_links_only_to_safe_addresses() -> None:
    hrefs = {attributes["href"] for tag, attributes in Page(documents.html(evil())).tags if tag == "a"}
    assert hrefs == set()


@pytest.mark.parametrize("address", corpus.ADDRESSES)
def test_an_unsafe_address_is_no_link(address: str) -> None:
    assert blocks.safe_address(address) == ""


def test_a_hostile_text_stays_a_text_in_word() -> None:
    made = documents.word(evil())
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(parts.read(name))
        body = parts.read("word/document.xml")
        relations = parts.read("word/_rels/document.xml.rels")
    assert b"instrText" not in body
    assert b"fldSimple" not in body
    assert b'TargetMode="External"' not in relations
    held = squeezed(of_word(made))
    assert [text for text in corpus.TEXTS if squeezed(blocks.clean(text)) not in held] == []


@needs_font
def test_a_hostile_text_stays_a_text_in_the_pdf() -> None:
    made = documents.pdf(evil())
    for word in (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/URI", b"/OpenAction", b"/AA"):
        assert not re.search(word + rb"\b", made), word
    held = squeezed(of_pdf(made))
    plain = [text for text in corpus.TEXTS if text.isascii() and text.isprintable() and len(text) < 60]
    assert len(plain) > 60
    assert [text for text in plain if squeezed(text) not in held] == []


def test_a_title_is_one_line() -> None:
    for text in corpus.TEXTS:
        made = documents.Document(text, (), subtitle=text, issuer=text)
        assert not re.search(r"[\r\n\x00-\x1f\u2028\u2029\x85]", f"{made.title}{made.subtitle}{made.issuer}")


@given(st.text(max_size=60))
@settings(max_examples=60)
def test_any_text_makes_a_word_file_and_a_page(text: str) -> None:
    made = documents.Document(text, (documents.Paragraph(text), documents.Note(text)))
    assert squeezed(blocks.clean(text)) in squeezed(of_word(documents.word(made)))
    assert squeezed(blocks.clean(text)) in squeezed(Page(documents.html(made)).text)


@needs_font
@given(st.text(max_size=60))
@settings(max_examples=60)
def test_any_text_makes_a_pdf(text: str) -> None:
    assert documents.pdf(
        documents.Document(text, (documents.Heading(text), documents.Paragraph(text)))
    ).startswith(b"%PDF")


# The font


@needs_font
def test_a_letter_that_no_font_has_is_marked() -> None:
    made = documents.Document("題", (documents.Paragraph("前\U0003fffd後"),))
    assert "前〓後" in squeezed(of_pdf(documents.pdf(made)))


@pytest.fixture
def without_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "faces", tuple)


def test_without_a_font_the_pdf_is_refused_in_plain_words(without_fonts: None) -> None:
    with pytest.raises(Refused, match="フォント"):
        documents.pdf(REPORT)


def test_a_wheel_with_another_content_is_not_taken(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path
    wheel = tmp_path / "matplotlib_fontja-1.1.0-py2.py3-none-any.whl"
    wheel.write_bytes(b"PK")
    with pytest.raises(AssetError, match="SHA-256"):
        fonts.build(wheel)
    assert not fonts.present()


def test_the_font_and_its_licence_are_taken_out_of_the_wheel(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA = tmp_path
    wheel = tmp_path / "font.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name in fonts._KEPT:
            archive.writestr(f"matplotlib_fontja/fonts/{name}", name)
    monkeypatch.setattr("tomoni.text.wheels.checked", lambda path, _sha256: path)
    fonts.build(wheel)
    assert fonts.present()
    assert (tmp_path / "fonts" / "IPA_Font_License_Agreement_v1.0.txt").is_file()
