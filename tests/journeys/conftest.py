"""Browser journeys: `make browser`. They need Debian's chromium (or CHROMIUM) and take their data from the demo."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.house import House, Walk, Witness


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One installation for all journeys; a journey finds what it needs by what it made itself."""
    opened = House(Path(tmp_path_factory.mktemp("house")))
    try:
        yield opened.open()
    finally:
        opened.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail("chromium is missing: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def walk(house: House, browser: Browser) -> Iterator[Walk]:
    """Several people in browsers of their own. Fails on any console error, CSP report, request that leaves the machine, broken answer."""
    witness = Witness(house)
    walking = Walk(house, browser, witness)
    yield walking
    walking.close()
    assert not witness.faults, "\n".join(witness.faults)


@pytest.fixture
def page(walk: Walk) -> Page:
    """A visitor's page."""
    return walk.visitor()
