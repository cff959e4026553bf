"""Uploads: checked by what they are, kept outside the web server's reach, opened only by an app's authorised view."""

import hashlib
import io
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from tomoni.core import secrets
from tomoni.core.jurisdictions import Jurisdiction, ScopedManager, everywhere
from tomoni.reading import archives
from tomoni.reading.errors import Unreadable

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000
UNFINISHED = timedelta(days=1)
"""A file younger than this may belong to a transaction that is still open."""
KINDS = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".txt": "text/plain",
    ".csv": "text/csv",
}
ACCEPT = ",".join(KINDS)
DOCUMENTS = {
    **{suffix: kind for suffix, kind in KINDS.items() if not kind.startswith("image/")},
    **dict.fromkeys((".md", ".html", ".htm", ".tsv"), "text/plain"),
}
"""What `reading` reads. Web pages are handed out as plain text."""


class StoredFile(models.Model):
    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    """As the person called it; shown, never used as a path."""
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=120, unique=True)
    is_secret = models.BooleanField(default=True)
    kept_at = models.DateTimeField(default=timezone.now)

    objects: ScopedManager["StoredFile"] = ScopedManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return self.name


def keep(
    upload: "UploadedFile[bytes]",
    *,
    jurisdiction: Jurisdiction,
    secret: bool = True,
    stored_as: str = "",
    kinds: Mapping[str, str] = KINDS,
) -> StoredFile:
    """Check and store an upload. Pictures are written anew, which leaves place and camera data behind.

    `stored_as` is the name to keep where the file's own says too much. Raises ValidationError with what is wrong and what to do.
    """
    name = Path((upload.name or "file").replace("\\", "/")).name[:200]
    suffix = Path(name).suffix.lower()
    if suffix not in kinds:
        raise ValidationError(
            _(
                "「%(name)s」は受け付けられない種類です。PDF、画像（PNG・JPEG）、Word（docx）、Excel（xlsx）、テキストにしてください。"
            )
            % {"name": name}
        )
    if upload.size is None or upload.size > MAX_BYTES:
        raise ValidationError(_("「%(name)s」が大きすぎます。20MBまでにしてください。") % {"name": name})
    data = _checked(name, suffix, upload.read())
    path = f"{jurisdiction.pk}/{uuid.uuid4().hex}"
    target = Path(settings.MEDIA_ROOT) / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(secrets.encrypt(data) if secret else data)
    return StoredFile.objects.create(
        jurisdiction=jurisdiction,
        name=stored_as or name,
        content_type=kinds[suffix],
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        path=path,
        is_secret=secret,
    )


def _checked(name: str, suffix: str, data: bytes) -> bytes:
    wrong = ValidationError(
        _("「%(name)s」の中身が名前の種類と合いません。正しい形式で保存し直してください。") % {"name": name}
    )
    if suffix in (".png", ".jpg", ".jpeg"):
        return _repainted(suffix, data, wrong)
    if suffix == ".pdf" and not data.startswith(b"%PDF-"):
        raise wrong
    if suffix in (".docx", ".xlsx"):
        try:
            archives.check_zip(data)
        except Unreadable as error:
            raise ValidationError(str(error)) from error
    # Excel's "Unicode text" is UTF-16: its mark allows the zeros that make other texts suspect.
    if _is_text(suffix) and b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise wrong
    return data


def _is_text(suffix: str) -> bool:
    return DOCUMENTS.get(suffix, KINDS.get(suffix, "")).startswith("text/")


def _repainted(suffix: str, data: bytes, wrong: ValidationError) -> bytes:
    form = "PNG" if suffix == ".png" else "JPEG"
    try:
        with Image.open(io.BytesIO(data), formats=[form]) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise ValidationError(_("画像の縦横が大きすぎます。縮小してから送ってください。"))
            kept = picture.convert("RGBA" if form == "PNG" else "RGB")
            out = io.BytesIO()
            kept.save(out, form)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise wrong from None
    return out.getvalue()


def read(stored: StoredFile) -> bytes:
    data = (Path(settings.MEDIA_ROOT) / stored.path).read_bytes()
    return secrets.decrypt(data) if stored.is_secret else data


def sweep(now: datetime) -> int:
    """Delete what lies in the folder and belongs to no record: its transaction was rolled back. How many."""
    root = Path(settings.MEDIA_ROOT)
    gone = 0
    for folder in root.iterdir() if root.is_dir() else ():
        old = [one for one in folder.iterdir() if one.stat().st_mtime < (now - UNFINISHED).timestamp()]
        names = {f"{folder.name}/{one.name}": one for one in old}
        with everywhere():
            kept = set(
                StoredFile.objects.filter(path__startswith=f"{folder.name}/").values_list("path", flat=True)
            )
        for name in names.keys() - kept:
            names[name].unlink(missing_ok=True)
            gone += 1
    return gone


def open_file(stored: StoredFile) -> HttpResponse:
    """The answer that hands a file out; the view has asked the rule before."""
    response = HttpResponse(read(stored), content_type=stored.content_type)
    response["Content-Disposition"] = content_disposition_header(True, stored.name) or "attachment"  # noqa: FBT003
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
