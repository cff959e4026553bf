"""Tries one cell: sends the request as that person, undoes what it did, and says what was wrong."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.urls import reverse

from tests.matrix.forms import form_for
from tests.matrix.policy import Moves, Outcome, Page
from tests.matrix.routes import Cell
from tests.matrix.world import World, outcome_of, text_of
from tomoni.core.audit import Event

QUERIES = 25
"""What a page may ask of the database at most."""
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "SAVEPOINT", "BEGIN", "RELEASE")
OPENS = ("SAVEPOINT", "BEGIN", "RELEASE")
MAY_BE_WRITTEN = ('"core_readingevent"', '"django_session"')
"""By a GET: the log of readings, and the stamp of when a session was last used."""


@dataclass
class Watch:
    """Counts and reads what a request asks of the database."""

    count: int = 0
    writes: list[str] = field(default_factory=list)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.count += 1
        if sql.lstrip().upper().startswith(WRITES):
            self.writes.append(sql)
        return execute(sql, params, many, context)

    @property
    def forbidden(self) -> list[str]:
        """Writes of a GET; the transaction around a permitted one is Django's own."""
        wrong = [sql for sql in self.writes if not any(table in sql for table in MAY_BE_WRITTEN)]
        if len(wrong) < len(self.writes):
            wrong = [sql for sql in wrong if not sql.startswith(OPENS)]
        return wrong


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside has not happened afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass
class Walk:
    world: World
    wrong: list[str] = field(default_factory=list)
    sent: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What somebody who may sent, by address: others try the same."""
    passed: set[str] = field(default_factory=set)
    """Addresses at which a form went through."""
    shown: dict[tuple[str, str], str] = field(default_factory=dict)
    """The last page at an address, by person: what it holds is sent back."""

    def try_(self, cell: Cell) -> None:
        record, address = self.where(cell)
        watch = Watch()
        before = _events()
        error = ""
        with undone():
            try:
                with connection.execute_wrapper(watch):
                    response = self._send(cell, address, record)
                outcome = outcome_of(response)
                text = text_of(response)
            except Exception as caught:  # noqa: BLE001 - whatever a view raises is a crash of this cell
                outcome, text, error = Outcome.CRASH, "", f"{type(caught).__name__}: {caught}"[:200]
                response = None
            events = _events() - before if error == "" else 0
        if outcome not in cell.expected:
            words = "/".join(sorted(cell.expected))
            self.wrong.append(f"{cell}: expected {words}, was {outcome.value} {error}".rstrip())
            return
        if cell.method == "POST":
            self._judge_sent(
                cell, outcome, events, led_on=response is not None and response.status_code >= 300
            )
        elif response is not None:
            self._judge_page(cell, address, outcome, text, watch)

    def _once_more(self, cell: Cell, address: str) -> int:
        """The queries of a process that has looked at its city before: what it keeps is read once, not for each page."""
        watch = Watch()
        with undone(), connection.execute_wrapper(watch):
            self.world.browsers[cell.person].send(cell.method, address + cell.ask)
        return watch.count

    def where(self, cell: Cell) -> tuple[Any, str]:
        page, world = cell.page, self.world
        slug = {"stray": world.abroad.city.slug, "abroad": world.abroad.city.slug, "nowhere": "no-such-city"}
        city = {} if page.outside else {"city": slug.get(cell.place, world.home.city.slug)}
        record = None
        if page.of is not None and cell.case is not None:
            record = world.record(page.of, cell.case)
            if cell.place == "crossed":
                record = world.foreign[page.of.name]
        names = page.kwargs(record) if record is not None else dict(page.given)
        if cell.move:
            names[page.word if isinstance(page, Moves) else "move"] = cell.move
        return record, reverse(cell.route, kwargs={**city, **names})

    def _send(self, cell: Cell, address: str, record: Any) -> HttpResponseBase:
        browser = self.world.browsers[cell.person]
        if cell.method == "POST":
            return browser.post(address, self._body(cell, address, record))
        return browser.send(cell.method, address + cell.ask)

    def _body(self, cell: Cell, address: str, record: Any) -> dict[str, Any]:
        if not (cell.may and cell.place == "own"):
            return self.sent.get(address, {})
        body: dict[str, Any] = {}
        if cell.page.methods()["GET"] is not None:
            form = form_for(self.shown.get((address, cell.person), ""), address)
            body = dict(form.values) if form else {}
        body |= _extra(cell.page, cell.move, record)
        self.sent[address] = body
        return body

    def _judge_sent(self, cell: Cell, outcome: Outcome, events: int, *, led_on: bool) -> None:
        if outcome == Outcome.OK and led_on:
            self.passed.add(f"{cell.route} {cell.move}".strip())
            if not events and not cell.page.quiet:
                self.wrong.append(f"{cell}: went through without a line in the log")
        elif events and outcome != Outcome.OK:
            self.wrong.append(f"{cell}: {outcome.value}, and yet {events} lines in the log")

    def _judge_page(self, cell: Cell, address: str, outcome: Outcome, text: str, watch: Watch) -> None:
        if watch.forbidden and cell.method == "GET":
            self.wrong.append(f"{cell}: writes on GET: {watch.forbidden[0][:120]}")
        if watch.count > QUERIES and (again := self._once_more(cell, address)) > QUERIES:
            self.wrong.append(f"{cell}: {again} queries")
        self.wrong += [
            f"{cell}: shows the text of «{one}»" for one in self.world.stray_marks(text, cell.person)
        ]
        if outcome == Outcome.OK and text.lstrip().startswith("<!DOCTYPE") and text.count("<h1") != 1:
            self.wrong.append(f"{cell}: {text.count('<h1')} headings of the first order")
        if outcome == Outcome.OK and not cell.ask:
            self.shown[address, cell.person] = text


def _events() -> int:
    return Event.objects.order_by("-id").values_list("id", flat=True).first() or 0


def _extra(page: Page, move: str, record: Any) -> dict[str, Any]:
    given: Mapping[str, Any] | Callable[[Any], Mapping[str, Any]]
    given = page.bodies.get(move, page.body) if isinstance(page, Moves) else page.body
    return dict(given(record) if callable(given) else given)
