"""What kind of file somebody chose, and how to convert what is not read here."""

import re
import zipfile
import zlib
from io import BytesIO
from pathlib import PurePath
from typing import Literal

from tomoni.reading.archives import check_zip, is_zip
from tomoni.reading.errors import Unreadable
from tomoni.reading.limits import Limits

Kind = Literal["text", "xlsx"]
DocumentKind = Literal["text", "markdown", "html", "delimited", "xlsx", "docx", "pdf"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_AS_XLSX = "Excelで開き、「名前を付けて保存」で「Excelブック（.xlsx）」を選んで保存し直してください。"
_OTHERS = (
    (b"%PDF", "PDFは表として読めません。もとのExcelかCSVのファイルを選んでください。"),
    (b"{\\rtf", "リッチテキストは表として読めません。ExcelかCSVで保存し直してください。"),
    (b"\x89PNG", "画像は表として読めません。もとのExcelかCSVのファイルを選んでください。"),
    (b"\xff\xd8\xff", "画像は表として読めません。もとのExcelかCSVのファイルを選んでください。"),
    (b"GIF8", "画像は表として読めません。もとのExcelかCSVのファイルを選んでください。"),
    (b"\x1f\x8b", "圧縮されたファイルです。展開してから、中のExcelかCSVのファイルを選んでください。"),
    (b"7z\xbc\xaf", "圧縮されたファイルです。展開してから、中のExcelかCSVのファイルを選んでください。"),
)

_PICTURE = "画像は文書として読めません。もとのWordやExcelのファイルか、文字の情報があるPDFを選んでください。"
_PACKED = "圧縮されたファイルです。展開してから、中のファイルを一つずつ選んでください。"
_NO_DOCUMENTS = (
    (b"{\\rtf", "リッチテキストは読めません。Wordで開き、「Word文書（.docx）」で保存し直してください。"),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"II*\0", _PICTURE),
    (b"MM\0*", _PICTURE),
    (b"\x1f\x8b", _PACKED),
    (b"7z\xbc\xaf", _PACKED),
    (b"Rar!", _PACKED),
)
_OFFICE = (
    ".xlsx",
    ".xls",
    ".xlsm",
    ".xlsb",
    ".ods",
    ".doc",
    ".docx",
    ".docm",
    ".odt",
    ".pdf",
    ".ppt",
    ".pptx",
    ".jtd",
)


def kind_of_table(data: bytes, name: str, limits: Limits) -> Kind:
    """Text or xlsx by what is inside, whatever the name says; refuses the rest with the way to convert it."""
    if not data.strip(b"\0 \t\r\n"):
        raise Unreadable("ファイルが空です。内容のあるファイルを選んでください。")
    if len(data) > limits.megabytes * 1024 * 1024:
        raise Unreadable(f"ファイルが大きすぎます（{limits.megabytes}MBまで）。いくつかに分けてください。")
    suffix = PurePath(name).suffix.lower()
    if data.startswith(_OLE):
        raise Unreadable(_old_office(data, suffix))
    if is_zip(data):
        return _kind_of_zip(data, suffix)
    for magic, message in _OTHERS:
        if data.startswith(magic):
            raise Unreadable(message)
    if re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml)", data[:200], re.IGNORECASE):
        raise Unreadable("ウェブページやXMLの形式です。" + _AS_XLSX)
    if suffix in (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".doc", ".docx") or _is_binary(data):
        raise Unreadable("ファイルの中身が表の形式ではありません。" + _AS_XLSX)
    return "text"


