"""Join the sources: ids, duplicates, agencies, cited documents, vocabulary.

What is held of the corpus is small: of each source its place, of each document what tells it from others. The tables
go from parts to Parquet source by source, in the order of `source_id`, so that memory does not grow with them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from flows.link.agencies import Tally
from flows.link.citations import Known, find_cited
from flows.link.duplicates import Candidate, find_duplicates
from flows.link.ids import Once, wording
from flows.link.indicators import indicators_together
from flows.link.likeness import Likeness
from flows.link.name import facts
from flows.link.parts import Part, write_part
from flows.link.rename import Standing, rename
from flows.link.vocabulary import Vocabulary
from flows.tables import names

Row = dict[str, Any]
_FACTS = (
    *("doc_id", "title", "notice_title", "region_code", "admin_level", "doc_number"),
    *("date_issued", "date", "date_basis", "year", "start", "end"),
)
TOGETHER = 64  # sources whose terms are counted at once
CORPUS = ("agencies", "agency_aliases", "indicators", "vocabulary")  # tables that are made from all sources together
COMPARED = ("alignments",)  # tables that compare makes


@dataclass(slots=True)
class Document:
    """A document on its way through link."""

    row: Row  # its facts
    likeness: Likeness
    doc_id: str  # as named by itself; as it is named in the end
    duplicate_of: Document | None = None


@dataclass(slots=True)
class Entry:
    """A source on its way through link, and where its rows are."""

    path: str
    part: Part
    place: int  # of the source in its part
    source_id: str
    sha256: str | None
    usable: bool
    documents: list[Document]
    named: tuple[str, ...] = field(init=False)  # source and documents as they are named in the part

    def __post_init__(self) -> None:
        self.named = self.names()

    def names(self) -> tuple[str, ...]:
        """The ids of the source and its documents."""
        return (self.source_id, *(document.doc_id for document in self.documents))

    def read(self, table: str) -> pa.Table:
        """The rows of the source in a table."""
        return self.part.read(table, self.place)


def link(parts: Sequence[Part], work: Path) -> Linked:
    """What is known of the sources of all parts together, in any order; `work` is a folder for what is renamed."""
    entries = sorted((entry for part in parts for entry in _entries(part)), key=lambda entry: entry.path)
    documents = [document for entry in entries for document in entry.documents]
    _mark_duplicates(documents)
    _name_documents(documents)
    _name_sources(entries)
    renamed = _rename(entries, work)
    return Linked(sorted(entries, key=lambda entry: entry.source_id), renamed)


@dataclass(frozen=True, slots=True)
class Linked:
    """All sources in the order in which the tables have them."""

    entries: list[Entry]
    renamed: Part | None  # the sources that were named again

    def tables(self) -> Iterator[tuple[str, Iterator[pa.Table]]]:
        """Each table by name, as the pieces that its sources give (one piece where the corpus gives it)."""
        tally = Tally()
        for entry in self.entries:
            tally.add(*map(entry.read, ("agencies", "agency_aliases", "document_issuers")))
        indicators = indicators_together(entry.read("indicators") for entry in self.entries)
        made = tally.tables() | indicators | {"vocabulary": self._vocabulary()}
        special = {"citations": self._citations}
        for name in (name for name in names() if name not in COMPARED):
            yield name, iter([made[name]]) if name in CORPUS else special.get(name, self._plain)(name)

    def texts(self) -> Iterator[tuple[str, str]]:
        """The raw texts of the usable sources: source_id, text."""
        for entry in self.entries:
            if entry.usable:
                yield entry.source_id, entry.part.text(entry.place)

    def _plain(self, name: str) -> Iterator[pa.Table]:
        return (entry.read(name) for entry in self.entries)

    def basis(self) -> dict[str, set[str]]:
        """By document: the ids of the documents of the corpus that it cites as its basis."""
        found: dict[str, set[str]] = defaultdict(set)
        for citations in self._citations("citations"):
            for row in citations.filter(pc.equal(citations["relation"], "basis")).to_pylist():
                if row["cited_doc_id"]:
                    found[row["doc_id"]].add(row["cited_doc_id"])
        return found

    def _citations(self, name: str) -> Iterator[pa.Table]:
        known = Known(
            {**document.row, "doc_id": document.doc_id}
            for entry in self.entries
            for document in entry.documents
            if document.duplicate_of is None
        )
        return (find_cited(entry.read(name), known) for entry in self.entries)

    def _vocabulary(self) -> pa.Table:
        counted = Vocabulary()
        for some in _batched(self.entries, TOGETHER):
            terms, articles = (pa.concat_tables(e.read(name) for e in some) for name in ("terms", "articles"))
            counted.add(terms, articles)
        return counted.table()


def _entries(part: Part) -> Iterator[Entry]:
    sources = part.whole("sources").select(["path", "source_id", "sha256", "status"]).to_pylist()
    found = zip(sources, part.each("documents", *_FACTS), part.likenesses(), strict=True)
    for place, (source, rows, likenesses) in enumerate(found):
        like = {each.doc_id: each for each in likenesses}
        documents = [Document(row, like[row["doc_id"]], row["doc_id"]) for row in rows]
        usable = source["status"] == "ok"
        yield Entry(source["path"], part, place, source["source_id"], source["sha256"], usable, documents)


def _mark_duplicates(documents: Sequence[Document]) -> None:
    candidates = [
        Candidate(
            wording(d.row["title"]), d.row["region_code"], d.row["doc_number"], d.row["date_issued"],
            d.likeness.length, d.likeness.digest, d.likeness.sketch,
        )
        for d in documents
    ]  # fmt: skip
    for copy, kept in find_duplicates(candidates).items():
        documents[copy].duplicate_of = documents[kept]


def _name_documents(documents: Sequence[Document]) -> None:
    """A document that is kept has the id of its facts; a copy, which shares them, that of its wording too."""
    once = Once()
    for document in sorted(documents, key=lambda d: d.duplicate_of is not None):
        copied = (document.likeness.wording,) if document.duplicate_of else ()
        document.doc_id = once.id("doc", *facts(document.row, document.likeness.head), *copied)


def _name_sources(entries: Iterable[Entry]) -> None:
    once = Once()
    for entry in entries:
        first = entry.documents[0].doc_id if entry.documents else entry.sha256 or entry.path
        entry.source_id = once.id("source", first)


def _rename(entries: Sequence[Entry], work: Path) -> Part | None:
    """Write the sources whose names or documents are others than they knew of into a part of their own."""
    changed = [e for e in entries if e.names() != e.named or any(d.duplicate_of for d in e.documents)]
    if not changed:
        return None
    again = write_part(work, (rename(e.part.named(e.place), e.source_id, _standings(e)) for e in changed))
    for place, entry in enumerate(changed):
        entry.part, entry.place = again, place
    return again


def _standings(entry: Entry) -> list[Standing]:
    return [
        Standing(document.doc_id, document.duplicate_of.doc_id if document.duplicate_of else None)
        for document in entry.documents
    ]


def _batched(items: Iterable[Entry], n: int) -> Iterator[list[Entry]]:
    """The items by n."""
    rest = iter(items)
    while some := list(islice(rest, n)):
        yield some
