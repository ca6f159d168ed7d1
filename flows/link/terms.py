"""How much a term tells of an article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log
from typing import Any

Row = dict[str, Any]


def weigh_terms(terms: Sequence[Row]) -> None:
    """TF-IDF: the term's share of the words of its article, times the logarithm of how rare it is among articles."""
    articles = Counter(row["article_id"] for row in terms)
    words: Counter[str] = Counter()
    spread: Counter[str] = Counter()
    for row in terms:
        words[row["article_id"]] += row["n"]
        spread[row["term"]] += 1
    for row in terms:
        rarity = log((1 + len(articles)) / (1 + spread[row["term"]])) + 1
        row["weight"] = round(row["n"] / words[row["article_id"]] * rarity, 6)
