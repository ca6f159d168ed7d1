"""The clean text of any range of a source's raw text: what every published quote is held against."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from flows.clean import Clean, clean

KEPT = 256  # cleaned sources held at once
_ONLY_MARKS = re.compile(r"[。；，、\s]*")


def quoter(texts: Mapping[str, str]) -> Callable[[str, int, int], str]:
    """A function (source_id, start, end) → clean text of that range, from the raw texts by source_id."""

    @lru_cache(maxsize=KEPT)
    def cleaned(source_id: str) -> Clean:
        return clean(texts[source_id])

    return lambda source_id, start, end: cleaned(source_id).quote(start, end)


def behind_clause(text: str, start: int, stop: int, end: int, opens: bool = False) -> int:
    """Where a body goes on behind a clause: where no sentence is left open before it, behind the marks as well."""
    closed = opens or text[start - 1 : start] in ("。", "；")
    return _ONLY_MARKS.match(text, stop, end).end() if closed else stop  # type: ignore[union-attr]
