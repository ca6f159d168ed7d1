"""Terms: the words of an article that carry meaning, counted."""

from __future__ import annotations

from collections import Counter
from functools import cache, lru_cache

from flows.knowledge import facts
from flows.knowledge.tokens import cut


def count_terms(text: str) -> dict[str, int]:
    """Words and phrases of two characters or more, without stop words."""
    words = Counter(cut(text))
    return {word: n for word, n in words.items() if _carries_meaning(word)}


@lru_cache(maxsize=1 << 16)
def _carries_meaning(word: str) -> bool:
    return len(word) > 1 and word not in _stop_words() and not _is_number(word)


def _is_number(word: str) -> bool:
    if word.isalpha():  # nearly every word: worth asking first
        return False
    return word.replace(".", "").replace("%", "").isdigit() or not any(char.isalnum() for char in word)


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(facts("stop_words.yml"))
