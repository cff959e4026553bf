"""What a page costs, as a ratio to a bare view behind the same middleware, under the same server in the same minutes.

python benchmarks/web.py [--database sqlite|postgresql]… [--clients 1 16] [--seconds 4] [--rounds 3] [--json FILE] [--only PAGE …]
PostgreSQL: --postgres postgres://user@host:port/postgres (a database of its own is made there and dropped). Linux: reads /proc.

CPU per request is what counts: of the application (gunicorn with its workers) and of the database (its server processes for our database;
SQLite works inside the application). Requests per second and waiting times depend on what else the machine does. No page is cached whole.
"""

import argparse
import asyncio
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit
from uuid import uuid4

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tomoni.operations import server

with socket.socket() as _free:
    _free.bind(("127.0.0.1", 0))
    PORT = _free.getsockname()[1]
TICKS = os.sysconf("SC_CLK_TCK")
CSRF = "benchbenchbenchbenchbenchbenchbe"
WORKERS, THREADS = 2, 4
LIMITS = {"home": 40, "board": 40, "board page 400": 40, "search 図書館": 50, "search 花壇": 50, "seed": 40}
"""How many times the bare view's CPU a page may cost on PostgreSQL."""


@dataclass
class Page:
    """How to ask for a page: the bytes of request number n, and the answer that is right."""

    name: str
    request: Callable[[int], bytes]
    status: int = 200


@dataclass
class Figures:
    """What was measured of one page with so many clients."""

    page: str
    clients: int
    requests: int = 0
    seconds: float = 0
    application_cpu: float = 0
    database_cpu: float = 0
    waits: list[float] = field(default_factory=list, repr=False)
    queries: int = 0
    size: int = 0

    @property
    def cpu_ms(self) -> float:
        return 1000 * (self.application_cpu + self.database_cpu) / max(1, self.requests)

    @property
    def rate(self) -> float:
        return self.requests / self.seconds if self.seconds else 0

    def wait_ms(self, share: float) -> float:
        ordered = sorted(self.waits)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0


def get(address: str, cookie: str = "", *extra: str) -> bytes:
    lines = [f"GET {address} HTTP/1.1", "Host: localhost", "Accept-Language: ja", *extra]
    lines += [f"Cookie: {cookie}"] if cookie else []
    return "\r\n".join([*lines, "", ""]).encode()


def post(address: str, fields: dict[str, str], cookie: str) -> bytes:
    body = urlencode(fields).encode()
    head = (
        f"POST {address} HTTP/1.1\r\nHost: localhost\r\nAccept-Language: ja\r\nCookie: {cookie}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def pages(known: dict[str, Any]) -> list[Page]:
    seeds, sessions = known["seeds"], known["sessions"]

    def create(number: int) -> bytes:
        fields = {
            "csrfmiddlewaretoken": CSRF,
            "once": str(uuid4()),
            "actor": str(known["actor"]),
            "kind": "need",
            "weight": "light",
            "title": f"図書館で読み聞かせをする人を探しています {number}",
            "what": "毎月2回、土曜の午前に絵本を読む人を探しています。",
            "why": "人手が足りません。",
            "when": "5月から10月",
            "cannot": "夜間はできません。",
            "topics": str(known["topic"]),
            "wants_people": "3人ほど",
            "expires_on": "2099-03-31",
        }
        return post("/bench/seeds/new/", fields, f"session={sessions[number % len(sessions)]}; csrf={CSRF}")

    return [
        Page("bare", lambda _n: get("/bench/bare/")),
        Page("home", lambda _n: get("/bench/")),
        Page("board", lambda _n: get("/bench/seeds/")),
        Page("board page 400", lambda _n: get("/bench/seeds/?page=400")),
        Page("search 図書館", lambda _n: get(f"/bench/seeds/?q={quote('図書館')}")),
        Page("search 花壇", lambda _n: get(f"/bench/seeds/?q={quote('花壇')}")),
        Page("seed", lambda n: get(f"/bench/seeds/{seeds[n % len(seeds)]}/")),
        Page("create", create, 302),
    ]


async def ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
) -> tuple[int, bytes, bytes]:
    """Status, head and body of one answer on a kept connection."""
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    length = re.search(rb"(?i)content-length: (\d+)", head)
    return status, head, await reader.readexactly(int(length[1])) if length else b""


