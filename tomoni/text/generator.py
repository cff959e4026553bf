"""Titles and summaries of themes: by default words and sentences from the texts themselves."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from tomoni.text.themes import Theme


class TextGenerator(Protocol):
    """What a city may plug in; what it writes must be marked as generated."""

    def title(self, theme: Theme, exemplars: Sequence[str]) -> str: ...
    def summary(self, theme: Theme, exemplars: Sequence[str]) -> str: ...


class Extractive:
    """Invents nothing: the title is the theme's words, the summary the text nearest its centre."""

    def title(self, theme: Theme, exemplars: Sequence[str]) -> str:
        """The label."""
        return theme.label

    def summary(self, theme: Theme, exemplars: Sequence[str]) -> str:
        """The most typical text, as it stands."""
        return exemplars[0] if exemplars else ""


def describe(
    theme: Theme, texts: Mapping[int, str], generator: TextGenerator | None = None
) -> tuple[str, str]:
    """Title and summary of a theme; without a generator, from the texts."""
    exemplars = [texts[ident] for ident in theme.exemplars if ident in texts]
    writer = generator or Extractive()
    return writer.title(theme, exemplars), writer.summary(theme, exemplars)
