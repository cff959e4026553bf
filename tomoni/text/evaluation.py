"""How well the engine does on labelled examples, beside a plain baseline of the same run."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tomoni.text.classifier import Category, Classifier, Scheme
from tomoni.text.documents import char_ngrams
from tomoni.text.handle import Engine
from tomoni.text.lexical import LexicalIndex
from tomoni.text.matcher import Matcher, Need, Profile
from tomoni.text.metrics import adjusted_rand, bm25, difference, hits, mutual_information, ndcg
from tomoni.text.normalise import normalize
from tomoni.text.router import Department, Router

Record = Mapping[str, Any]
Report = dict[str, Any]


def read_lines(path: Path) -> list[Record]:
    """Records of a JSON-lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def routing(
    records: Sequence[Record], duties: Mapping[str, str], engine: Engine, *, catalogue: bool, cases: bool
) -> Report:
    """Departments for consultations; with cases, the municipality's other records are its past."""
    places: list[int | None] = []
    plain: list[int | None] = []
    cities: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        cities[str(record.get("municipality"))].append(record)
    found: dict[int, tuple[int | None, int | None]] = {}
    for of_city in cities.values():
        for record, pair in zip(
            of_city, _route_city(of_city, duties, engine, catalogue=catalogue, cases=cases), strict=True
        ):
            found[id(record)] = pair
    for record in records:
        ours, theirs = found[id(record)]
        places.append(ours)
        plain.append(theirs)
    kinds = sorted({_kind(record) for record in records})
    return {
        "task": "routing",
        "catalogue": catalogue,
        "cases": cases,
        **hits(places),
        "kinds": {
            kind: hits([p for p, r in zip(places, records, strict=True) if _kind(r) == kind])
            for kind in kinds
        },
        "baseline": {"method": "char 2-3-gram tf-idf over names and given duties", **hits(plain)},
        "difference": {
            "top1": difference([p == 1 for p in places], [p == 1 for p in plain]),
            "top3": difference([_first(p, 3) for p in places], [_first(p, 3) for p in plain]),
        },
    }


def _route_city(
    records: Sequence[Record], duties: Mapping[str, str], engine: Engine, *, catalogue: bool, cases: bool
) -> list[tuple[int | None, int | None]]:
    names = list(dict.fromkeys(name for record in records for name in record["candidates"]))
    numbers = {name: number for number, name in enumerate(names)}
    router = Router(engine, catalogue=catalogue)
    router.set_departments(Department(number, name, duties.get(name, "")) for name, number in numbers.items())
    texts = {number: f"{name}\n{duties.get(name, '')}" for name, number in numbers.items()}
    baseline = char_index(texts)
    if cases:
        for number, record in enumerate(records):
            if record["department"] in numbers:
                router.add_case(number, record["text"], numbers[record["department"]])
    found = []
    for number, record in enumerate(records):
        allowed = {numbers[name] for name in record["candidates"]}
        right = {numbers[n] for n in [record["department"], *(record.get("also_ok") or ())] if n in numbers}
        if cases:
            router.retract_case(number)
            router.self_check()
        order = [c.id for c in router.route(record["text"], k=len(names), candidates=allowed)]
        if cases and record["department"] in numbers:
            router.add_case(number, record["text"], numbers[record["department"]])
        scores = baseline.scores(grams(record["text"]))
        plain = [int(n) for n in np.lexsort((baseline.ids, -scores)) if n in allowed and scores[n] > 0]
        found.append((_place(order, right), _place(plain, right)))
    return found