async def crowd(
    page: Page, clients: int, seconds: float, numbers: Iterator[int]
) -> tuple[list[float], float]:
    """So many clients ask for the page one after the other, each on its own connection; their waits and the time it took."""
    waits: list[float] = []
    start = time.perf_counter()

    async def client() -> None:
        connected: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        while time.perf_counter() - start < seconds:
            began = time.perf_counter()
            connected = connected or await asyncio.open_connection("127.0.0.1", PORT)
            status, head, body = await ask(*connected, page.request(next(numbers)))
            waits.append(time.perf_counter() - began)
            if status != page.status:
                raise SystemExit(f"{page.name}: {status}\n{body[:2000].decode(errors='replace')}")
            if b"onnection: close" in head:
                connected[1].close()
                connected = None
        if connected:
            connected[1].close()

    await asyncio.gather(*(client() for _ in range(clients)))
    return waits, time.perf_counter() - start


async def once(page: Page, number: int) -> tuple[int, int]:
    """Queries and bytes of one answer."""
    connected = await asyncio.open_connection("127.0.0.1", PORT)
    request = page.request(number).replace(b"\r\n", b"\r\nX-Count: 1\r\n", 1)
    _status, head, body = await ask(*connected, request)
    connected[1].close()
    found = re.search(rb"X-Queries: (\d+)", head)
    return int(found[1]) if found else 0, len(body)


def children(pid: int) -> list[int]:
    found = [pid]
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in path.read_text().split():
            found += children(int(child))
    return found


