import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from tomoni.core import files
from tomoni.core.jurisdictions import Jurisdiction


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def picture(form: str = "JPEG", *, place: bool = False) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    if place:
        exif.get_ifd(0x8825)[1] = "N"
        exif[0x010F] = "CANARY-CAMERA"
    Image.new("RGB", (8, 8)).save(out, form, exif=exif)
    return out.getvalue()


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.exe", b"MZ"),
        ("a.html", b"<script>"),
        ("a.svg", b"<svg onload=alert(1)>"),
        ("a.png", b"<script>"),
        ("a.pdf", b"<script>"),
        ("a.jpg", picture("PNG")),
        ("a.docx", b"no zip"),
        ("a.xlsx", bomb()),
        ("a.txt", b"a\0b"),
        ("a.pdf.exe", b"%PDF-1.4"),
        ("noname", b"x"),
    ],
)
def test_what_is_not_what_it_says_is_refused(city: Jurisdiction, name: str, data: bytes) -> None:
    with pytest.raises(ValidationError):
        files.keep(SimpleUploadedFile(name, data), jurisdiction=city)
    assert files.StoredFile.objects.count() == 0


def test_a_secret_file_lies_encrypted_and_comes_back(city: Jurisdiction, tmp_path: Path) -> None:
    kept = files.keep(SimpleUploadedFile("相談.txt", "秘密の本文".encode()), jurisdiction=city)
    assert "秘密の本文".encode() not in (tmp_path / kept.path).read_bytes()
    assert files.read(kept) == "秘密の本文".encode()


def test_a_refusal_names_the_file_as_its_sender_knows_it(city: Jurisdiction) -> None:
    with pytest.raises(ValidationError, match="名簿.exe"):
        files.keep(SimpleUploadedFile("名簿.exe", b"MZ"), jurisdiction=city, stored_as="添付ファイル.exe")
    kept = files.keep(SimpleUploadedFile("名簿.txt", b"x"), jurisdiction=city, stored_as="添付ファイル.txt")
    assert kept.name == "添付ファイル.txt"


def test_a_picture_leaves_place_and_camera_behind(city: Jurisdiction) -> None:
    kept = files.keep(SimpleUploadedFile("a.jpg", picture(place=True)), jurisdiction=city)
    assert b"CANARY-CAMERA" not in files.read(kept)
    with Image.open(io.BytesIO(files.read(kept))) as shown:
        assert len(shown.getexif()) == 0


def test_a_name_is_shown_but_never_a_path(city: Jurisdiction) -> None:
    kept = files.keep(SimpleUploadedFile("x.txt", b"x"), jurisdiction=city)
    kept.name = '../../etc/"passwd"\r\nX: y.txt'
    assert ".." not in kept.path
    assert "\n" not in files.open_file(kept)["Content-Disposition"]


def test_a_file_is_handed_out_for_saving_only(city: Jurisdiction) -> None:
    answer = files.open_file(files.keep(SimpleUploadedFile("メモ.txt", b"x"), jurisdiction=city))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"


def test_files_of_what_was_never_stored_are_swept_after_a_day(city: Jurisdiction, tmp_path: Path) -> None:
    stored = files.keep(SimpleUploadedFile("a.txt", b"kept"), jurisdiction=city)
    (tmp_path / str(city.pk) / "orphan").write_bytes(b"of a transaction that was rolled back")
    now = timezone.now()
    assert files.sweep(now) == 0
    assert files.sweep(now + timedelta(days=2)) == 1
    assert [one.name for one in (tmp_path / str(city.pk)).iterdir()] == [Path(stored.path).name]
    assert files.read(stored) == b"kept"
