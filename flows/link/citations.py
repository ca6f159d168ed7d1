"""Cited documents that are in the corpus."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from flows.knowledge.regions import find_region
from flows.link.ids import wording

Row = dict[str, Any]
_WRAPPER = re.compile(r"(?P<issuer>.*?)(?:关于)?(?:印发|转发|批转)[〈《]?(?P<title>.+?)[〉》]?(?:的通知)?$")


def find_cited(citations: Sequence[Row], documents: Sequence[Row]) -> None:
    """Put into each citation the document of the corpus that it means.

    That is the one with its number, else the only one with its title; of a cited wrapper (甲印发〈乙〉的通知) the only
    one with the title inside that is of the issuer's region. A notice that forwards a title means its own document.
    """
    kept = [row for row in documents if row["status"] == "published"]
    numbers = {row["doc_number"]: row["doc_id"] for row in kept if row["doc_number"]}
    titles: dict[str | None, set[str]] = defaultdict(set)
    regions = {row["doc_id"]: row["region_code"] for row in kept}
    for row in kept:
        for title in (row["title"], row["notice_title"]):
            titles[wording(title)].add(row["doc_id"])
    for row in citations:
        named = titles.get(wording(row["title"]), set()) if row["title"] else set()
        if row["relation"] == "forwarded" and row["doc_id"] in named:
            row["cited_doc_id"] = row["doc_id"]
        else:
            meant = named or _wrapped(row["title"], titles, regions)
            row["cited_doc_id"] = numbers.get(row["doc_number"]) or (next(iter(meant)) if len(meant) == 1 else None)


def _wrapped(title: str | None, titles: Mapping[str | None, set[str]], regions: Mapping[str, str | None]) -> set[str]:
    """The documents with the title inside a wrapper that are of its issuer's region."""
    wrapper = _WRAPPER.match(title or "")
    if wrapper is None:
        return set()
    region = find_region(wrapper["issuer"])
    return {doc for doc in titles.get(wording(wrapper["title"]), set()) if region and regions[doc] == region}
