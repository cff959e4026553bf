"""Who acts, as far as `core` needs to know."""

from dataclasses import dataclass
from typing import Protocol


class Person(Protocol):
    """A user of `accounts`, the system, or a visitor."""

    @property
    def pk(self) -> int | None: ...
    @property
    def display_name(self) -> str: ...
    @property
    def acting_role(self) -> str: ...


@dataclass(frozen=True)
class Outsider:
    """Acts without signing in: the system by the clock, or a visitor."""

    display_name: str
    acting_role: str = ""
    pk: None = None


SYSTEM = Outsider("システム", "system")
VISITOR = Outsider("来訪者", "visitor")
