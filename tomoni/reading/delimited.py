"""Records of CSV and TSV text with the line each begins on."""

import csv
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from tomoni.reading.errors import Unreadable
from tomoni.reading.limits import Limits

_DELIMITERS = (",", "\t", ";", "|")
_SAMPLE_LINES = 40
_SAMPLE_SIGNS = 100_000


def delimiter_of(text: str) -> str:
    """The sign that parts most lines into the same number of cells, a comma where none does."""
    return max(_DELIMITERS, key=lambda delimiter: _regularity(text[:_SAMPLE_SIGNS], delimiter))


def _regularity(sample: str, delimiter: str) -> tuple[int, int]:
    reader = csv.reader(StringIO(sample, newline=""), delimiter=delimiter)
    widths: Counter[int] = Counter()
    try:
        widths.update(len(cells) for cells in islice(reader, _SAMPLE_LINES) if len(cells) > 1)
    except csv.Error:
        return (0, 0)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def records(text: str, delimiter: str, limits: Limits) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Every record that holds something; CR, LF and CRLF end lines, quoted cells may hold them."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line, count = 1, 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                count += 1
                if count > limits.rows + 1:
                    raise Unreadable(
                        f"行が多すぎます（{limits.rows:,}行まで）。いくつかのファイルに分けてください。"
                    )
                yield line, tuple(cells)
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(
            f'{line}行目：引用符（"）の対応がとれていないか、セルが長すぎます。この行を直して保存し直してください。'
        ) from error
