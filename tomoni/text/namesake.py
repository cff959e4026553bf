"""What things of a name usually are: the shipped entries closest to a department's or a code's name."""

import re
from collections.abc import Mapping
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from tomoni.text.catalogue import Entry
from tomoni.text.collection import Item
from tomoni.text.documents import Document
from tomoni.text.handle import Engine
from tomoni.text.lexical import LexicalIndex

Doubles = NDArray[np.float64]

_CHARS, _MEANING = 0.6, 0.4
_ENTRIES = 5
# The nearest names win clearly: shares go with the fourth power of the likeness.
_POWER = 4
# A department that takes something on besides gives way to one that is named after it.
_BESIDES = 0.75
_WORTH_READING = 0.12
# 健康福祉部長寿課: the last part says most, the bureau before it helps.
_BUREAU = re.compile(
    "^(.+?(?:部|局|本部|委員会|事務所))[ \u3000・]*(?=..+(?:課|室|係|所|館|センター|署|局)$)"
)


@lru_cache(maxsize=8)
def namesakes(engine: Engine, entries: tuple[Entry, ...]) -> "Namesakes":
    """Read once per process."""
    return Namesakes(engine, entries)


class Namesakes:
    """The entries, by what their names are made of."""

    def __init__(self, engine: Engine, entries: tuple[Entry, ...]) -> None:
        self._engine = engine
        self._entries = entries
        self._by_char = LexicalIndex()
        names = [name for entry in entries for name in (*entry.names, *entry.also)]
        self._meanings = np.zeros((len(names), engine.encoder.dim if engine.encoder else 1), dtype=np.float32)
        for number, name in enumerate(names):
            read = engine.read(name)
            self._by_char.upsert(number, dict(read.chars))
            if read.vector is not None:
                self._meanings[number] = read.vector

    def items(self, own: Mapping[int, tuple[str, Document]]) -> dict[int, Item]:
        """Each text, given with its name, with what its namesakes usually are behind it."""
        likeness = {ident: self.likeness(name) for ident, (name, _) in own.items()}
        if not likeness:
            return {}
        best = np.max(list(likeness.values()), axis=0)
        return {ident: self._item(own[ident][1], like, best) for ident, like in likeness.items()}

    def shares(self, likeness: Doubles, best: Doubles) -> list[tuple[int, float]]:
        """Entries and their shares, which sum to 1; an entry goes to those whose names claim it best."""
        claims = likeness**_POWER * (likeness / np.maximum(best, 1e-9)) ** _POWER
        places = np.lexsort((np.arange(len(claims)), -claims))[:_ENTRIES]
        total = claims[places].sum()
        return [(int(place), float(claims[place] / total)) for place in places if claims[place] > 0]

    def likeness(self, name: str) -> Doubles:
        """How close a name comes to each entry's names."""
        whole = self._nearest_names(name)
        bureau = _BUREAU.match(name)
        if not bureau:
            return whole
        return np.maximum(whole, 0.3 * whole + 0.7 * self._nearest_names(name[bureau.end() :]))

    def _item(self, own: Document, likeness: Doubles, best: Doubles) -> Item:
        shares = self.shares(likeness, best)
        read = [self._texts[entry].text for entry, share in shares if share >= _WORTH_READING]
        general = self._engine.read("\n".join(read)) if read else None
        if own.vector is None or not shares:
            return Item(own, general, own.vector)
        parts = [(share, self._texts[entry].vector) for entry, share in shares]
        borrowed = np.sum([share * vector for share, vector in parts if vector is not None], axis=0)
        trusted = min(1.0, float(likeness.max()))
        vector = own.vector + trusted * borrowed / max(float(np.linalg.norm(borrowed)), 1e-9)
        return Item(
            own, general, np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), dtype=np.float32)
        )

    def _nearest_names(self, name: str) -> Doubles:
        read = self._engine.read(name)
        likeness = self._by_char.scores(read.chars)
        if read.vector is not None:
            likeness = _CHARS * likeness + _MEANING * np.maximum(self._meanings @ read.vector, 0)
        best = np.zeros(len(self._texts))
        np.maximum.at(best, self._entry_of, likeness * self._strength)
        return best

    @cached_property
    def _entry_of(self) -> NDArray[np.int64]:
        return np.repeat(np.arange(len(self._entries)), [len(e.names) + len(e.also) for e in self._entries])

    @cached_property
    def _strength(self) -> Doubles:
        return np.concatenate([[1.0] * len(e.names) + [_BESIDES] * len(e.also) for e in self._entries])

    @cached_property
    def _texts(self) -> list[Document]:
        return [
            self._engine.read("\n".join((entry.names[0], entry.duties, "、".join(entry.voices))))
            for entry in self._entries
        ]
