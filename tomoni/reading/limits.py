"""How large a table may be before it is refused."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    megabytes: int = 20
    rows: int = 100_000
    columns: int = 200
    cell: int = 32_767
    signs: int = 20_000_000


LIMITS = Limits()
