"""What is found by search: documents, articles, targets and agencies, numbered in the order in which they are shown.

Documents come first, the newest first; then the articles of the first document in reading order, of the second …; then
the targets in the same way; then the agencies, those with most work first. So a list of numbers is sorted as readers
want it, and the document of an article follows from its number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from flows.present.release import Release

DOCUMENT = (
    *(
        "doc_id",
        "source_id",
        "title",
        "notice_title",
        "doc_number",
        "issuers",
        "region_code",
        "region_name",
        "doc_type",
        "genre",
        "subject",
    ),
    *("date", "year"),
)
ARTICLE = ("article_id", "label", "heading", "body")
TARGET = (
    *("target_id", "article_id", "scope", "indicator", "comparator", "value", "value_max", "unit", "value_text"),
    *("period", "deadline", "deadline_year", "text", "kind", "indicator_id"),
)
AGENCY = ("agency_id", "name", "short_name", "region_code", "system", "function", "n_lead", "n_assignments")

Row = Mapping[str, Any]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Entries:
    """The numbers of all entries."""

    documents: Sequence[Row]
    n_articles: Counts  # of each document
    n_targets: Counts
    agencies: Sequence[Row]
    indicators: Mapping[str, tuple[str, str]]  # the names of each in both languages

    @cached_property
    def first(self) -> dict[str, int]:
        """The number of the first document, article, target and agency."""
        sizes = (len(self.documents), int(self.n_articles.sum()), int(self.n_targets.sum()))
        return dict(zip(("documents", "articles", "targets", "agencies"), accumulate(sizes, initial=0), strict=True))

    @cached_property
    def firsts(self) -> dict[str, list[int]]:
        """The number of each document's first article, and target."""
        return {
            kind: (self.first[kind] + np.cumsum(counts) - counts).tolist()
            for kind, counts in (("articles", self.n_articles), ("targets", self.n_targets))
        }


@dataclass(frozen=True, slots=True)
class Contents:
    """What stands in a document."""

    rank: int  # its number
    articles: Sequence[Row]  # with `clauses` that give the work
    targets: Sequence[Row]
    work: Sequence[Row]  # rows of assignments


def entries(release: Release) -> Entries:
    """Number what the release has. Duplicates are left out: what they say is found in what they repeat."""
    documents = [
        row for row in release.table("documents", *DOCUMENT, "status").to_pylist() if row["status"] != "duplicate"
    ]
    documents.sort(key=lambda row: row["doc_id"])
    documents.sort(key=lambda row: str(row["date"] or row["year"] or ""), reverse=True)
    agencies = release.table("agencies", *AGENCY).to_pylist()
    agencies.sort(key=lambda row: (-row["n_assignments"], row["agency_id"]))
    counts = [_counts(release, name) for name in ("articles", "targets")]
    n_articles, n_targets = ([of.get(row["doc_id"], 0) for row in documents] for of in counts)
    rows = release.table("indicators", "indicator_id", "name", "name_en").to_pylist()
    indicators = {row["indicator_id"]: (row["name"], row["name_en"] or row["name"]) for row in rows}
    return Entries(documents, np.array(n_articles, np.int64), np.array(n_targets, np.int64), agencies, indicators)


def contents(release: Release, found: Entries) -> Iterator[Contents]:
    """What stands in the documents, one after the other as the tables have them; only one is in memory."""
    articles = _Following(release, "articles", *ARTICLE)
    targets = _Following(release, "targets", *TARGET)
    work = _Following(release, "assignments", "article_id", "agency_id", "role", "clause")
    ranks = {row["doc_id"]: rank for rank, row in enumerate(found.documents)}
    for _, doc_id in sorted((row["source_id"], row["doc_id"]) for row in found.documents):
        given = work.rows(doc_id)
        clauses: dict[str, dict[str, None]] = {}
        for row in given:
            clauses.setdefault(row["article_id"], {})[row["clause"]] = None
        read = [{**row, "clauses": "\n".join(clauses.get(row["article_id"], ()))} for row in articles.rows(doc_id)]
        yield Contents(ranks[doc_id], read, targets.rows(doc_id), given)


def aliases(release: Release) -> dict[str, list[str]]:
    """How texts write each agency, beside its name and short name."""
    found: dict[str, list[str]] = {}
    for row in release.table("agency_aliases", "agency_id", "alias").to_pylist():
        found.setdefault(row["agency_id"], []).append(row["alias"])
    return found


class _Following:
    """The rows of a table, document by document, read once.

    Documents are asked for in the order in which tables have them (by source), so that little is kept; where a table
    has another order, its rows wait.
    """

    def __init__(self, release: Release, name: str, *columns: str) -> None:
        self._n = _counts(release, name)
        batches = release.batches(name, "doc_id", *columns)
        self._rows: Iterator[Row] = (row for batch in batches for row in batch.to_pylist())
        self._waiting: dict[str, list[Row]] = {}

    def rows(self, doc_id: str) -> list[Row]:
        """The rows of a document; it is asked for once."""
        while len(self._waiting.get(doc_id, ())) < self._n.get(doc_id, 0):
            row = next(self._rows)
            self._waiting.setdefault(row["doc_id"], []).append(row)
        return self._waiting.pop(doc_id, [])


def _counts(release: Release, name: str) -> dict[str, int]:
    """How many rows of a table each document has."""
    counted = pc.value_counts(release.table(name, "doc_id")["doc_id"]).to_pylist()
    return {row["values"]: row["counts"] for row in counted}
