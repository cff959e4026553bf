"""The library that draws charts, taken out of its package without a network."""

from pathlib import Path

from pytest_django import Settings

from tomoni.core import charts


def test_the_library_is_written_once_and_found_by_collectstatic(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    assert list(charts.VendorFinder().list(None)) == []
    charts.build()
    made = tmp_path / "vendor" / charts.NAME
    first = made.stat().st_mtime_ns
    charts.build()
    assert made.stat().st_mtime_ns == first
    assert "window.vegaEmbed" in made.read_text()
    assert [name for name, _storage in charts.VendorFinder().list(None)] == [charts.NAME]


def test_a_specification_says_in_words_what_it_shows() -> None:
    assert charts.spec("声の数", mark="bar")["description"] == "声の数"
