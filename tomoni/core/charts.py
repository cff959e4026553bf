"""Charts: Vega-Lite specifications, drawn in the reader's browser by the library that `vl-convert` carries; no network, no Node.

`<c-chart label="…" source="address of the specification">` draws one where scripts run; the figures stand in a table beside it.
"""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseStorageFinder
from django.core.files.storage import FileSystemStorage

NAME = "vega.js"
_WRITE = "import sys, vl_convert; open(sys.argv[1], 'w').write(vl_convert.javascript_bundle('window.vegaEmbed = vegaEmbed;'))"


def folder() -> Path:
    return Path(settings.DATA) / "vendor"


def build() -> None:
    """Write the library for the browser into the data folder, in a process of its own, which takes the memory with it."""
    target = folder() / NAME
    if target.is_file() and target.stat().st_mtime >= _installed():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".new")
    subprocess.run([sys.executable, "-c", _WRITE, str(fresh)], check=True)  # noqa: S603
    fresh.replace(target)


def _installed() -> float:
    from importlib import metadata

    found = metadata.distribution("vl-convert-python").locate_file("vl_convert/__init__.py")
    return Path(str(found)).stat().st_mtime


class VendorFinder(BaseStorageFinder):
    """Lets `collectstatic` take what `build` wrote."""

    def __init__(self) -> None:
        super().__init__(storage=FileSystemStorage(location=folder()))

    def list(self, ignore_patterns: Iterable[str] | None) -> Any:
        return super().list(ignore_patterns) if folder().is_dir() else iter(())


def spec(title: str, **parts: Any) -> dict[str, Any]:
    """A specification in the product's dress; what it says in words is for readers who do not see it."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": title,
        "width": "container",
        "config": {
            "font": "sans-serif",
            "axis": {"labelFontSize": 13, "titleFontSize": 13},
            "legend": {"labelFontSize": 13, "titleFontSize": 13, "labelLimit": 260},
            "view": {"stroke": None},
        },
        **parts,
    }
