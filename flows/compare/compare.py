"""All documents of a corpus against those that they may follow: the table alignments, a piece for each source.

What is held of the corpus are passages of its documents and the units of some; articles are read source by source.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import pyarrow as pa

from flows.compare.beside import Beside, Compared, forget, rows_of_all
from flows.compare.closest import Dated, closest
from flows.compare.kept import Kept
from flows.engine.pool import in_turn, processes
from flows.link.link import Document, Linked
from flows.tables import to_table

MANY = 200  # documents to be compared; a process takes some seconds to start
TOGETHER = 32  # documents that a process gets at once


def alignments(linked: Linked, kept: Kept, rules: str, workers: int = 1) -> Iterator[pa.Table]:
    """The rows of each source, in the order of the sources; `rules` is the fingerprint of what makes them."""
    beside = _beside(linked)
    keys = {doc_id: each.key(rules) for doc_id, each in beside.items()}
    new = [each for doc_id, each in beside.items() if keys[doc_id] not in kept]
    some = (new[at : at + TOGETHER] for at in range(0, len(new), TOGETHER))
    with processes(workers if len(new) > MANY else 1) as pool:
        made = (rows for each in in_turn(pool, rows_of_all, some, 2 * workers) for rows in each)
        for entry in linked.entries:
            found = []
            for key in (keys[d.doc_id] for d in entry.documents if d.doc_id in keys):
                rows = kept.get(key)
                if rows is None:
                    rows = next(made)
                    kept.add(key, rows)
                found.append(rows)
            yield pa.concat_tables(found) if found else to_table("alignments", [])
    forget()
    kept.save()


def _beside(linked: Linked) -> dict[str, Beside]:
    """By document, those that follow others, in the order of the sources."""
    basis = linked.basis()
    documents = {d.doc_id: d for entry in linked.entries for d in entry.documents if d.duplicate_of is None}
    followed = closest(_dated(documents, basis))
    places = {
        d.doc_id: Compared(d.doc_id, d.row["admin_level"], d.likeness.articles, entry.part, entry.place)
        for entry in linked.entries
        for d in entry.documents
    }
    return {
        doc_id: Beside(places[doc_id], [places[other] for other in followed[doc_id]], frozenset(basis[doc_id]))
        for doc_id in documents
        if doc_id in followed
    }


def _dated(documents: Mapping[str, Document], basis: Mapping[str, set[str]]) -> Iterator[Dated]:
    for doc_id, document in documents.items():
        row = document.row
        since, until = row["date"], row["date"]
        if since is None and row["year"]:
            since, until = date(row["year"], 1, 1), date(row["year"], 12, 31)
        yield Dated(doc_id, row["admin_level"], since, until, document.likeness.passages, basis[doc_id] - {doc_id})
