"""Cited documents that are in the corpus."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from flows.link.ids import wording

Row = dict[str, Any]


def find_cited(citations: Sequence[Row], documents: Sequence[Row]) -> None:
    """Put into each citation the document of the corpus that it means: the one with its number,
    else the only one with its title.

    A notice that forwards a title means its own document, whoever else has that title.
    """
    kept = [row for row in documents if row["status"] == "published"]
    numbers = {row["doc_number"]: row["doc_id"] for row in kept if row["doc_number"]}
    titles: dict[str | None, set[str]] = defaultdict(set)
    for row in kept:
        for title in (row["title"], row["notice_title"]):
            titles[wording(title)].add(row["doc_id"])
    for row in citations:
        named = titles.get(wording(row["title"]), set()) if row["title"] else set()
        cited = numbers.get(row["doc_number"]) or (next(iter(named)) if len(named) == 1 else None)
        row["cited_doc_id"] = row["doc_id"] if row["relation"] == "forwarded" and row["doc_id"] in named else cited
