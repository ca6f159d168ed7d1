"""How much a term tells of an article: TF-IDF, its share of the words of the article, times how rare it is among all.

The shares are found source by source; how rare a term is, only the corpus can say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import log
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]
DIGITS = 6  # of a weight


def shares(terms: Sequence[Row]) -> list[Row]:
    """The rows with the term's share of the words of its article, 0 to 1, as `weight`."""
    words: Counter[str] = Counter()
    for row in terms:
        words[row["article_id"]] += row["n"]
    return [{**row, "weight": row["n"] / words[row["article_id"]]} for row in terms]


def rarity(n_articles: int, spread: Mapping[str, int]) -> dict[str, float]:
    """How rare each term is, given in how many of the articles it occurs: the logarithm of its inverse frequency."""
    return {term: log((1 + n_articles) / (1 + n)) + 1 for term, n in spread.items()}


def weigh(terms: pa.Table, rare: Mapping[str, float]) -> pa.Table:
    """The table with shares turned into weights."""
    import pyarrow as pa
    import pyarrow.compute as pc

    at = terms.column_names.index("weight")
    words = terms["term"].combine_chunks().dictionary_encode()
    rarities = pa.array([rare[word] for word in words.dictionary.to_pylist()], pa.float64()).take(words.indices)
    return terms.set_column(at, terms.schema.field(at), pc.round(pc.multiply(terms["weight"], rarities), DIGITS))
