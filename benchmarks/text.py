"""What the text engine costs, as ratios of CPU time within one run (medians of five), and against its peers.

python benchmarks/text.py [--only NAME …] [--json FILE] [--grow FILE]; peers: requirements/bench.txt, absent ones are skipped.
"""

import argparse
import gc
import importlib.util
import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tomoni.text import catalogue, search
from tomoni.text.dense import DenseIndex
from tomoni.text.explanation import explain
from tomoni.text.handle import Engine, engine
from tomoni.text.lexical import LexicalIndex
from tomoni.text.metrics import mutual_information
from tomoni.text.reduce import layout
from tomoni.text.router import Department, Router
from tomoni.text.themes import partition

Figures = dict[str, Any]
ROWS, QUERIES, DIM, BEST = 50_000, 2_000, 300, 10


def cpu(work: Callable[[], object], times: int = 5) -> float:
    """Median CPU seconds of a piece of work."""
    spent = []
    for _ in range(times):
        gc.collect()
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return statistics.median(spent)


def present(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def voices() -> list[str]:
    return [voice for entry in catalogue.topics() for voice in entry.voices]


def profiles(count: int, phrases: int = 12, seed: int = 0) -> list[str]:
    """Invented texts of about 100 to 160 characters."""
    draw, pool = random.Random(seed), voices()
    return ["。".join(draw.sample(pool, phrases)) for _ in range(count)]


def unit_rows(count: int, seed: int) -> np.ndarray:
    rows = np.random.default_rng(seed).standard_normal((count, DIM), dtype=np.float32)
    scaled: np.ndarray = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return scaled


def dense_pairs(_: Engine) -> Figures:
    """All needs against all profiles, ten best each, exact."""
    rows, queries = unit_rows(ROWS, 1), unit_rows(QUERIES, 2)
    index = DenseIndex(DIM)
    index.ids, index.rows = np.arange(ROWS), rows
    block = np.empty((500, ROWS), dtype=np.float32)

    def product() -> None:
        for start in range(0, QUERIES, 500):
            np.matmul(queries[start : start + 500], rows.T, out=block)

    floor = cpu(product)
    ours = cpu(lambda: index.topk(queries, BEST))
    found: Figures = {"cpu_s": ours, "per_sgemm": ours / floor, "extra_mb": extra_memory("dense")}
    if present("faiss"):
        import faiss

        faiss.omp_set_num_threads(1)
        flat = faiss.IndexFlatIP(DIM)
        flat.add(rows)
        theirs = cpu(lambda: flat.search(queries, BEST))
        same = float(
            (
                np.sort(flat.search(queries[:200], BEST)[1]) == np.sort(index.topk(queries[:200], BEST)[0])
            ).mean()
        )
        found |= {"per_faiss": ours / theirs, "same_as_faiss": same}
    return found


def one_query(_: Engine) -> Figures:
    """One need against 50,000 profiles, beside reading the same array once."""
    rows, query = unit_rows(ROWS, 1), unit_rows(1, 2)
    index = DenseIndex(DIM)
    index.ids, index.rows = np.arange(ROWS), rows
    index.topk(query, BEST)
    reading = cpu(lambda: [rows.max() for _ in range(20)]) / 20
    ours = cpu(lambda: [index.topk(query, BEST) for _ in range(20)]) / 20
    return {"cpu_ms": ours * 1e3, "per_reading": ours / reading}


def sparse_pairs(handle: Engine) -> Figures:
    """The same by shared words."""
    counts = [dict(handle.read(text).words) for text in profiles(ROWS)]
    wanted = [dict(handle.read(text).words) for text in profiles(QUERIES, 5, seed=9)]
    index = LexicalIndex()
    for ident, words in enumerate(counts):
        index.upsert(ident, words)
    asked = [index.prepare(words) for words in wanted]
    ours = cpu(lambda: index.topk(asked, BEST))
    found: Figures = {"cpu_s": ours}
    if present("sparse_dot_topn"):
        from scipy.sparse import csr_matrix
        from sparse_dot_topn import sp_matmul_topn

        built = index._index()
        transposed = csr_matrix((built.weights, built.docs, built.starts), shape=(len(built.terms), ROWS))
        starts = np.cumsum([0, *(len(query.terms) for query in asked)])
        left = csr_matrix(
            (np.concatenate([q.weights for q in asked]), np.concatenate([q.terms for q in asked]), starts),
            shape=(QUERIES, len(built.terms)),
        )
        theirs = cpu(lambda: sp_matmul_topn(left, transposed, BEST, n_threads=1))
        same = np.allclose(
            sp_matmul_topn(left, transposed, BEST, sort=True).data.sum(), index.topk(asked, BEST)[1].sum()
        )
        found |= {"per_sparse_dot_topn": ours / theirs, "same_best_scores": same}
    return found


def encoding(handle: Engine) -> Figures:
    """Texts to vectors, beside Sudachi alone in mode C."""
    from sudachipy import Dictionary, SplitMode

    texts = profiles(2_000)
    tokenizer = Dictionary(dict="core").create(mode=SplitMode.C)
    encoder = handle.encoder
    if encoder is None:
        return {}
    encoder.encode(texts)
    raw = cpu(lambda: [list(tokenizer.tokenize(text)) for text in texts])
    ours = cpu(lambda: encoder.encode(texts))
    return {"texts_per_s": len(texts) / ours, "share_of_raw_sudachi": raw / ours}


def routing(handle: Engine) -> Figures:
    """One consultation against 200 departments and 20,000 cases."""
    entries, draw = catalogue.entries(), random.Random(0)
    router = Router(handle)
    names = [(entry, name) for entry in entries for name in entry.names[:2]][:200]
    router.set_departments(Department(n, name, entry.duties) for n, (entry, name) in enumerate(names))
    for number in range(20_000):
        department = draw.randrange(len(names))
        router.add_case(number, "。".join(draw.sample(names[department][0].voices, 3)), department)
    texts = profiles(200, 4, seed=5)
    router.route(texts[0])
    spent = sorted(cpu(lambda text=text: router.route(text), 1) for text in texts)  # type: ignore[misc]
    return {"p50_ms": spent[100] * 1e3, "p95_ms": spent[190] * 1e3}


def explaining(handle: Engine) -> Figures:
    """Why two texts are near."""
    left, right = profiles(200, 2, seed=3), profiles(200, 12, seed=4)
    pairs = list(zip(left, right, strict=True))
    spent = cpu(lambda: [explain(a, b, handle) for a, b in pairs])
    return {"ms_per_pair": spent / len(pairs) * 1e3}


def searching(_: Engine) -> Figures:
    """Two characters among 50,000 rows: SQLite's FTS5 over our tokens, beside LIKE on PostgreSQL where there is one."""
    texts = profiles(ROWS)
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE t USING fts5(x, tokenize='unicode61', content='')")
    database.executemany("INSERT INTO t(rowid, x) VALUES (?, ?)", enumerate(map(search.index_text, texts)))
    pool = {run for voice in voices() for run in search.segments(voice) if len(run) == 2}
    words = random.Random(3).sample(sorted(pool), 12)
    count = "SELECT count(*) FROM t WHERE t MATCH ?"
    page = "SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT 20"
    found: Figures = {}
    for name, statement in (("sqlite_count_ms", count), ("sqlite_page_ms", page)):
        spent = []
        for word in words:
            asked = partial(database.execute, statement, [search.match_expression(word)])
            spent.append(cpu(lambda asked=asked: asked().fetchall()))  # type: ignore[misc]
        found[name] = max(spent) * 1e3
    if address := os.environ.get("TOMONI_BENCH_POSTGRES"):
        found |= _searching_postgres(address, texts, words)
    return found


def _searching_postgres(address: str, texts: Sequence[str], words: Sequence[str]) -> Figures:
    import psycopg

    with psycopg.connect(address) as connection:
        connection.execute("CREATE TEMP TABLE t (id int, x text, grams text[])")
        with connection.cursor().copy("COPY t FROM STDIN") as copy:
            for number, text in enumerate(texts):
                copy.write_row((number, search.fold(text), search.search_bigrams(text)))
        connection.execute("CREATE INDEX ON t USING gin (grams)")
        connection.execute("ANALYZE t")
        connection.execute("SET max_parallel_workers_per_gather = 0")

        def wall(statement: str, values: Sequence[object]) -> float:
            spent = []
            for _ in range(9):
                start = time.perf_counter()
                connection.execute(statement, values).fetchall()
                spent.append(time.perf_counter() - start)
            return statistics.median(spent)

        like = [wall("SELECT count(*) FROM t WHERE x LIKE %s", [f"%{search.fold(w)}%"]) for w in words]
        # Two characters are one bigram: the index alone decides, nothing is left to recheck.
        ours = [wall("SELECT count(*) FROM t WHERE grams @> %s", [[search.fold(w)]]) for w in words]
    return {
        "postgres_ms": max(ours) * 1e3,
        "per_postgres_like": statistics.median(ours) / statistics.median(like),
    }


def theming(handle: Engine, count: int = 100_000) -> Figures:
    """Themes and map, beside UMAP to 2-D, k-means on it and Ward on the centres (the recipe of 広聴AI)."""
    if handle.encoder is None:
        return {}
    entries, draw = catalogue.entries(), random.Random(0)
    truth = np.array([draw.randrange(len(entries)) for _ in range(count)])
    rows = handle.encoder.encode(["。".join(draw.sample(entries[t].voices, 2)) for t in truth])
    parts: list[np.ndarray] = []

    def ours() -> None:
        parts[:] = partition(rows, (10, 100))
        layout(rows)

    spent = cpu(ours, 1)
    found: Figures = {"texts": count, "cpu_s": spent, "nmi": mutual_information(truth, parts[1])}
    if present("umap"):
        import umap
        from scipy.cluster.hierarchy import fcluster, linkage
        from sklearn.cluster import KMeans

        def theirs() -> None:
            spots = umap.UMAP(n_components=2, n_neighbors=15, random_state=0, n_jobs=1).fit_transform(rows)
            means = KMeans(100, n_init=1, random_state=0).fit(spots)
            fcluster(linkage(means.cluster_centers_, "ward"), 10, "maxclust")
            parts[:] = [means.labels_.astype(np.int64)]

        peer = cpu(theirs, 1)
        found |= {"per_umap_recipe": spent / peer, "umap_nmi": mutual_information(truth, parts[0])}
    return found


WORKER = """
import os, sys
def private():
    return sum(int(line.split()[1]) for line in open('/proc/self/smaps_rollup') if line.startswith('Private'))
import numpy
before = private()
from pathlib import Path
from tomoni.text import Router, Department, explain, engine, catalogue
handle = engine(Path(sys.argv[1]))
router = Router(handle)
router.set_departments(Department(n, e.names[0], e.duties) for n, e in enumerate(catalogue.entries()[:60]))
for entry in catalogue.entries():
    for voice in entry.voices[:5]:
        router.route(voice)
explain('公園の花壇', '花壇づくり', handle)
print(round((private() - before) / 1024, 1), any(m.split('.')[0] in ('sklearn', 'scipy') for m in sys.modules))
"""

DENSE = """
import numpy as np, sys
sys.path.insert(0, '.')
from tomoni.text.dense import DenseIndex
draw = np.random.default_rng(1)
rows = draw.standard_normal((50_000, 300), dtype=np.float32)
queries = draw.standard_normal((2_000, 300), dtype=np.float32)
index = DenseIndex(300)
index.ids, index.rows = np.arange(50_000), rows
index.topk(queries[:2], 10)
open('/proc/self/clear_refs', 'w').write('5')
def peak(): return next(int(l.split()[1]) for l in open('/proc/self/status') if l.startswith('VmHWM'))
before = peak()
index.topk(queries, 10)
print((peak() - before) / 1024)
"""


def extra_memory(_: str) -> float:
    """Peak memory that finding adds to holding the vectors, in MB, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", DENSE], capture_output=True, text=True, check=True, cwd=_root()
    )
    return float(done.stdout)


def web_worker(handle: Engine) -> Figures:
    """What the engine adds to a worker beyond what all workers share."""
    if handle.encoder is None:
        return {}
    command = [sys.executable, "-c", WORKER, str(handle.encoder.vectors.folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=_root())
    private, heavy = done.stdout.split()
    return {"private_mb": float(private), "imports_sklearn_or_scipy": heavy == "True"}


def _root() -> Path:
    return Path(__file__).resolve().parent.parent


PARTS: dict[str, Callable[[Engine], Figures]] = {
    part.__name__: part
    for part in (
        dense_pairs,
        one_query,
        sparse_pairs,
        encoding,
        routing,
        explaining,
        searching,
        web_worker,
        theming,
    )
}


def grow() -> list[Figures]:
    """How the cost of one query, alone and among many, grows with the number of profiles."""
    return [
        point
        for count in (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
        for point in _grown(count)
    ]


def _grown(count: int) -> list[Figures]:
    rows, queries = unit_rows(count, 1), unit_rows(256, 2)
    index = DenseIndex(DIM)
    index.ids, index.rows = np.arange(count), rows
    alone = cpu(lambda: index.topk(queries[:1], BEST))
    many = cpu(lambda: index.topk(queries, BEST), 3) / len(queries)
    return [
        {"profiles": count, "what": "one need", "ms": alone * 1e3},
        {"profiles": count, "what": "one need of 256", "ms": many * 1e3},
    ]


def draw_growth(points: list[Figures], target: Path) -> None:
    """Cost over size, both logarithmic: a straight line of slope one is proportional."""
    if not present("vl_convert"):
        return
    import vl_convert

    scale = {"type": "log"}
    chart = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": 560,
        "height": 300,
        "data": {"values": points},
        "mark": {"type": "line", "point": True},
        "encoding": {
            "x": {"field": "profiles", "type": "quantitative", "scale": scale, "title": "profiles"},
            "y": {"field": "ms", "type": "quantitative", "scale": scale, "title": "CPU milliseconds"},
            "strokeDash": {"field": "what", "type": "nominal", "title": None},
            "color": {"field": "what", "type": "nominal", "title": None},
        },
    }
    target.write_text(vl_convert.vegalite_to_svg(chart, vl_version="5.20"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", choices=PARTS, default=list(PARTS))
    parser.add_argument("--data", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--grow", type=Path)
    given = parser.parse_args()
    if given.grow:
        points = grow()
        given.grow.with_suffix(".json").write_text(json.dumps(points, indent=1) + "\n")
        draw_growth(points, given.grow.with_suffix(".svg"))
        return
    handle = engine(given.data)
    report = {name: PARTS[name](handle) for name in given.only}
    for name, figures in report.items():
        for figure, value in figures.items():
            print(
                f"{name:14} {figure:28} {value:.3f}"
                if isinstance(value, float)
                else f"{name:14} {figure:28} {value}"
            )
    text = json.dumps({"engine": handle.version, **report}, indent=1)
    if given.json:
        given.json.write_text(text + "\n")
    else:
        print(text)


if __name__ == "__main__":
    main()
