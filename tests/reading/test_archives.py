import struct
import warnings
import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tomoni.reading.archives import Limits, check_zip
from tomoni.reading.errors import Unreadable


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


GOOD = packed({"a/b.txt": b"abc" * 100, "c.txt": "協働".encode()})


def test_a_plain_archive_passes_with_its_names() -> None:
    assert check_zip(GOOD) == ("a/b.txt", "c.txt")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", GOOD[:-30], GOOD[20:], GOOD[:40] + GOOD[80:]])
def test_a_damaged_archive_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match="壊れています"):
        check_zip(data)


def test_what_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(Unreadable, match="1MBを超えます"):
        check_zip(packed({"a": bytes(range(256)) * 5000}), Limits(unpacked=1024 * 1024, ratio=10_000))


def test_a_bomb_is_refused_by_its_ratio() -> None:
    with pytest.raises(Unreadable, match="圧縮率"):
        check_zip(packed({"a": bytes(20_000_000)}))


def test_too_many_entries_are_refused() -> None:
    with pytest.raises(Unreadable, match="多すぎます"):
        check_zip(packed({str(number): b"" for number in range(11)}), Limits(entries=10))


def test_a_directory_larger_than_allowed_is_refused_before_it_is_read() -> None:
    with pytest.raises(Unreadable, match="多すぎます"):
        check_zip(GOOD, Limits(directory=10))


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "C:\\x", "\\\\host\\x", "a\\..\\x"])
def test_names_that_point_outside_are_refused(name: str) -> None:
    with pytest.raises(Unreadable, match="外の場所"):
        check_zip(packed({name: b"x"}))


def test_the_same_name_twice_is_refused() -> None:
    target = BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(target, "w") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("a", b"1")
        archive.writestr("a", b"2")
    with pytest.raises(Unreadable):
        check_zip(target.getvalue())


def test_an_encrypted_archive_is_refused() -> None:
    at = GOOD.index(b"PK\x01\x02")
    locked = GOOD[: at + 8] + struct.pack("<H", 1) + GOOD[at + 10 :]
    with pytest.raises(Unreadable, match="パスワード"):
        check_zip(locked)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing_are_refused(method: int) -> None:
    with pytest.raises(Unreadable, match="特殊な方法"):
        check_zip(packed({"a": b"abc" * 100}, method))


@pytest.mark.parametrize("said", [0, 1, 299, 301])
def test_a_directory_that_lies_about_a_size_is_refused(said: int) -> None:
    at = GOOD.index(b"PK\x01\x02")
    lying = GOOD[: at + 24] + struct.pack("<L", said) + GOOD[at + 28 :]
    with pytest.raises(Unreadable, match="壊れています"):
        check_zip(lying)


@given(st.dictionaries(st.text("abc/.", min_size=1, max_size=8), st.binary(max_size=300), max_size=5))
def test_what_passes_unpacks_to_what_it_says(files: dict[str, bytes]) -> None:
    data = packed(files)
    try:
        names = check_zip(data)
    except Unreadable:
        assert any(name.startswith("/") or ".." in name.split("/") for name in files)
        return
    assert names == tuple(files)


@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=8))
def test_no_damage_breaks_the_check(place: int, damage: bytes) -> None:
    try:
        check_zip(GOOD[:place] + damage + GOOD[place + len(damage) :])
    except Unreadable:
        return
