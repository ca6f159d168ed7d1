"""The hall: one source goes through read, clean, split, parse and extract alone, and comes out as rows.

Rows name their document and article by where they stand in the source (`doc`, `article`); `link` gives the ids, for
only it
sees the corpus. Offsets in rows are offsets into the raw text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from flows.clean import Clean, clean
from flows.clean.traditional import AsWritten, simplified
from flows.extract import extract
from flows.extract.sketch import sketch
from flows.knowledge.genre import doc_type
from flows.knowledge.regions import find_region
from flows.model import Document
from flows.parse import parse
from flows.read import Source, read
from flows.read.source import name_of
from flows.rows import Row, document_rows, segment_rows
from flows.split import Block, split


@dataclass(frozen=True, slots=True)
class SourceTables:
    """What one source gives: rows by table, its raw text, and a sketch of each document for finding duplicates."""

    path: str
    text: str
    rows: dict[str, list[Row]]
    sketches: list[list[int]] = field(default_factory=list)


def read_one(path: Path, root: Path) -> SourceTables:
    """Everything that the raw file `path` below `root` gives. Never raises for what is in the file."""
    return tables_of(read(path, root))


def quarantined(path: Path, root: Path, rule: str, sentence: str) -> SourceTables:
    """The source with nothing but the reason why it cannot be used."""
    source = Source(name_of(path, root), None, 0, None, None, "", status="quarantined", error=sentence)
    issue = {"rule": rule, "level": "error", "start": None, "end": None, "sentence": None, "message": sentence}
    return SourceTables(source.path, "", {"sources": [_source_row(source)], "issues": [issue]})


def tables_of(source: Source) -> SourceTables:
    """The rows of a source that has been read."""
    rows: dict[str, list[Row]] = {"sources": [_source_row(source)], "issues": _read_issues(source)}
    if source.status != "ok":
        return SourceTables(source.path, source.text, rows)
    written = clean(source.text)
    matched = simplified(written.text)
    cleaned = replace(written, text=matched) if matched else written
    blocks = split(cleaned)
    documents = _documents(cleaned, blocks, _region_hint(source))
    if len(documents) == 1 and documents[0].title is None:
        documents[0] = replace(documents[0], title=source.sidecar.title, doc_type=doc_type(source.sidecar.title))
    rows["corrections"] = [
        {"start": c.span[0], "end": c.span[1], "before": c.before, "after": c.after, "rule": c.rule}
        for c in cleaned.corrections
    ]
    rows["segments"] = list(segment_rows(cleaned, blocks))
    for name in ("documents", "articles", "targets", "assignments", "citations", "terms"):
        rows[name] = []
    for number, document in enumerate(documents):
        extracted = extract(document)
        for name, found in document_rows(cleaned, document, extracted).items():
            rows[name] += [{**row, "doc": number} for row in found]
    if not documents:
        rows["issues"].append(_no_document(cleaned, blocks))
    if matched:
        as_written = AsWritten(written.text, matched)
        rows |= {name: [as_written.row(row) for row in found] for name, found in rows.items() if name != "sources"}
    return SourceTables(source.path, source.text, rows, [sketch(_text_of(document)) for document in documents])


def _documents(cleaned: Clean, blocks: Sequence[Block], hint: str | None) -> list[Document]:
    documents: list[Document] = []
    for i, block in enumerate(blocks):
        if block.kind == "document":
            around = [blocks[j] for j in (i - 1, i + 1) if 0 <= j < len(blocks) and blocks[j].kind == "boilerplate"]
            site = [line for b in around for line in cleaned.text[slice(*b.span)].split("\n")]
            documents.append(
                parse(cleaned, block, site, hint, documents[-1] if block.shares_notice and documents else None)
            )
    return documents


def _region_hint(source: Source) -> str | None:
    region = source.sidecar.region
    return region if region is None or region.isdigit() else find_region(region)


def _text_of(document: Document) -> str:
    return "\n".join(document.text[a:b] for a, b in document.spans)


def _source_row(source: Source) -> Row:
    return {
        "path": source.path,
        "sha256": source.sha256,
        "bytes": source.bytes,
        "format": source.format,
        "encoding": source.encoding,
        "n_chars": len(source.text) if source.status == "ok" else None,
        "status": source.status,
        "error": source.error,
        **{name: getattr(source.sidecar, name) for name in ("url", "publisher", "retrieved", "licence")},
    }


def _read_issues(source: Source) -> list[Row]:
    return [
        {"rule": d.rule, "level": d.level, "start": d.span[0], "end": d.span[1], "sentence": None, "message": d.message}
        for d in source.doubts
    ]


def _no_document(cleaned: Clean, blocks: Sequence[Block]) -> Row:
    reasons = sorted({f"{block.kind} ({block.reason})" for block in blocks})
    message = "No policy document was found in the source: " + (", ".join(reasons) or "it has no text") + "."
    end = min(len(cleaned.raw), 80)
    return {
        "rule": "no-document",
        "level": "warning",
        "start": 0,
        "end": end,
        "sentence": cleaned.quote(0, end),
        "message": message,
    }
