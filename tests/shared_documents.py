"""The seed documents beside the checkout, for tests marked `shared`; absent in most checkouts."""

from pathlib import Path

import pytest

SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"


def seed(number: int) -> str:
    """The text of the seed document with that number (000 to 004)."""
    return next(SEEDS.glob(f"{number:03}_*.txt")).read_text(encoding="utf-8")


def drop_where_absent(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take the tests marked `shared` out of the collection where there are no seed documents."""
    if SEEDS.is_dir():
        return
    absent = [item for item in items if item.get_closest_marker("shared")]
    config.hook.pytest_deselected(items=absent)
    items[:] = [item for item in items if item not in absent]
