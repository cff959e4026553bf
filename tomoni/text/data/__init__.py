"""What ships with the engine: word lists and the catalogue, in our own words."""

from pathlib import Path

FOLDER = Path(__file__).parent


def lines(name: str) -> list[str]:
    """The lines of a shipped list; empty ones and those starting with # are left out."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