def kind_of_document(data: bytes, name: str, limits: Limits) -> DocumentKind:
    """By what is inside; of texts by the name. Refuses the rest with the way to convert it."""
    suffix = PurePath(name).suffix.lower()
    if not data.strip(b"\0 \t\r\n"):
        raise Unreadable("ファイルが空です。内容のあるファイルを選んでください。")
    if len(data) > limits.megabytes * 1024 * 1024:
        raise Unreadable(f"ファイルが大きすぎます（{limits.megabytes}MBまで）。いくつかに分けてください。")
    if data.startswith(_OLE):
        raise Unreadable(_old_office(data, suffix))
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if is_zip(data):
        return _kind_of_office(data, suffix)
    for magic, message in _NO_DOCUMENTS:
        if data.startswith(magic):
            raise Unreadable(message)
    if suffix in _OFFICE or _is_binary(data):
        raise Unreadable(
            "ファイルの中身が、その名前の形式ではありません（壊れているかもしれません）。"
            "もとのソフトで開いて保存し直してください。"
        )
    return _kind_of_text(data, suffix)


def _kind_of_text(data: bytes, suffix: str) -> DocumentKind:
    head = data[:4096].replace(b"\0", b"")
    if suffix in (".html", ".htm", ".xhtml") or re.match(
        rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html)\b",
        head,
        re.IGNORECASE,
    ):
        return "html"
    if suffix in (".md", ".markdown"):
        return "markdown"
    return "delimited" if suffix in (".csv", ".tsv", ".tab") else "text"


def _kind_of_office(data: bytes, suffix: str) -> DocumentKind:
    names = check_zip(data)
    if "word/document.xml" not in names:
        if "mimetype" in names or "content.xml" in names:
            raise Unreadable("OpenDocument（.odt、.ods）は読めません。.docxか.xlsxで保存し直してください。")
        if "ppt/presentation.xml" in names:
            raise Unreadable("PowerPointは読めません。PDFで保存し直してください。")
        if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
            return "xlsx" if _kind_of_zip(data, suffix) == "xlsx" else "text"
        raise Unreadable("圧縮されたファイルです。展開してから、中のファイルを一つずつ選んでください。")
    if suffix == ".docm" or _has_macros(data, names):
        raise Unreadable(
            "マクロを含むWord（.docm）は、安全のため読み込みません。「Word文書（.docx）」で保存し直してください。"
        )
    return "docx"


def _old_office(data: bytes, suffix: str) -> str:
    if _ENCRYPTED_PACKAGE in data:
        return "パスワードがかかっています。パスワードを外して保存し直してください。"
    if suffix in (".doc", ".dot") or (suffix != ".xls" and "WordDocument".encode("utf-16-le") in data):
        return "古いWordの形式（.doc）は読めません。Wordで開き、「Word文書（.docx）」で保存し直してください。"
    return "古いExcelの形式（.xls）は読めません。" + _AS_XLSX


def _kind_of_zip(data: bytes, suffix: str) -> Kind:
    names = check_zip(data)
    if "xl/workbook.bin" in names:
        raise Unreadable("バイナリ形式のExcel（.xlsb）は読めません。" + _AS_XLSX)
    if "word/document.xml" in names:
        raise Unreadable("Wordの文書は表として読めません。表をExcelに貼り付け、.xlsxで保存してください。")
    if "content.xml" in names:
        raise Unreadable("OpenDocument（.ods）は読めません。" + _AS_XLSX)
    if "xl/workbook.xml" not in names:
        raise Unreadable("圧縮されたファイルです。展開してから、中のExcelかCSVのファイルを選んでください。")
    if suffix == ".xlsm" or _has_macros(data, names):
        raise Unreadable("マクロを含むExcel（.xlsm）は、安全のため読み込みません。" + _AS_XLSX)
    return "xlsx"


def _has_macros(data: bytes, names: tuple[str, ...]) -> bool:
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return True
    if "[Content_Types].xml" not in names:
        return False
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            types = archive.read("[Content_Types].xml").lower()
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise Unreadable(
            "ファイルが壊れています。もとのソフトで開いて保存し直してから、もう一度選んでください。"
        ) from error
    return b"macroenabled" in types or b"vbaproject" in types


def _is_binary(data: bytes) -> bool:
    """More control characters than any text has; UTF-16 with its mark is text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    head = data[:4096]
    return sum(byte < 32 and byte not in b"\t\n\r\x1b\f\v" for byte in head) > len(head) / 20
