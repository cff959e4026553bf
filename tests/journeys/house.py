"""The running house and somebody walking through it: the server as it runs in production, a browser, and what must hold on every page."""

import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    ViewportSize,
    expect,
)

from demo.people import SIGN_INS, WORD

ROOT = Path(__file__).resolve().parents[2]
WIDE = ViewportSize(width=1280, height=900)
NARROW = ViewportSize(width=390, height=844)
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
PATIENCE_S = 60


@dataclass
class House:
    """An installation of its own with the demo, served by gunicorn beside its worker."""

    data: Path
    port: int = 0
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("TOMONI_")},
            "TOMONI_DATA": str(self.data),
            "TOMONI_ADDRESS": self.address,
        }

    def manage(self, *words: str) -> str:
        """Run a command of the installation, as its operator would; what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"manage.py {' '.join(words)}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def open(self) -> Self:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.manage("prepare", "--demo")
        command = [sys.executable, "manage.py", "serve", "--port", str(self.port)]
        with (self.data / "server.log").open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        for _try in range(PATIENCE_S * 5):
            try:
                urlopen(f"{self.address}/readyz", timeout=5)
            except (URLError, OSError):
                time.sleep(0.2)
            else:
                return self
        raise AssertionError((self.data / "server.log").read_text())

    def close(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=30)


@dataclass
class Witness:
    """What a page did that no page may do."""

    house: House
    faults: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        # A refused script or style is reported to the page alone; this makes it speak up.
        context.add_init_script(
            "document.addEventListener('securitypolicyviolation', (e) => "
            "console.error('CSP', e.violatedDirective, e.blockedURI, e.sourceFile, e.lineNumber))"
        )
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        context.on("request", self._request)
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # Answers that are errors are judged in _response, where it is known what was asked for.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"console: {message.text} ({message.location.get('url')})")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about") and parts.port != self.house.port:
            self.faults.append(f"left the machine: {request.url}")

    def _response(self, response: Response) -> None:
        page = response.request.resource_type in ("document", "xhr", "fetch")
        if response.status >= (500 if page else 400):
            self.faults.append(f"{response.status}: {response.url}")


@dataclass
class Walk:
    """A journey: several people, each in a browser of their own, watched by one witness."""

    house: House
    browser: Browser
    witness: Witness
    contexts: dict[str, BrowserContext] = field(default_factory=dict)

    def visitor(self, name: str = "visitor") -> Page:
        """Somebody who has not signed in; the same name is the same browser."""
        if name not in self.contexts:
            context = self.browser.new_context(
                base_url=self.house.address, viewport=WIDE, locale="ja-JP", timezone_id="Asia/Tokyo"
            )
            self.witness.watch(context)
            self.contexts[name] = context
        return self.contexts[name].new_page()

    def person(self, key: str) -> Page:
        """A person of the demo (`demo.people`), signed in."""
        known = key in self.contexts
        page = self.visitor(key)
        if not known:
            sign_in(page, key)
        return page

    def close(self) -> None:
        for context in self.contexts.values():
            context.close()


def sign_in(page: Page, key: str) -> None:
    """Through the form, as everybody does."""
    person = next(one for one in SIGN_INS if one.key == key)
    page.goto("/accounts/login/")
    page.get_by_label("メールアドレス").fill(person.mail)
    page.get_by_label("パスワード").fill(WORD)
    page.locator("main form button[type=submit]").first.click()
    expect(page).not_to_have_url(f"{page.url.split('/accounts')[0]}/accounts/login/")


def axe(page: Page) -> None:
    """No finding of axe-core in either width, and nothing to scroll sideways on a phone."""
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        found = Axe().run(page, options=AXE)
        assert not found.violations_count, f"{page.url} ({size['width']} px)\n{found.generate_report()}"
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_wide <= 0, f"{page.url}: {too_wide} px too wide for a phone"
    page.set_viewport_size(WIDE)
