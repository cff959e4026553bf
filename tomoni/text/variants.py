"""Characters that people write in several ways in names and that a search should find together."""

from tomoni.text import data

# Each line folds to its first character. For finding only: two spellings may be two people.
VARIANTS: dict[int, str] = {ord(char): group[0] for group in data.lines("variants.txt") for char in group[1:]}
