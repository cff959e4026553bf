"""Fetches and repacks what the repository does not carry: word vectors and the compiled civic dictionary."""

import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tomoni.text import data
from tomoni.text.analyser import Analyzer
from tomoni.text.civic import build_dictionary
from tomoni.text.encoder import BACKGROUND, StaticEncoder, shipped_background
from tomoni.text.vectors import Floats, WordVectors
from tomoni.text.wheels import AssetError, checked, fetch

VERSION = "chive-ginza5.3.0-pc5-1"
WHEEL = "ja-ginza==5.3.0"
SHA256 = "ac6479a805c5c5c23c270554934c1c1f344039560ef3a7e4b15a4275bea3c685"
_INSIDE = "ja_ginza/ja_ginza-5.3.0/vocab/"
_COMPONENTS = 5
_STAMP = "made-from.json"


def present(target: Path) -> bool:
    """Whether the folder holds the word vectors of this version."""
    about = target / "vectors.json"
    return about.is_file() and json.loads(about.read_text(encoding="utf-8")).get("version") == VERSION


def current(target: Path) -> bool:
    """Whether nothing needs to be built; vectors that could not be had are asked for only when told to."""
    stamp = target / _STAMP
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == _sources(vectors=present(target))


def build(target: Path, wheel: Path | None = None) -> None:
    """Make the folder complete: the civic dictionary always, the vectors from the wheel given or fetched.

    Without the vectors the rest is there all the same when `AssetError` is raised.
    """
    target.mkdir(parents=True, exist_ok=True)
    build_dictionary(target / "civic.dic")
    try:
        if not present(target):
            with tempfile.TemporaryDirectory() as scratch:
                _unpack(checked(wheel or fetch(WHEEL, SHA256, Path(scratch)), SHA256), target)
        encoder = StaticEncoder(Analyzer(user_dictionary=target / "civic.dic"), WordVectors(target))
        background = encoder.fit_background(shipped_background())
        if background is not None:
            np.save(target / BACKGROUND, background)
    finally:
        (target / _STAMP).write_text(_sources(vectors=present(target)), encoding="utf-8")


def _sources(*, vectors: bool) -> str:
    """What the folder was made from."""
    shipped = b"".join(
        (data.FOLDER / name).read_bytes() for name in ("civic.tsv", "catalogue.txt", "stopwords.txt")
    )
    made_with = [metadata.version(name) for name in ("sudachipy", "sudachidict_core")]
    return json.dumps([VERSION, vectors, hashlib.sha256(shipped).hexdigest(), *made_with])


def _unpack(wheel: Path, target: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        with archive.open(_INSIDE + "vectors") as member:
            rows: Floats = np.load(member)
        keys, row_of_key = _key_table(archive.read(_INSIDE + "key2row"))
        origin = archive.read("ja_ginza-5.3.0.dist-info/METADATA")
    np.save(target / "vectors.npy", _without_common_directions(rows).astype(np.float16))
    np.save(target / "keys.npy", keys)
    np.save(target / "rows.npy", row_of_key)
    (target / "ja_ginza-METADATA.txt").write_bytes(origin)
    for name in ("NOTICE.txt", "LICENSE-Apache-2.0.txt"):
        shutil.copy(data.FOLDER / name, target / name)
    about = {"version": VERSION, "dim": int(rows.shape[1]), "source": WHEEL, "sha256": SHA256}
    (target / "vectors.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


def _without_common_directions(rows: Floats) -> Floats:
    """Every word leans the same few ways; what tells words apart is what remains."""
    centred = rows - rows.mean(axis=0, dtype=np.float64)
    _, directions = np.linalg.eigh(centred.T @ centred)
    common = directions[:, -_COMPONENTS:]
    return np.asarray(centred - (centred @ common) @ common.T, dtype=np.float32)


def _key_table(packed: bytes) -> tuple[NDArray[np.uint64], NDArray[np.uint16]]:
    numbers = np.fromiter(_numbers(packed), dtype=np.uint64)
    keys, rows = numbers[0::2], numbers[1::2].astype(np.uint16)
    order = np.argsort(keys, kind="stable")
    return keys[order], rows[order]


def _numbers(packed: bytes) -> Iterator[int]:
    """The unsigned integers of a MessagePack map, keys and values in turn."""
    place = 5  # 0xdf and the length
    while place < len(packed):
        head = packed[place]
        if head < 0x80:
            yield head
            place += 1
        elif 0xCC <= head <= 0xCF:
            size = 1 << (head - 0xCC)
            yield int.from_bytes(packed[place + 1 : place + 1 + size], "big")
            place += 1 + size
        else:
            raise AssetError("単語ベクトルの索引が読めない形式です。")