def spent(pids: list[int]) -> float:
    """CPU seconds of these processes so far."""
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
        except FileNotFoundError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def backends(database: str) -> list[int]:
    """PostgreSQL's server processes that work for our database; they name it in their command line."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes()
        except OSError:
            continue
        if line.startswith(b"postgres: ") and f" {database} ".encode() in line:
            found.append(int(path.parent.name))
    return found


def memory(pids: list[int]) -> float:
    """Proportional set size in MB: what is shared counts once."""
    total = 0
    for pid in pids:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        total += int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[1])  # type: ignore[index]
    return total / 1024


@dataclass
class Run:
    """One database, filled and served."""

    kind: str
    url: str
    data: Path
    web: "subprocess.Popen[bytes] | None" = None

    @property
    def environment(self) -> dict[str, str]:
        plain = {
            name: value for name, value in server.environment().items() if not name.startswith("TOMONI_")
        }
        return plain | {
            "TOMONI_DATA": str(self.data),
            "TOMONI_DATABASE_URL": self.url,
            "TOMONI_LOG_LEVEL": "ERROR",
            "PYTHONPATH": str(ROOT),
        }

    def python(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(done.stderr)
        return done.stdout

    @property
    def processes(self) -> list[int]:
        assert self.web is not None
        return children(self.web.pid)

    def measure(self, page: Page, figures: Figures, seconds: float, numbers: Iterator[int]) -> None:
        application, database = self.processes, backends(self.url.rsplit("/", 1)[-1]) if self.url else []
        before, before_database = spent(application), spent(database)
        waits, took = asyncio.run(crowd(page, figures.clients, seconds, numbers))
        figures.application_cpu += spent(application) - before
        later = backends(self.url.rsplit("/", 1)[-1]) if self.url else []
        figures.database_cpu += spent(later) - before_database
        figures.requests += len(waits)
        figures.seconds += took
        figures.waits += waits


@contextmanager
def opened(kind: str, postgres: str, assets: Path | None) -> Iterator[tuple[Run, dict[str, Any]]]:
    """A database of its own, migrated, filled and served as in production."""
    name = f"tomoni_bench_{os.getpid()}"
    with tempfile.TemporaryDirectory() as folder:
        url = ""
        if kind == "postgresql":
            with psycopg.connect(postgres, autocommit=True) as base:
                base.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            url = urlsplit(postgres)._replace(path=f"/{name}").geturl()
        run = Run(kind, url, Path(folder))
        worker = None
        if assets:
            (run.data / "text").symlink_to(assets.resolve())
        try:
            run.python("manage.py", "migrate", "-v0")
            run.python("manage.py", "collectstatic", "--no-input", "-v0")
            known = json.loads(run.python("benchmarks/web_fill.py"))
            command = server.gunicorn(
                f"127.0.0.1:{PORT}",
                workers=WORKERS,
                threads=THREADS,
                application="benchmarks.web_server:application",
            )
            run.web = subprocess.Popen([*command, "--log-level", "error"], cwd=ROOT, env=run.environment)
            worker = subprocess.Popen([sys.executable, "manage.py", "work"], cwd=ROOT, env=run.environment)
            wait_for_server()
            yield run, known
        finally:
            for process in (run.web, worker):
                if process:
                    process.terminate()
                    process.wait()
            if url:
                with psycopg.connect(postgres, autocommit=True) as base:
                    base.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def wait_for_server() -> None:
    for _try in range(300):
        try:
            asyncio.run(once(Page("bare", lambda _n: get("/bench/bare/")), 0))
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the server does not answer")


def bench(run: Run, known: dict[str, Any], given: argparse.Namespace) -> list[Figures]:
    asked = [page for page in pages(known) if not given.only or page.name in ("bare", *given.only)]
    numbers = count()
    for page in asked:
        asyncio.run(crowd(page, 4, 1, numbers))  # templates compiled, connections open
    found = {(page.name, clients): Figures(page.name, clients) for clients in given.clients for page in asked}
    for page in asked:
        queries, size = asyncio.run(once(page, next(numbers)))
        for clients in given.clients:
            found[page.name, clients].queries, found[page.name, clients].size = queries, size
    for _round in range(given.rounds):
        for clients in given.clients:
            for page in asked:
                run.measure(page, found[page.name, clients], given.seconds, numbers)
    return list(found.values())


def report(kind: str, found: list[Figures]) -> list[dict[str, Any]]:
    rows = []
    print(f"\n{kind}: {'page':16} clients  app ms   db ms  ratio    req/s   p50 ms   p99 ms  queries   bytes")
    for one in found:
        bare = next(other for other in found if other.page == "bare" and other.clients == one.clients)
        ratio = one.cpu_ms / bare.cpu_ms
        application, database = (1000 * cpu / one.requests for cpu in (one.application_cpu, one.database_cpu))
        print(
            f"{kind}: {one.page:16} {one.clients:7} {application:7.2f} {database:7.2f} {ratio:6.1f} {one.rate:8.1f} "
            f"{one.wait_ms(0.5):8.1f} {one.wait_ms(0.99):8.1f} {one.queries:8} {one.size:7}"
        )
        row = {key: value for key, value in asdict(one).items() if key != "waits"}
        rows.append(
            row
            | {
                "database": kind, "application_ms": application, "database_ms": database, "ratio": ratio, "rate": one.rate,
                "rate_to_bare": one.rate / bare.rate, "p50_ms": one.wait_ms(0.5), "p99_ms": one.wait_ms(0.99),
            }
        )  # fmt: skip
    return rows


def judge(rows: list[dict[str, Any]], pss: dict[str, float]) -> list[str]:
    """What is over its limit."""
    over = []
    for row in rows:
        limit = LIMITS.get(row["page"])
        if row["database"] == "postgresql" and limit and row["ratio"] > limit:
            over.append(
                f"{row['page']}, {row['clients']} clients: {row['ratio']:.1f} times the bare view, not {limit}"
            )
        if row["page"] == "create" and row["clients"] == 1 and row["p50_ms"] > 20:
            over.append(f"create on {row['database']}: {row['p50_ms']:.1f} ms median, not 20")
        if row["page"] == "create" and row["clients"] == 16 and row["rate_to_bare"] < 1 / 40:
            over.append(
                f"create on {row['database']}: 1/{1 / row['rate_to_bare']:.0f} of the bare view's rate, not 1/40"
            )
    costs = {
        (row["database"], row["page"], row["clients"]): row["application_ms"] + row["database_ms"]
        for row in rows
    }
    for (kind, page, clients), cost in costs.items():
        other = costs.get(("postgresql", page, clients))
        if kind == "sqlite" and other and cost > 1.1 * other:
            over.append(f"{page}, {clients} clients: SQLite {cost:.2f} ms, PostgreSQL {other:.2f} ms")
    return over + [f"memory on {kind}: {value:.0f} MB, not 400" for kind, value in pss.items() if value > 400]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--database", nargs="+", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"]
    )
    parser.add_argument("--postgres", default="postgres://postgres@127.0.0.1:5432/postgres")
    parser.add_argument("--clients", nargs="+", type=int, default=[1, 16])
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="+", default=[])
    parser.add_argument(
        "--assets", type=Path, help="folder of the text assets, to weigh the workers with them"
    )
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    rows: list[dict[str, Any]] = []
    pss: dict[str, float] = {}
    for kind in given.database:
        with opened(kind, given.postgres, given.assets) as (run, known):
            rows += report(kind, bench(run, known, given))
            workers = run.processes[1:]
            before = memory(workers)
            asyncio.run(crowd(Page("engine", lambda _n: get("/bench/engine/")), 16, 3, count()))
            pss[kind] = memory(workers)
            print(
                f"{kind}: memory of {len(workers)} workers: {before:.0f} MB PSS, {pss[kind]:.0f} with dictionary and vectors"
            )
    over = judge(rows, pss)
    print("\nover the limit: " + ("\n".join(over) if over else "nothing"))
    if given.json:
        given.json.write_text(
            json.dumps({"pages": rows, "pss_mb": pss, "over": over}, ensure_ascii=False, indent=1) + "\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
