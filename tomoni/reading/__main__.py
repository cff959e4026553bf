"""`python -m tomoni.reading FILE`: what a document says, as JSON (docs/reading.md)."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from tomoni.reading.encodings import CHOICES
from tomoni.reading.errors import Unreadable
from tomoni.reading.limits import LIMITS
from tomoni.reading.readings import KINDS, read


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit code: 0, or 1 where the file is refused."""
    parser = argparse.ArgumentParser(prog="python -m tomoni.reading")
    parser.add_argument("file", type=Path, help="読む文書")
    parser.add_argument("--kind", choices=KINDS, help="文書の種類（自動で分からないとき）")
    parser.add_argument("--encoding", choices=tuple(CHOICES), help="文字コード（自動で分からないとき）")
    parser.add_argument("--explain", action="store_true", help="それぞれの値の出所と確かさも出す")
    given = parser.parse_args(arguments)
    try:
        size = given.file.stat().st_size
        if size > LIMITS.megabytes * 1024 * 1024:
            raise Unreadable(
                f"ファイルが大きすぎます（{LIMITS.megabytes}MBまで）。いくつかに分けてください。"
            )
        reading = read(given.file.read_bytes(), given.file.name, kind=given.kind, encoding=given.encoding)
    except OSError as error:
        print(
            f"「{given.file}」を開けません（{error.strerror}）。ファイルの場所を確かめてください。",
            file=sys.stderr,
        )
        return 1
    except Unreadable as error:
        print(str(error), file=sys.stderr)
        return 1
    print(json.dumps(reading.as_dict(explain=given.explain), ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