def matching(
    needs: Sequence[Record], orgs: Sequence[Record], engine: Engine, *, same_city: bool, area: bool
) -> Report:
    """Partners for needs."""
    matcher = Matcher(engine)
    org_ids = {org["org_id"]: number for number, org in enumerate(orgs)}
    texts = {
        number: "\n".join(str(org.get(part) or "") for part in ("profile_text", "field")).strip()
        for number, org in enumerate(orgs)
    }
    city_of = {number: str(org.get("municipality") or "") for number, org in enumerate(orgs)}
    for number, org in enumerate(orgs):
        areas = frozenset({city_of[number]} - {""}) if area else frozenset()
        matcher.upsert_org(Profile(number, texts[number], org["name"], areas))
    words = {n: engine.read(f"{org['name']}\n{texts[n]}").words for n, org in enumerate(orgs)}
    rows: list[tuple[list[int], list[int], set[int]]] = []
    explained: list[bool] = []
    for number, need in enumerate(needs):
        city = str(need.get("municipality") or "")
        right = {org_ids[ident] for ident in need["org_ids_relevant"] if ident in org_ids}
        allowed = {n for n in words if not same_city or city_of[n] == city}
        right &= allowed
        if not right or len(allowed) < 2:
            continue
        matcher.upsert_need(
            Need(number, need["need_text"], frozenset({city} - {""}) if area else frozenset())
        )
        order = [candidate.id for candidate in matcher.for_need(number, k=len(orgs), candidates=allowed)]
        ranked = sorted(allowed)
        scores = bm25(engine.read(need["need_text"]).words, [words[n] for n in ranked])
        plain = [
            n
            for score, n in sorted(zip(scores, ranked, strict=True), key=lambda s: (-s[0], s[1]))
            if score > 0
        ]
        rows.append((order, plain, right))
        explained += [_explained(matcher, number, org) for org in sorted(right)]
    ours = [_match_figures(order, right) for order, _, right in rows]
    theirs = [_match_figures(plain, right) for _, plain, right in rows]
    return {
        "task": "matching",
        "same_city": same_city,
        "area_term": area,
        **_means(ours),
        "n": len(rows),
        "reasons": sum(explained) / max(len(explained), 1),
        "baseline": {"method": "BM25 over the same words", **_means(theirs)},
        "difference": {
            name: difference([f[name] for f in ours], [f[name] for f in theirs])
            for name in ("hit1", "hit5", "ndcg10", "mrr")
        },
    }


def opinions(records: Sequence[Record], engine: Engine, *, few: bool) -> Report:
    """Codes for opinions: by the names alone, or with the scheme's other opinions as labels."""
    schemes: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        schemes[str(record.get("scheme_id") or record.get("source"))].append(record)
    per_scheme: Report = {}
    ours: list[list[str]] = []
    plain: list[list[str]] = []
    truth: list[str] = []
    majority = 0
    for name, of_scheme in sorted(schemes.items()):
        labels = [str(record["label"]) for record in of_scheme]
        found, simple = _code_scheme(of_scheme, engine, few=few)
        per_scheme[name] = {"n": len(labels), **_code_figures(found, labels)}
        ours += found
        plain += simple
        truth += labels
        majority += max(Counter(labels).values())
    return {
        "task": "opinions",
        "few": few,
        **_code_figures(ours, truth),
        "n": len(truth),
        "macro_top1": sum(s["top1"] for s in per_scheme.values()) / max(len(per_scheme), 1),
        "schemes": per_scheme,
        "majority": majority / max(len(truth), 1),
        "baseline": {"method": "char 2-3-gram tf-idf", **_code_figures(plain, truth)},
        "difference": {
            "top1": difference(
                [found[:1] == [label] for found, label in zip(ours, truth, strict=True)],
                [found[:1] == [label] for found, label in zip(plain, truth, strict=True)],
            )
        },
    }


def _code_scheme(
    records: Sequence[Record], engine: Engine, *, few: bool
) -> tuple[list[list[str]], list[list[str]]]:
    codes = [str(code) for code in records[0]["scheme"]]
    names = {str(code): str(name) for code, name in records[0]["scheme"].items()}
    classifier = Classifier(Scheme(tuple(Category(n, names[code]) for n, code in enumerate(codes))), engine)
    texts = {n: names[code] for n, code in enumerate(codes)}
    if few:
        for number, record in enumerate(records):
            _teach(classifier, number, record, codes)
    found, simple = [], []
    for number, record in enumerate(records):
        known = dict(texts)
        if few:
            classifier.retract_label(number)
            others = (r for other, r in enumerate(records) if other != number)
            for other in others:
                if str(other["label"]) not in codes:
                    continue
                code = codes.index(str(other["label"]))
                known[code] = f"{known[code]}\n{other['text']}"
        found.append([codes[c.id] for c in classifier.predict([record["text"]])[0]])
        if few:
            _teach(classifier, number, record, codes)
        index = char_index(known)
        scores = index.scores(grams(record["text"]))
        simple.append([codes[int(n)] for n in np.lexsort((index.ids, -scores)) if scores[n] > 0][:2])
    return found, simple


