"""A word-vector folder of a few words in four topics, made as the real one is."""

import io
import json
import struct
import zipfile
from pathlib import Path

import numpy as np

from tomoni.text.analyser import Analyzer
from tomoni.text.assets import VERSION
from tomoni.text.encoder import StaticEncoder
from tomoni.text.handle import Engine
from tomoni.text.vectors import WordVectors, murmur64

TOPICS = (
    ("公園", "遊具", "花壇", "緑地", "ベンチ", "街路樹", "草刈り"),
    ("老人", "高齢", "介護", "年配", "クラブ", "体操", "敬老"),
    ("塵", "収集", "分別", "清掃", "投棄", "ゴミ", "リサイクル"),
    ("子供", "保育", "保育園", "育児", "遊び場", "親", "絵本"),
)
DIM = 12


def rows() -> np.ndarray:
    draw = np.random.default_rng(0)
    centres = np.eye(len(TOPICS), DIM) * 3
    return np.array(
        [
            centre + draw.normal(0, 0.4, DIM)
            for centre, topic in zip(centres, TOPICS, strict=True)
            for _ in topic
        ]
    )


def words() -> list[str]:
    return [word for topic in TOPICS for word in topic]


def folder(target: Path) -> Path:
    """Rare words (high rows), so that each of them tells something."""
    target.mkdir(parents=True, exist_ok=True)
    keys = np.array([murmur64(word.encode()) for word in words()], dtype=np.uint64)
    order = np.argsort(keys)
    table = np.zeros((10_000 + len(keys), DIM), dtype=np.float16)
    table[10_000:] = rows()
    np.save(target / "vectors.npy", table)
    np.save(target / "keys.npy", keys[order])
    np.save(target / "rows.npy", (10_000 + order).astype(np.uint16))
    (target / "vectors.json").write_text(json.dumps({"version": VERSION, "dim": DIM}))
    return target


def engine(target: Path) -> Engine:
    analyzer = Analyzer()
    return Engine(analyzer, StaticEncoder(analyzer, WordVectors(folder(target))))


def lexical() -> Engine:
    return Engine(Analyzer())


def wheel(target: Path) -> Path:
    """A wheel with the parts that are read of the real one."""
    table = io.BytesIO()
    np.save(table, np.random.default_rng(1).normal(size=(40, DIM)).astype(np.float32))
    packed = b"\xdf" + struct.pack(">I", len(words()))
    for row, word in enumerate(words()):
        packed += b"\xcf" + struct.pack(">Q", murmur64(word.encode())) + bytes([row])
    path = target / "ja_ginza-5.3.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ja_ginza/ja_ginza-5.3.0/vocab/vectors", table.getvalue())
        archive.writestr("ja_ginza/ja_ginza-5.3.0/vocab/key2row", packed)
        archive.writestr("ja_ginza-5.3.0.dist-info/METADATA", "License: MIT License\n")
    return path
