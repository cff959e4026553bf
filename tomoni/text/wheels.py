"""One wheel, fetched by itself and checked against its hash: how the product gets what its repository does not carry."""

import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path


class AssetError(Exception):
    """The asset could not be had; says why and what still works."""


def checked(wheel: Path, sha256: str) -> Path:
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != sha256:
        raise AssetError(f"{wheel.name} は期待したファイルではありません（SHA-256 が一致しません）。")
    return wheel


def fetch(wheel: str, sha256: str, folder: Path) -> Path:
    """Download `name==version` into the folder, without what it would depend on."""
    wanted = folder / "wheel.txt"
    wanted.write_text(f"{wheel} --hash=sha256:{sha256}\n", encoding="utf-8")
    command = [*_pip(), "download", "--quiet", "--no-deps", "--require-hashes", "--only-binary=:all:"]
    command += [
        "--disable-pip-version-check",
        "--retries=1",
        "--timeout=20",
        "--dest",
        str(folder),
        "--requirement",
        str(wanted),
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise AssetError(f"{wheel} の取得が10分以内に終わりませんでした。") from None
    found = sorted(folder.glob("*.whl"))
    if done.returncode or not found:
        last = (done.stderr.strip().splitlines() or ["理由不明"])[-1]
        raise AssetError(f"{wheel} を取得できませんでした:{last}")
    return found[0]


def _pip() -> list[str]:
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    for name in ("pip3", "pip"):
        if path := shutil.which(name):
            return [path]
    raise AssetError("pip が見つからないため、取り寄せられません。")
