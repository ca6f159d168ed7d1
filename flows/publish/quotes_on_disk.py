"""Texts, quotes and invariants of a release, source by source, so that memory does not grow with the corpus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from flows.publish.sums import Progress
from flows.publish.walk import OneSource, walk
from flows.quotes import quoter
from flows.tables import table
from flows.validate.corpus import Corpus, Row, registered
from flows.validate.invariants import invariants
from flows.validate.provenance import CHECKS

SHOWN = 20  # faults of one kind
CORPUS_WIDE = ("agencies", "agency_aliases", "indicators")  # about no source; `check_counts` looks at them


@dataclass(frozen=True)
class SourceCorpus(Corpus):
    """The rows of one source as the invariants see them; rows that they name elsewhere can be looked up too."""

    elsewhere: Mapping[str, Mapping[str, Row]] = field(default_factory=dict)

    def get(self, name: str, row_id: str | None) -> Row | None:
        """A row by its id, of this source or of those that it names."""
        return super().get(name, row_id) or (self.elsewhere.get(name, {}).get(row_id) if row_id is not None else None)


def check_sources(release: Path, connection: duckdb.DuckDBPyConnection, progress: Progress) -> Iterator[str]:
    """A sentence for each text that is not as its source says, and for each row that breaks an invariant.

    In: a release whose keys hold; a connection that has its tables as views. At most some faults of a kind are told.
    """
    elsewhere = {"documents": _named_documents(connection)}
    told: Counter[tuple[str, str]] = Counter()
    tables = _needed()
    (whole,) = connection.execute("SELECT count(*) FROM sources").fetchone() or (0,)
    for done, one in enumerate(walk(release, tables)):
        for kind, sentence in _faults(release, one, elsewhere):
            told[kind] += 1
            if told[kind] <= SHOWN:
                yield sentence
        progress(done, whole)
    yield from (f"{name}: {n:,} rows in all break {check}." for (name, check), n in told.items() if n > SHOWN)


def _needed() -> list[str]:
    """The tables that some invariant is about or looks at: the largest, of terms, is none of them."""
    about = {*(each.table for each in registered()), *(check.table for check in CHECKS), "document_issuers"}
    return [name for name in sorted(about, key=lambda name: table(name).order) if name not in CORPUS_WIDE]


def _named_documents(connection: duckdb.DuckDBPyConnection) -> dict[str, Row]:
    """The documents that others name as kept in their place, or cite, by id, without their texts."""
    columns = ("doc_id", "source_id", "status", "start", "end")
    quoted = ", ".join(f'"{column}"' for column in columns)
    found = connection.execute(
        f"""SELECT {quoted} FROM documents WHERE doc_id IN (SELECT duplicate_of FROM documents)
            OR doc_id IN (SELECT cited_doc_id FROM citations)"""
    )
    return {row[0]: dict(zip(columns, row, strict=True)) for row in found.fetchall()}


def _faults(
    release: Path, one: OneSource, elsewhere: Mapping[str, Mapping[str, Row]]
) -> Iterator[tuple[tuple[str, str], str]]:
    """What is wrong with a source: table and kind of the fault, and a sentence."""
    texts: dict[str, str] = {}
    for row in one.rows["sources"]:
        if row["status"] == "ok":
            try:
                texts[row["source_id"]] = read_text(release, row["source_id"])
            except (OSError, ValueError) as error:
                yield ("sources", "text"), f"text/{row['source_id']}.txt cannot be read: {error}"
                return
            length = len(texts[row["source_id"]])
            if length != row["n_chars"]:
                said = f"has {length} characters, sources says {row['n_chars']}."
                yield ("sources", "length"), f"text/{row['source_id']}.txt {said}"
                return
    corpus = SourceCorpus({name: [] for name in CORPUS_WIDE} | one.rows, quoter(texts), elsewhere=elsewhere)
    for check in invariants(corpus):
        for position, sentence in check.faults.items():
            row = corpus.rows[check.table][position]
            row_id = ", ".join(str(row[column]) for column in table(check.table).primary_key)
            yield (check.table, check.name), f"{check.table} {row_id}: {check.title.en} – but: {sentence}"


def read_text(release: Path, source_id: str) -> str:
    """The decoded raw text of a source, newlines untouched. ValueError where it is no UTF-8, or the id leads away."""
    if "/" in source_id or "\\" in source_id:
        raise ValueError("the source_id is no file name.")
    return (release / "text" / f"{source_id}.txt").read_bytes().decode()
