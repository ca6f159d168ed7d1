"""All documents of a corpus against those that they may follow: the table alignments, a piece for each source.

What is held of the corpus are passages of its documents and the units of a few; articles are read source by source.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256

import pyarrow as pa
import pyarrow.compute as pc

from flows.compare.align import align
from flows.compare.closest import Dated, closest, direction
from flows.compare.kept import Kept
from flows.compare.units import Units, units
from flows.link.link import Document, Entry, Linked
from flows.tables import to_table

OPEN = 512  # documents whose units are held: those that many follow
_READ = ("doc_id", "article_id", "parent_id", "kind", "heading", "body")


@dataclass(frozen=True, slots=True)
class _Place:
    """A document, and the source where its articles are."""

    document: Document
    entry: Entry


def alignments(linked: Linked, kept: Kept, rules: str) -> Iterator[pa.Table]:
    """The rows of each source, in the order of the sources; `rules` is the fingerprint of what makes them."""
    places = {d.doc_id: _Place(d, e) for e in linked.entries for d in e.documents if d.duplicate_of is None}
    basis = linked.basis()
    followed = closest(_dated(places, basis))
    read = lru_cache(OPEN)(lambda doc_id: _units(places[doc_id]))
    for entry in linked.entries:
        found = []
        for document in entry.documents:
            others = [places[doc_id].document for doc_id in followed.get(document.doc_id, ())]
            if others and document.duplicate_of is None:
                cited = basis[document.doc_id]
                key = _key(rules, [document, *others], cited)
                rows = kept.get(key)
                if rows is None:
                    rows = _compared(document, others, cited, read)
                    kept.add(key, rows)
                found.append(rows)
        yield pa.concat_tables(found) if found else to_table("alignments", [])
    kept.save()


def _dated(places: Mapping[str, _Place], basis: Mapping[str, set[str]]) -> Iterator[Dated]:
    for doc_id, place in places.items():
        row = place.document.row
        since, until = row["date"], row["date"]
        if since is None and row["year"]:
            since, until = date(row["year"], 1, 1), date(row["year"], 12, 31)
        passages = place.document.likeness.passages
        yield Dated(doc_id, row["admin_level"], since, until, passages, basis[doc_id] - {doc_id})


def _units(place: _Place) -> Units:
    articles = place.entry.read("articles").select(_READ)
    return units(articles.filter(pc.equal(articles["doc_id"], place.document.doc_id)).to_pylist())


def _key(rules: str, documents: Sequence[Document], cited: Set[str]) -> str:
    """A hash of documents as they are compared."""
    lines = [
        f"{each.doc_id}\0{each.likeness.articles}\0{each.row['admin_level']}\0{each.doc_id in cited}"
        for each in documents
    ]
    return sha256("\n".join([rules, *lines]).encode()).hexdigest()


def _compared(
    document: Document, others: Sequence[Document], cited: Set[str], read: Callable[[str], Units]
) -> pa.Table:
    """What a document follows in others."""
    own = read(document.doc_id)
    found = defaultdict(list)
    for other in others:
        way = direction(document.row["admin_level"], other.row["admin_level"])
        for each in align(own, read(other.doc_id), way == "down" or other.doc_id in cited):
            place = {"doc_id": document.doc_id, "followed_doc_id": other.doc_id, "direction": way}
            found[each.article_id].append({**each._asdict(), **place})
    rows = []
    for near in found.values():
        near.sort(key=lambda row: -row["similarity"])
        rows += [{**row, "rank": rank} for rank, row in enumerate(near, 1)]
    return to_table("alignments", rows)
