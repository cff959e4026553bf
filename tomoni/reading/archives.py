"""A look at a zip before any parser sees it: sizes, names, and that nothing unpacks to more than it says."""

import struct
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO

from tomoni.reading.errors import Unreadable

MEGABYTE = 1024 * 1024
_END, _END_SIZE, _LONGEST_COMMENT = b"PK\x05\x06", 22, 65_535
_LOCAL_SIZE = 30
_ENCRYPTED = 0x1
_DAMAGED = "ファイルが壊れています。もとのソフトで開いて保存し直してから、もう一度選んでください。"


@dataclass(frozen=True, slots=True)
class Limits:
    unpacked: int = 50 * MEGABYTE
    ratio: int = 100
    entries: int = 2_000
    directory: int = 2 * MEGABYTE


LIMITS = Limits()


def is_zip(data: bytes) -> bool:
    return data.startswith((b"PK\x03\x04", _END))


def check_zip(data: bytes, limits: Limits = LIMITS) -> tuple[str, ...]:
    """The names inside, if all of it may be handed to a parser."""
    _check_end(data, limits)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
        raise Unreadable(_DAMAGED) from error
    _check_directory(entries, limits)
    for entry in entries:
        _check_entry(data, entry)
    return tuple(entry.filename for entry in entries)


def _check_end(data: bytes, limits: Limits) -> None:
    """The directory's size as the last record says, before the directory is read into memory."""
    at = data.rfind(_END, max(0, len(data) - _END_SIZE - _LONGEST_COMMENT))
    if at < 0 or len(data) - at < _END_SIZE:
        raise Unreadable(_DAMAGED)
    count, size = struct.unpack("<8xHHL", data[at : at + 16])[1:]
    if count > limits.entries or size > limits.directory:
        raise Unreadable(
            f"圧縮ファイルの中身が多すぎます（{limits.entries:,}個まで）。不要なシートや画像を減らしてください。"
        )


def _check_directory(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.entries:
        raise Unreadable(
            f"圧縮ファイルの中身が多すぎます（{limits.entries:,}個まで）。不要なシートや画像を減らしてください。"
        )
    if len({entry.filename for entry in entries}) != len(entries):
        raise Unreadable(_DAMAGED)
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise Unreadable("パスワードがかかっています。パスワードを外して保存し直してください。")
    if any(_is_outside(entry.filename) for entry in entries):
        raise Unreadable("圧縮ファイルの中に、外の場所を指す名前があります。安全のため読み込みません。")
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > limits.unpacked:
        raise Unreadable(
            f"展開すると{limits.unpacked // MEGABYTE}MBを超えます。行や画像を減らして、いくつかのファイルに分けてください。"
        )
    if unpacked > MEGABYTE and unpacked > packed * limits.ratio:
        raise Unreadable(
            "圧縮率が異常に高いファイルです。安全のため読み込みません。CSVで保存し直してください。"
        )


def _is_outside(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or "\0" in name


def _check_entry(data: bytes, entry: zipfile.ZipInfo) -> None:
    """A directory can lie: unpack, keep nothing, and stop at what it promised."""
    header = data[entry.header_offset : entry.header_offset + _LOCAL_SIZE]
    if len(header) < _LOCAL_SIZE or not header.startswith(b"PK\x03\x04"):
        raise Unreadable(_DAMAGED)
    name_size, extra_size = struct.unpack("<HH", header[26:30])
    start = entry.header_offset + _LOCAL_SIZE + name_size + extra_size
    packed = data[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        size = len(packed)
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        size = _unpacked_size(packed, entry.file_size)
    else:
        raise Unreadable("特殊な方法で圧縮されています。もとのソフトで開いて保存し直してください。")
    if size != entry.file_size:
        raise Unreadable(_DAMAGED)


def _unpacked_size(packed: bytes, promised: int) -> int:
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    size = 0
    try:
        while not engine.eof and size <= promised:
            chunk = engine.decompress(packed, min(MEGABYTE, promised - size + 1))
            packed = engine.unconsumed_tail
            size += len(chunk)
            if not chunk and not packed:
                break
    except zlib.error as error:
        raise Unreadable(_DAMAGED) from error
    return size
