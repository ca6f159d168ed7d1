"""Join the sources: ids, duplicates, agencies, cited documents, weights of terms."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from flows.hall import SourceTables
from flows.link.agencies import agency_id, agency_rows
from flows.link.citations import find_cited
from flows.link.duplicates import Candidate, find_duplicates
from flows.link.ids import Once, make_id, wording
from flows.link.terms import weigh_terms
from flows.tables import names, to_table

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]
_HEAD = 24  # characters of a text that stand for it in an id


@dataclass(frozen=True, slots=True)
class Linked:
    """The tables of a release, and the raw texts by source id that their offsets point into."""

    tables: dict[str, pa.Table]
    texts: dict[str, str]


@dataclass(slots=True)
class _Document:
    """A document on its way through link."""

    source: int
    number: int
    row: Row
    segments: list[Row]
    sketch: Sequence[int]
    doc_id: str = ""
    duplicate_of: _Document | None = None

    @property
    def text(self) -> str:
        return "\n".join(segment["text"] for segment in self.segments)


def link(results: Iterable[SourceTables]) -> Linked:
    """The tables of a corpus from what each of its sources gave, whatever the order of the sources."""
    sources = sorted(results, key=lambda source: source.path)
    documents = [document for i, source in enumerate(sources) for document in _documents(i, source)]
    _mark_duplicates(documents)
    _name_documents(documents)
    source_ids = _name_sources(sources, documents)
    rows: dict[str, list[Row]] = {name: [] for name in names()}
    of_source: dict[int, dict[int, _Document]] = defaultdict(dict)
    for document in documents:
        of_source[document.source][document.number] = document
    for i, source in enumerate(sources):
        _add_source_rows(rows, source, source_ids[i], of_source[i])
    rows["agencies"], rows["agency_aliases"] = agency_rows(rows["assignments"])
    rows["documents"] = _document_rows(documents, source_ids, rows)
    find_cited(rows["citations"], rows["documents"])
    weigh_terms(rows["terms"])
    tables = {name: to_table(name, [_public(row) for row in rows[name]]) for name in names()}
    texts = {
        source_ids[i]: source.text for i, source in enumerate(sources) if source.rows["sources"][0]["status"] == "ok"
    }
    return Linked(tables, texts)


_LOCAL = ("doc", "article", "parent", "agency")  # keys by which rows name each other before they have ids


def _public(row: Row) -> Row:
    return {key: value for key, value in row.items() if key not in _LOCAL}


def _documents(index: int, source: SourceTables) -> list[_Document]:
    segments: dict[int, list[Row]] = defaultdict(list)
    for segment in source.rows.get("segments", []):
        if segment["doc"] is not None:
            segments[segment["doc"]].append(segment)
    rows = source.rows.get("documents", [])
    return [_Document(index, n, row, segments[n], source.sketches[n]) for n, row in enumerate(rows)]


def _mark_duplicates(documents: Sequence[_Document]) -> None:
    candidates = [
        Candidate(
            wording(d.row["title"]), d.row["region_code"], d.row["doc_number"], d.row["date_issued"], len(d.text),
            sha256(d.text.encode("utf-8", "surrogatepass")).hexdigest(), d.sketch,
        )
        for d in documents
    ]  # fmt: skip
    for copy, kept in find_duplicates(candidates).items():
        documents[copy].duplicate_of = documents[kept]


def _name_documents(documents: Sequence[_Document]) -> None:
    """A document that is kept has the id of its facts; a copy, which shares them, that of its wording too."""
    once = Once()
    for document in sorted(documents, key=lambda d: d.duplicate_of is not None):
        row = document.row
        title = wording(row["title"]) or wording(document.text, _HEAD)
        facts = (title, row["region_code"], row["doc_number"] or row["date_issued"])
        copied = (sha256((wording(document.text) or "").encode()).hexdigest(),) if document.duplicate_of else ()
        document.doc_id = once.id("doc", *facts, *copied)


def _name_sources(sources: Sequence[SourceTables], documents: Sequence[_Document]) -> list[str]:
    first: dict[int, str] = {}
    for document in documents:
        first.setdefault(document.source, document.doc_id)
    once = Once()
    return [
        once.id("source", first.get(i) or source.rows["sources"][0]["sha256"] or source.path)
        for i, source in enumerate(sources)
    ]


def _add_source_rows(
    rows: dict[str, list[Row]], source: SourceTables, source_id: str, documents: Mapping[int, _Document]
) -> None:
    once = Once()
    rows["sources"] += [{**row, "source_id": source_id} for row in source.rows["sources"]]
    for row in source.rows.get("segments", []):
        document = documents.get(row["doc"])
        kind = "duplicate" if document and document.duplicate_of else row["kind"]
        reason = f"the same as {document.duplicate_of.doc_id}" if document and document.duplicate_of else row["reason"]
        doc_id = document.doc_id if document else None
        key = once.id("segment", source_id, row["kind"], wording(row["text"], _HEAD))
        rows["segments"].append(
            {**row, "segment_id": key, "source_id": source_id, "kind": kind, "doc_id": doc_id, "reason": reason}
        )
    for row in source.rows.get("corrections", []):
        key = once.id("correction", source_id, row["rule"], row["before"], row["after"])
        rows["corrections"].append({**row, "correction_id": key, "source_id": source_id})
    kept = {n: document.doc_id for n, document in documents.items() if not document.duplicate_of}
    articles = _add_articles(rows, source, kept)
    _add_findings(rows, source, kept, articles)
    copies = [document for document in documents.values() if document.duplicate_of]
    rows["issues"] += [_copy_issue(source_id, copy, copy.duplicate_of) for copy in copies if copy.duplicate_of]
    for row in source.rows.get("issues", []):
        if row.get("doc") is None or row["doc"] in kept:
            doc_id = kept.get(row.get("doc", -1))
            key = once.id("issue", source_id, row["rule"], wording(row["sentence"]))
            rows["issues"].append({**row, "issue_id": key, "source_id": source_id, "doc_id": doc_id})


def _copy_issue(source_id: str, document: _Document, kept: _Document) -> Row:
    first = document.segments[0]
    return {
        "issue_id": make_id("issue", source_id, "duplicate", document.doc_id), "source_id": source_id,
        "doc_id": document.doc_id, "rule": "duplicate", "level": "info", "start": first["start"], "end": first["end"],
        "sentence": document.row["title"], "message": f"Nearly the same as {kept.doc_id}, which is fuller and is kept.",
    }  # fmt: skip


def _add_articles(
    rows: dict[str, list[Row]], source: SourceTables, kept: Mapping[int, str]
) -> dict[tuple[int, int], str]:
    once = Once()
    ids: dict[tuple[int, int], str] = {}
    for row in source.rows.get("articles", []):
        if row["doc"] in kept:
            doc_id = kept[row["doc"]]
            key = ids[row["doc"], row["article"]] = once.id("article", doc_id, row["path"])
            parent = None if row["parent"] is None else ids[row["doc"], row["parent"]]
            rows["articles"].append({**row, "article_id": key, "doc_id": doc_id, "parent_id": parent})
    return ids


_IDS: dict[
    str, tuple[str, Callable[[Row], tuple[str | None, ...]]]
] = {  # table → the words of a row, beside its article, that its id is made from
    "targets": ("target", lambda row: (row["value_text"] and "n", wording(row["value_text"] or row["indicator"]))),
    "assignments": ("assignment", lambda row: (row["agency_text"],)),
    "citations": (
        "citation",
        lambda row: (wording(row["title"]), wording(row["doc_number"]) if not row["title"] else None),
    ),
}


def _add_findings(
    rows: dict[str, list[Row]], source: SourceTables, kept: Mapping[int, str], articles: Mapping[tuple[int, int], str]
) -> None:
    once = Once()
    for table, (prefix, facts) in _IDS.items():
        for row in source.rows.get(table, []):
            if row["doc"] not in kept:
                continue
            doc_id = kept[row["doc"]]
            article_id = None if row["article"] is None else articles[row["doc"], row["article"]]
            key = once.id(prefix, article_id or doc_id, *facts(row))
            row = {**row, f"{prefix}_id": key, "doc_id": doc_id, "article_id": article_id}
            if table == "assignments":
                row["agency_id"] = agency_id(row["agency"])
            rows[table].append(row)
    rows["terms"] += [
        {**row, "article_id": articles[row["doc"], row["article"]]}
        for row in source.rows.get("terms", [])
        if row["doc"] in kept
    ]


def _document_rows(
    documents: Sequence[_Document], source_ids: Sequence[str], rows: Mapping[str, list[Row]]
) -> list[Row]:
    counts = {table: Counter(row["doc_id"] for row in rows[table]) for table in ("articles", "targets", "assignments")}
    return [
        {
            **document.row, "doc_id": document.doc_id, "source_id": source_ids[document.source],
            "status": "duplicate" if document.duplicate_of else "published",
            "duplicate_of": document.duplicate_of.doc_id if document.duplicate_of else None,
            **{f"n_{table}": counts[table][document.doc_id] for table in counts},
            "start": document.segments[0]["start"], "end": document.segments[-1]["end"],
        }
        for document in documents
    ]  # fmt: skip
