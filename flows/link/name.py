"""Give the rows of one source their ids, as if it were the only one.

That is right for nearly all; `link`, which sees the corpus, names a source again where it must: where a document of it
is a copy of another's, or shares title, region and number with one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from flows.amend.rows import amend_rows
from flows.clean import clean
from flows.link.agencies import Tally, agency_id, facts_of
from flows.link.ids import Once, wording
from flows.link.indicators import indicators_of, with_indicators
from flows.link.likeness import HEAD_READ, Likeness, likenesses_of
from flows.link.terms import terms_table
from flows.tables import names, schema, to_table
from flows.tables import table as declared

if TYPE_CHECKING:
    import pyarrow as pa

    from flows.hall import SourceTables

Row = dict[str, Any]
Rows = dict[str, list[Row]]
HEAD = 24  # letters and digits of a text that stand for it in an id
LOCAL = ("doc", "article", "parent", "agency")  # keys by which rows name each other before they have ids
_FACTS: dict[str, Callable[[Row], tuple[str | None, ...]]] = {  # table → what the id of a row is made from
    "targets": lambda row: (_place(row), row["value_text"] and "n", wording(row["value_text"] or row["indicator"])),
    "assignments": lambda row: (_place(row), row["agency_text"]),
    "citations": lambda row: (
        _place(row), wording(row["title"]), wording(row["doc_number"]) if not row["title"] else None
    ),
    "corrections": lambda row: (
        row["source_id"], row["rule"], row["before"], row["after"], *([row["row_id"]] if row.get("row_id") else [])
    ),
    "issues": lambda row: (row["source_id"], row["rule"], wording(row["sentence"])),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """One source as tables, with the raw text that their offsets point into ("" where it is in quarantine)."""

    path: str
    text: str
    tables: dict[str, pa.Table]
    likenesses: tuple[Likeness, ...]

    def __reduce__(self) -> tuple[Any, ...]:
        """For another process: without the schemas, which it has. Pickled by themselves they take longest."""
        packed: dict[str, pa.Buffer] = {}
        for table, rows in self.tables.items():
            if rows.num_rows:
                (batch,) = rows.combine_chunks().to_batches()
                packed[table] = batch.serialize()
        return _unpacked, (self.path, self.text, packed, self.likenesses)


def _unpacked(path: str, text: str, packed: Mapping[str, pa.Buffer], likenesses: tuple[Likeness, ...]) -> Named:
    import pyarrow as pa

    tables = {}
    for table in names():
        columns = schema(table)
        batches = [pa.ipc.read_record_batch(packed[table], columns)] if table in packed else []
        tables[table] = pa.Table.from_batches(batches, columns)
    return Named(path, text, tables, likenesses)


def name(source: SourceTables) -> Named:
    """The tables of a source by itself, its agencies and indicators counted in it alone, the vocabulary empty.

    Raises Refusal where a correction by hand does not fit the rows.
    """
    rows = named_rows(source)
    signed = rows["document_issuers"]
    bodies = {row["agency_id"]: facts_of(row["agency"]) for row in (*rows["assignments"], *signed) if row["agency"]}
    tally = Tally.of(rows["assignments"], signed, bodies)
    texts = document_texts(source.rows)
    likenesses = tuple(likenesses_of(rows, texts, source.sketches))
    tables = to_tables(rows) | tally.tables() | indicators_of(rows["targets"])
    return Named(source.path, source.text, tables, likenesses)


def named_rows(source: SourceTables) -> Rows:
    """The rows of a source with their ids, as people corrected them. Raises Refusal where a correction does not fit."""
    texts = document_texts(source.rows)
    once = Once()
    doc_ids = [once.id("doc", *facts(row, texts[n])) for n, row in enumerate(source.rows.get("documents", []))]
    rows = name_rows(source.rows, doc_ids, source_id(source.rows, doc_ids), once)
    if source.overrides:
        rows = amend_rows(rows, source.overrides, clean(source.text), partial(_with_id, once))
    return rows | {"targets": with_indicators(rows["targets"])}


def to_tables(rows: Rows) -> dict[str, pa.Table]:
    """Rows with ids as the tables that are declared."""
    public = {
        table: [{k: v for k, v in row.items() if k not in LOCAL} for row in found]
        for table, found in rows.items()
        if table != "terms"
    }
    made = {table: to_table(table, public.get(table, [])) for table in names() if table != "terms"}
    return made | {"terms": terms_table(rows.get("terms", ()))}


def facts(row: Row, text: str) -> tuple[str | None, ...]:
    """What the id of a document is made from: title (or the beginning of its text), region, and number or date."""
    date = row["date"] if row["date_basis"] in ("issued", "passed") else None  # a site's date may change
    return (
        wording(row["title"]) or wording(text[:HEAD_READ], HEAD),
        row["region_code"],
        row["doc_number"] or (date and str(date)),
    )


def document_texts(rows: Mapping[str, Sequence[Row]]) -> list[str]:
    """The text of each document, from the segments of its source."""
    texts: list[list[str]] = [[] for _ in rows.get("documents", ())]
    for segment in rows.get("segments", ()):
        if segment["doc"] is not None:
            texts[segment["doc"]].append(segment["text"])
    return ["\n".join(parts) for parts in texts]


def source_id(rows: Mapping[str, Sequence[Row]], doc_ids: Sequence[str]) -> str:
    """The id of a source: its first document, its bytes where it has none, its path where it could not be read."""
    (row,) = rows["sources"]
    return Once().id("source", doc_ids[0] if doc_ids else row["sha256"] or row["path"])


def name_rows(rows: Mapping[str, Sequence[Row]], doc_ids: Sequence[str], source: str, once: Once) -> Rows:
    """The rows of a source with ids, its documents and itself being named already.

    Rows come with `doc`, `article` and `parent`, which count documents and articles in the source.
    """
    named: Rows = {table: [] for table in names()}
    named["sources"] = [{**row, "source_id": source} for row in rows["sources"]]
    for row in rows.get("segments", ()):
        key = once.id("segment", source, _kind(row), wording(row["text"], HEAD))
        named["segments"].append({**row, "segment_id": key, "source_id": source, "doc_id": _of(doc_ids, row["doc"])})
    for table in ("corrections", "issues"):
        for row in rows.get(table, ()):
            doc_id = _of(doc_ids, row.get("doc"))
            of_doc = {"doc_id": doc_id} if table == "issues" else {"row_id": row.get("row_id") or doc_id}
            named[table].append(_with_id(once, table, {**row, "source_id": source, **of_doc}))
    _name_findings(named, rows, doc_ids, once)
    counts = {table: Counter(row["doc_id"] for row in named[table]) for table in ("articles", "targets", "assignments")}
    extents = _extents(rows.get("segments", ()))
    for n, row in enumerate(rows.get("documents", ())):
        named["documents"].append(
            {
                **row, "status": row.get("status", "published"), "duplicate_of": row.get("duplicate_of"),
                **{f"n_{table}": counts[table][doc_ids[n]] for table in counts}, **extents[n],
                "doc_id": doc_ids[n], "source_id": source,
            }
        )  # fmt: skip
    return named


def _with_id(once: Once, table: str, row: Row) -> Row:
    """A row with its id, unless it has one; an assignment with that of its agency."""
    (key,) = declared(table).primary_key
    row = _with_body(row)
    return row if row.get(key) else row | {key: once.id(table.removesuffix("s"), *_FACTS[table](row))}


def _with_body(row: Row) -> Row:
    """A row with the id of the body that it is known to be about."""
    return row | {"agency_id": agency_id(row["agency"])} if row.get("agency") else row


def _place(row: Row) -> str:
    """The article that a row stands in, or its document."""
    return str(row["article_id"] or row["doc_id"])


def _kind(segment: Row) -> str:
    """The kind of a segment in its id, which stays when its document is found to be a copy."""
    return "document" if segment["kind"] == "duplicate" else str(segment["kind"])


def _of(doc_ids: Sequence[str], doc: int | None) -> str | None:
    return None if doc is None else doc_ids[doc]


def _extents(segments: Sequence[Row]) -> dict[int, dict[str, int]]:
    """By document: from the start of its first segment to the end of its last."""
    extents: dict[int, dict[str, int]] = {}
    for segment in segments:
        if segment["doc"] is not None:
            extents.setdefault(segment["doc"], {"start": segment["start"]})["end"] = segment["end"]
    return extents


def _name_findings(named: Rows, rows: Mapping[str, Sequence[Row]], doc_ids: Sequence[str], once: Once) -> None:
    articles: dict[tuple[int, int], str] = {}
    for row in rows.get("articles", ()):
        doc_id = doc_ids[row["doc"]]
        key = articles[row["doc"], row["article"]] = once.id("article", doc_id, row["path"])
        parent = None if row["parent"] is None else articles[row["doc"], row["parent"]]
        named["articles"].append({**row, "article_id": key, "doc_id": doc_id, "parent_id": parent})
    for table in ("targets", "assignments", "citations"):
        for row in rows.get(table, ()):
            article_id = None if row["article"] is None else articles[row["doc"], row["article"]]
            place = {"doc_id": doc_ids[row["doc"]], "article_id": article_id}
            named[table].append(_with_id(once, table, {**row, **place}))
    signed = rows.get("document_issuers", ())
    named["document_issuers"] = [_with_body({**row, "doc_id": doc_ids[row["doc"]]}) for row in signed]
    named["terms"] = [{**row, "article_id": articles[row["doc"], row["article"]]} for row in rows.get("terms", ())]
