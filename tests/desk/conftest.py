import os
from pathlib import Path

import pytest

from tests.text import asset
from tomoni.desk import learning


@pytest.fixture
def vectors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine with word vectors for a few words (tests/text/asset.py), in a process that knows nothing yet."""
    learning._memory.cache_clear()
    learning._past.cache_clear()
    asset.folder(tmp_path / "text")
    monkeypatch.setitem(os.environ, "TOMONI_DATA", str(tmp_path))
