"""Name the rows of a source again, once the corpus has shown that it is not as alone as it seemed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from flows.link.agencies import FACTS, Tally
from flows.link.ids import Once, make_id
from flows.link.indicators import indicators_of
from flows.link.name import Named, Rows, name_rows, to_tables
from flows.link.terms import by_article
from flows.tables import table as declared

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]
NAMED = ("documents", "articles", "targets", "assignments", "citations", "corrections", "issues")
OF_DOCUMENTS = ("articles", "targets", "assignments", "citations")  # which a copy loses


class Standing(NamedTuple):
    """How a document stands in the corpus."""

    doc_id: str
    duplicate_of: str | None


def rename(source: Named, source_id: str, standings: Sequence[Standing]) -> Named:
    """The source with that id, its documents as they stand: a copy keeps its segments, and loses its rows."""
    rows = _local(source.tables)
    copies = {n for n, standing in enumerate(standings) if standing.duplicate_of}
    for table in (*OF_DOCUMENTS, "terms", "issues"):
        rows[table] = [row for row in rows[table] if row["doc"] not in copies]
    for n in copies:
        rows["documents"][n] |= {"status": "duplicate", "duplicate_of": standings[n].duplicate_of}
    for row in rows["segments"]:
        if row["doc"] in copies:
            row |= {"kind": "duplicate", "reason": f"the same as {standings[row['doc']].duplicate_of}"}
    was = {table: [row.pop(declared(table).primary_key[0]) for row in rows[table]] for table in NAMED}
    named = name_rows(rows, [standing.doc_id for standing in standings], source_id, Once())
    _follow(named, was)
    named["issues"] += [_copy_issue(row) for row in named["documents"] if row["duplicate_of"]]
    bodies = {row.pop("agency_id"): row for row in source.tables["agencies"].select(["agency_id", *FACTS]).to_pylist()}
    tally = Tally.of(named["assignments"], named["document_issuers"], bodies)
    return replace(source, tables=to_tables(named) | tally.tables() | indicators_of(named["targets"]))


def _local(tables: dict[str, pa.Table]) -> Rows:
    """The rows of a source, with documents and articles counted as before they had ids."""
    rows: Rows = {table: data.to_pylist() for table, data in tables.items() if table != "terms"}
    rows["terms"] = by_article(tables["terms"])
    docs = {row["doc_id"]: n for n, row in enumerate(rows["documents"])}
    articles = {row["article_id"]: n for n, row in enumerate(rows["articles"])}
    doc_of = {row["article_id"]: docs[row["doc_id"]] for row in rows["articles"]}
    for table in ("documents", "document_issuers", "segments", *OF_DOCUMENTS, "issues"):
        for row in rows[table]:
            row["doc"] = docs.get(row["doc_id"])
    for row in rows["articles"]:
        row |= {"article": articles[row["article_id"]], "parent": articles.get(row["parent_id"])}
    for table in ("targets", "assignments", "citations"):
        for row in rows[table]:
            row["article"] = articles.get(row["article_id"])
    for row in rows["terms"]:
        row |= {"article": articles[row["article_id"]], "doc": doc_of[row["article_id"]]}
    return rows


def _follow(named: Rows, was: dict[str, list[str]]) -> None:
    """Let corrections by hand name the rows that they are about by their new ids."""
    now = {
        old: row[declared(table).primary_key[0]]
        for table, ids in was.items()
        for old, row in zip(ids, named[table], strict=True)
    }
    for row in named["corrections"]:
        row["row_id"] = now.get(row["row_id"], row["row_id"])


def _copy_issue(document: Row) -> Row:
    kept = document["duplicate_of"]
    return {
        "issue_id": make_id("issue", document["source_id"], "duplicate", document["doc_id"]),
        "source_id": document["source_id"], "doc_id": document["doc_id"], "rule": "duplicate", "level": "info",
        "start": document["start"], "end": document["end"], "sentence": document["title"],
        "message": f"Nearly the same as {kept}, which is fuller and is kept.",
    }  # fmt: skip
