"""Fewer dimensions: shared words as rows without assets, and places on a map."""

from collections.abc import Mapping, Sequence

import numpy as np

from tomoni.text.top import best
from tomoni.text.vectors import Floats

_WORD_DIMENSIONS = 50
_LANDMARKS = 400
_NEIGHBOURS = 5


def words_to_rows(words: Sequence[Mapping[str, int]]) -> Floats:
    """TF-IDF reduced to at most 50 dimensions (latent semantic analysis), unit rows."""
    from scipy.sparse import csr_matrix
    from sklearn.utils.extmath import randomized_svd

    names = {word: place for place, word in enumerate(sorted({w for counts in words for w in counts}))}
    if len(words) < 3 or len(names) < 3:
        return np.ones((len(words), 1), dtype=np.float32)
    seen = np.zeros(len(names))
    for counts in words:
        seen[[names[word] for word in counts]] += 1
    idf = np.log((1 + len(words)) / (1 + seen)) + 1
    places = [(row, names[word]) for row, counts in enumerate(words) for word in sorted(counts)]
    values = [idf[column] for _, column in places]
    table = csr_matrix((values, tuple(zip(*places, strict=True))), shape=(len(words), len(names)))
    count = min(_WORD_DIMENSIONS, min(table.shape) - 1)
    # ARPACK draws new vectors from a state it keeps between calls; this one draws from the seed alone.
    left, strength, _ = randomized_svd(table, count, n_iter=7, random_state=0)
    rows = left * strength
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), dtype=np.float32)


def layout(rows: Floats, *, seed: int = 0) -> Floats:
    """A place on a map for each row: landmarks by t-SNE, every row among its five nearest. Not a measure."""
    if len(rows) < 10:
        return principal(rows)
    from sklearn.cluster import MiniBatchKMeans
    from sklearn.manifold import TSNE

    count = min(_LANDMARKS, len(rows) // 3)
    sample = rows if len(rows) <= 20_000 else rows[:: len(rows) // 20_000]
    landmarks = MiniBatchKMeans(count, n_init=1, batch_size=2048, max_iter=10, random_state=seed).fit(sample)
    centres = np.asarray(landmarks.cluster_centers_, dtype=np.float32)
    centres /= np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-9)
    perplexity = min(30.0, (count - 1) / 3)
    spots = TSNE(2, perplexity=perplexity, init="pca", random_state=seed).fit_transform(centres)
    return _among(rows, centres, np.asarray(spots, dtype=np.float32))


def principal(rows: Floats) -> Floats:
    """The two directions in which the rows differ most."""
    centred = rows - rows.mean(axis=0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    spots = np.zeros((len(rows), 2), dtype=np.float32)
    found = (centred @ directions[:2].T).astype(np.float32)
    spots[:, : found.shape[1]] = found
    return spots


def _among(rows: Floats, centres: Floats, spots: Floats) -> Floats:
    placed = np.empty((len(rows), 2), dtype=np.float32)
    for start in range(0, len(rows), 4096):
        near = rows[start : start + 4096] @ centres.T
        for offset, row in enumerate(near):
            nearest = best(row, _NEIGHBOURS)
            weights = np.exp(8 * (row[nearest] - row[nearest[0]]))
            placed[start + offset] = weights @ spots[nearest] / weights.sum()
    return placed
