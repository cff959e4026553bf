"""Departments and opinion topics as cities commonly have them, to understand what has only a name yet."""

from dataclasses import dataclass, replace
from functools import lru_cache

from tomoni.text import data


@dataclass(frozen=True, slots=True)
class Entry:
    """`voices` are what residents say or propose; `also` names departments that often take it on besides."""

    names: tuple[str, ...]
    duties: str = ""
    voices: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def entries() -> tuple[Entry, ...]:
    """The departments, as shipped."""
    return _read("catalogue.txt")


@lru_cache(maxsize=1)
def topics() -> tuple[Entry, ...]:
    """What opinions are usually sorted by, and the departments: opinions are about their duties too."""
    return _read("topics.txt") + entries()


def _read(name: str) -> tuple[Entry, ...]:
    found: list[Entry] = []
    for line in data.lines(name):
        head, rest = line[0], line[2:]
        if head == "名":
            found.append(Entry(tuple(rest.split("、"))))
        elif head == "兼":
            found[-1] = replace(found[-1], also=tuple(rest.split("、")))
        elif head == "務":
            found[-1] = replace(found[-1], duties=rest)
        else:
            found[-1] = replace(found[-1], voices=tuple(rest.split("、")))
    return tuple(found)