def _teach(classifier: Classifier, number: int, record: Record, codes: Sequence[str]) -> None:
    if str(record["label"]) in codes:
        classifier.add_label(number, record["text"], codes.index(str(record["label"])))


def themes(orgs: Sequence[Record], engine: Engine, seeds: Iterable[int] = range(5)) -> Report:
    """Groups of actors against the field each gave itself."""
    from tomoni.text.reduce import words_to_rows
    from tomoni.text.themes import partition, vectors_of

    labels = sorted({str(org["field"]) for org in orgs})
    truth = np.array([labels.index(str(org["field"])) for org in orgs], dtype=np.int64)
    documents = [engine.read(f"{org['name']}\n{org.get('profile_text') or ''}") for org in orgs]
    plain = words_to_rows([document.chars for document in documents])
    figures = []
    for rows in (vectors_of(documents, engine), plain):
        parts = [partition(rows, [len(labels)], seed=seed)[0] for seed in seeds]
        figures.append(
            {
                "nmi": float(np.mean([mutual_information(truth, part) for part in parts])),
                "ari": float(np.mean([adjusted_rand(truth, part) for part in parts])),
            }
        )
    ours, theirs = figures
    return {
        "task": "themes",
        **ours,
        "n": len(orgs),
        "fields": len(labels),
        "baseline": {"method": "char 2-3-gram tf-idf in 50 dimensions, k-means", **theirs},
        "difference": {name: {"mean": ours[name] - theirs[name]} for name in ours},
    }


def grams(text: str) -> dict[str, int]:
    """Counts of two and three neighbouring characters."""
    return dict(Counter(char_ngrams(normalize(text))))


def char_index(texts: Mapping[int, str]) -> LexicalIndex:
    """The plain baseline."""
    index = LexicalIndex()
    for number, text in texts.items():
        index.upsert(number, grams(text))
    return index


def _kind(record: Record) -> str:
    return str(record.get("kind") or "")


def _place(order: Sequence[int], right: set[int]) -> int | None:
    return next((place for place, number in enumerate(order, 1) if number in right), None)


def _first(place: int | None, k: int) -> bool:
    return place is not None and place <= k


def _match_figures(order: Sequence[int], right: set[int]) -> dict[str, float]:
    place = _place(order, right)
    return {
        "hit1": float(_first(place, 1)),
        "hit5": float(_first(place, 5)),
        "recall10": len(right & set(order[:10])) / len(right),
        "ndcg10": ndcg(order, right),
        "mrr": 1 / place if place else 0.0,
    }


def _means(figures: Sequence[Mapping[str, float]]) -> dict[str, float]:
    names = ("hit1", "hit5", "recall10", "ndcg10", "mrr")
    return {name: sum(f[name] for f in figures) / max(len(figures), 1) for name in names}


def _code_figures(found: Sequence[Sequence[str]], labels: Sequence[str]) -> dict[str, float]:
    count = max(len(labels), 1)
    return {
        "top1": sum(list(f[:1]) == [label] for f, label in zip(found, labels, strict=True)) / count,
        "top2": sum(label in f[:2] for f, label in zip(found, labels, strict=True)) / count,
        "abstained": sum(not f for f in found) / count,
    }


def _explained(matcher: Matcher, need: int, org: int) -> bool:
    """Whether the texts themselves give a reason; the same city is none here."""
    return any(r.checkable and r.kind != "area" and r.weight > 0 for r in matcher.why(need, org).reasons)
