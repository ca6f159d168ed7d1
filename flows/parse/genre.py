"""The genre of a document: what it does, whatever its type word (codebook: genre)."""

from __future__ import annotations

import re
from functools import cache

from flows.knowledge.genre import genre


def genre_of(title: str, doc_type: str | None) -> str | None:
    """plan, measures, rules, …: by the type word, unless the title says more; None where neither is known."""
    known = genre()["genres"]
    said = next((name for name, pattern in _titles() if pattern.search(title)), None)
    return said or next((name for name, ends in known.items() if doc_type and doc_type.endswith(tuple(ends))), None)


@cache
def _titles() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(pattern)) for name, pattern in genre()["genre_titles"].items())
