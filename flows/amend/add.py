"""A row that a person adds: the text gives its place and its words, the person the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flows.amend.bodies import with_body
from flows.amend.find import Places
from flows.amend.refusals import bad_entry, stale_entry
from flows.amend.values import declared, id_column
from flows.model import Span
from flows.read.overrides import RowOverride

Row = dict[str, Any]
_LOCAL = ("doc", "article")  # by which rows of one source name each other beside their ids
_SAME = {  # table → the columns by which two rows in one place are the same
    "targets": ("indicator", "value"),
    "assignments": ("agency_text",),
    "citations": ("title", "doc_number"),
}


def added_row(
    override: RowOverride, values: Mapping[str, Any], rows: Mapping[str, Sequence[Row]], places: Places
) -> Row:
    """The row that an entry adds at its quote, without its own id.

    In: the entry, its values as columns have them, and the named rows of the source with their places.
    Raises Refusal where the place is not clear, a column that every row has is missing, or the row is there already.
    """
    span, article = places.place(override)
    document = places.document(article["doc_id"]) if article else places.document_at(span)
    if document is None or (article is None and override.table != "citations"):
        raise stale_entry(override, "quotes words that stand in no article: only a citation may do so.")
    holder = article or document
    row: Row = {column.name: None for column in declared(override.table).columns}
    row |= {key: holder[key] for key in _LOCAL if key in holder}
    row |= {"doc_id": document["doc_id"], "article_id": article and article["article_id"]}
    make = {"targets": _target, "assignments": _assignment, "citations": _citation}[override.table]
    row = make(row | dict(values), span, override, rows, places)
    _check_new(override, row, rows)
    return with_body(row, rows, document) if override.table == "assignments" else row


def _target(row: Row, span: Span, override: RowOverride, rows: Mapping[str, Sequence[Row]], places: Places) -> Row:
    """Its sentence is the quote; it shares the seq of the target before it, so that no other row changes."""
    before = (r["seq"] for r in rows["targets"] if r["doc_id"] == row["doc_id"] and r["start"] <= span[0])
    text = places.cleaned.quote(*span)
    return row | {"seq": max(before, default=0), "text": text, "start": span[0], "end": span[1]}


def _assignment(row: Row, span: Span, override: RowOverride, rows: Mapping[str, Sequence[Row]], places: Places) -> Row:
    """Its clause is the quote, or the clause known already that the quote is part of; its place is that of the name."""
    name, quote = override.agency or "", places.cleaned.quote(*span)
    if quote.count(name) != 1:
        raise stale_entry(override, f"has {quote.count(name)} times “{name}” in its quote: it must be once.")
    at = places.cleaned.offset(span[0]) + quote.index(name)
    start, end = places.cleaned.raw_span((at, at + len(name)))
    mates = (r for r in rows["assignments"] if r["article_id"] == row["article_id"] and quote in r["clause"])
    mate = next(mates, {"clause": quote, "open_ended": False, "basis": "clause"})
    shared = {key: mate[key] for key in ("clause", "open_ended")}
    return {
        **row, **shared, "agency_text": row["agency_text"] or name, "basis": row["basis"] or mate["basis"],
        "start": start, "end": end,
    }  # fmt: skip


def _citation(row: Row, span: Span, override: RowOverride, rows: Mapping[str, Sequence[Row]], places: Places) -> Row:
    return row | {"start": span[0], "end": span[1]}


def _check_new(override: RowOverride, row: Row, rows: Mapping[str, Sequence[Row]]) -> None:
    key = id_column(override.table)
    given_later = {key, "agency_id"}
    missing = [
        c.name
        for c in declared(override.table).columns
        if c.required and row[c.name] is None and c.name not in given_later
    ]
    if missing:
        raise bad_entry(override, f"adds a row without {', '.join(missing)}: give it under `set`.")
    for other in rows[override.table]:
        same = all(other[column] == row[column] for column in ("article_id", *_SAME[override.table]))
        if same and other["start"] < row["end"] and row["start"] < other["end"]:
            raise stale_entry(override, f"adds a row that is there already ({other[key]}): remove the entry.")
