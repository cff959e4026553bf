"""Runs one of the readers beside it with limits of memory and time; started by path, so it imports nothing of ours.

`limited.py READER MEGABYTES SECONDS ARGUMENT…`: a file on standard input, one JSON object on standard output.
"""

import json
import resource
import runpy
import sys
from pathlib import Path


def limit(megabytes: int, seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1024 * 1024,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(reader: str, megabytes: str, seconds: str, *arguments: str) -> None:
    limit(int(megabytes), int(seconds))
    try:
        read = runpy.run_path(str(Path(__file__).with_name(reader)))["answer"]
        answer = json.dumps(read(sys.stdin.buffer.read(), *arguments))
    except MemoryError:
        answer = '{"error": "much"}'
    sys.stdout.write(answer)


if __name__ == "__main__":
    main(*sys.argv[1:])
