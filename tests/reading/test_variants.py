"""Documents of other cities: what they state is found, and nothing they do not state."""

from functools import lru_cache

import pytest

from tests.reading.papers import FORMATS
from tests.reading.variants import Stated, facts_of, variants
from tomoni.reading.readings import read

VARIANTS = {f"{variant.kind}-{variant.name}": variant for variant in variants()}


@lru_cache(maxsize=256)
def read_as(name: str, form: str) -> tuple[str, Stated]:
    variant = VARIANTS[name]
    reading = read(FORMATS[form](variant.paper), f"a.{form.rpartition('.')[2]}")
    return reading.kind, facts_of(variant.kind, reading.as_dict()["records"])


@pytest.mark.parametrize("form", FORMATS)
def test_the_kind_is_found_out_in_every_format(form: str) -> None:
    assert {name: read_as(name, form)[0] for name in VARIANTS} == {
        name: v.kind for name, v in VARIANTS.items()
    }


@pytest.mark.parametrize("form", FORMATS)
def test_no_wrong_date_count_or_name(form: str) -> None:
    wrong = {name: read_as(name, form)[1] - variant.facts for name, variant in VARIANTS.items()}
    assert {name: facts for name, facts in wrong.items() if facts} == {}


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_stated_is_found(form: str) -> None:
    missed = {name: variant.facts - read_as(name, form)[1] for name, variant in VARIANTS.items()}
    wanted = sum(len(variant.facts) for variant in VARIANTS.values())
    assert sum(map(len, missed.values())) <= 0.1 * wanted, {
        name: facts for name, facts in missed.items() if facts
    }
    worst = min(1 - len(missed[name]) / len(variant.facts) for name, variant in VARIANTS.items())
    assert worst >= 0.85
