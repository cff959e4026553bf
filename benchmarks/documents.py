"""What a document costs: a report of some thirty pages in every format, seconds and memory; the bar is 3 s and 400 MB for the PDF.

python benchmarks/documents.py [--pages N] [--json FILE]
"""

import argparse
import json
import os
import resource
import sys
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tomoni.config.settings")

import django

django.setup()

from tomoni.core import documents
from tomoni.text import catalogue

LIMIT_S, LIMIT_MB = 3.0, 400


def report(pages: int) -> documents.Document:
    """A table, a list and running text on every page, as reports are."""
    voices = [voice for entry in catalogue.topics() for voice in entry.voices]
    blocks: list[documents.Block] = []
    for page in range(pages):
        here = [voices[(page * 23 + n) % len(voices)] for n in range(23)]
        blocks += [
            documents.Heading(f"第{page + 1}章 {here[0]}"),
            documents.Paragraph("".join(here[1:9])),
            documents.Items(tuple(here[9:14]), numbered=True),
            documents.Table(
                "声と答え",
                ("番号", "声", "答え"),
                tuple((str(n), one, one) for n, one in enumerate(here[14:19])),
            ),
            documents.Pair(here[19], here[20], "協働推進課"),
            documents.Facts((("日時", "10月13日（火）17:00"), ("会場", here[21]))),
            documents.PageBreak(),
        ]
    return documents.Document("協働の報告書", tuple(blocks), issuer="みなと市", on=date(2026, 11, 21))


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--pages", type=int, default=30)
    given.add_argument("--json", type=Path)
    asked = given.parse_args()
    made = report(asked.pages)
    figures: dict[str, float] = {"pages": asked.pages}
    for name, make in (
        ("pdf", documents.pdf),
        ("docx", documents.word),
        ("html", documents.html),
        ("txt", documents.text),
    ):
        for run in ("first", "again"):
            start = time.perf_counter()
            size = len(make(made))
            figures[f"{name}_{run}_s"] = round(time.perf_counter() - start, 3)
        figures[f"{name}_kB"] = round(size / 1024)
    figures["rss_MB"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    good = figures["pdf_first_s"] <= LIMIT_S and figures["rss_MB"] <= LIMIT_MB
    for name, value in figures.items():
        print(f"{name:14} {value}")
    share = figures["pdf_first_s"] / LIMIT_S
    verdict = "kept" if good else "BROKEN"
    print(f"PDF of {asked.pages} pages: {share:.2f} of the {LIMIT_S:.0f} s allowed -> {verdict}")
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=1) + "\n")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
