"""Cited documents that are in the corpus."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flows.knowledge.regions import find_region
from flows.link.ids import wording

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]
_WRAPPER = re.compile(r"(?P<issuer>.*?)(?:关于)?(?:印发|转发|批转)[〈《]?(?P<title>.+?)[〉》]?(?:的通知)?$")


class Known:
    """The published documents of the corpus, by what a citation may call them."""

    def __init__(self, documents: Iterable[Row]) -> None:
        self._numbers: dict[str, set[str]] = defaultdict(set)
        self._titles: dict[str | None, set[str]] = defaultdict(set)
        self._regions: dict[str, str | None] = {}
        for row in documents:
            self._regions[row["doc_id"]] = row["region_code"]
            if row["doc_number"]:
                self._numbers[row["doc_number"]].add(row["doc_id"])
            for title in (row["title"], row["notice_title"]):
                if title:
                    self._titles[wording(title)].add(row["doc_id"])

    def meant(self, citation: Row) -> str | None:
        """The document that a citation means, None where it is not in the corpus or cannot be told.

        That is the one with its number (two under one notice share it: then the one with its title too), else the only
        one with its title; of a cited wrapper (甲印发〈乙〉的通知) the only one with the title inside that is of the
        issuer's region. A notice that forwards a title means its own document.
        """
        named = self._titles.get(wording(citation["title"]), set()) if citation["title"] else set()
        if citation["relation"] == "forwarded" and citation["doc_id"] in named:
            return str(citation["doc_id"])
        numbered = self._numbers.get(citation["doc_number"], set())
        candidates = (numbered & named or numbered) if numbered else named or self._wrapped(citation["title"])
        return next(iter(candidates)) if len(candidates) == 1 else None

    def _wrapped(self, title: str | None) -> set[str]:
        """The documents with the title inside a wrapper that are of its issuer's region."""
        wrapper = _WRAPPER.match(title or "")
        if wrapper is None:
            return set()
        region = find_region(wrapper["issuer"])
        named = self._titles.get(wording(wrapper["title"]), set())
        return {doc for doc in named if region and self._regions[doc] == region}


def find_cited(citations: pa.Table, known: Known) -> pa.Table:
    """The table with `cited_doc_id` filled in."""
    import pyarrow as pa

    at = citations.column_names.index("cited_doc_id")
    found = pa.array([known.meant(row) for row in citations.to_pylist()], pa.string())
    return citations.set_column(at, citations.schema.field(at), found)
