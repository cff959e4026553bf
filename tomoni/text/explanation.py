"""Why two texts are near each other, in words that stand in them."""

from tomoni.text.collection import Collection, Item, Weights
from tomoni.text.handle import Engine, engine
from tomoni.text.reasons import Reason, ranked

_WEIGHTS = Weights(dense=1.0, soft=1.0, word=0.0, char=0.0)


def explain(query: str, document: str, engine_: Engine | None = None, max_reasons: int = 3) -> list[Reason]:
    """The strongest checkable reasons, or the honest remainder; empty where there is nothing in common."""
    handle = engine_ or engine()
    pair = Collection(handle, _WEIGHTS)
    pair.put(0, Item(handle.read(document)))
    reasons = pair.reasons(handle.read(query), 0)
    return list(ranked([(0, reasons)], 1)[0].shown(max_reasons)) if reasons else []
