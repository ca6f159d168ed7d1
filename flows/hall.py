"""The hall: one source goes through read, clean, split, parse and extract alone, and comes out as rows.

Rows name their document and article by where they stand in the source (`doc`, `article`); `link` gives the ids, for
only it
sees the corpus. Offsets in rows are offsets into the raw text.
"""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from flows.amend.facts import amend_facts, fact_rows
from flows.clean import Clean, clean
from flows.clean.traditional import AsWritten, simplified
from flows.extract import extract
from flows.extract.sketch import sketch
from flows.knowledge.genre import doc_type
from flows.knowledge.regions import find_region
from flows.model import Document
from flows.parse import parse
from flows.read import Source, read
from flows.read.overrides import RowOverride
from flows.read.refusal import Refusal
from flows.read.source import quarantined, unread_source
from flows.rows import Row, document_rows, segment_rows
from flows.split import Block, split

OF_DOCUMENTS = ("documents", "document_issuers", "articles", "targets", "assignments", "citations", "terms")


@dataclass(frozen=True, slots=True)
class SourceTables:
    """What one source gives: rows by table, its raw text, and a sketch of each document for finding duplicates.

    `overrides` are what people change in the rows, which `name` does, for it gives the ids that they go by.
    """

    path: str
    text: str
    rows: dict[str, list[Row]]
    sketches: list[list[int]] = field(default_factory=list)
    overrides: tuple[RowOverride, ...] = ()


def read_one(path: Path, root: Path) -> SourceTables:
    """Everything that the raw file `path` below `root` gives. Never raises for what is in the file."""
    source = read(path, root)
    try:
        return tables_of(source)
    except Refusal as refusal:  # a correction by hand does not fit the text
        return tables_of(quarantined(source, refusal))


def refused(source: SourceTables, refusal: Refusal) -> SourceTables:
    """The source in quarantine, when that is found only after it has been read."""
    (row,) = source.rows["sources"]
    row = row | {"status": "quarantined", "error": str(refusal), "encoding": None, "n_chars": None}
    issue = {
        "rule": refusal.rule,
        "level": "error",
        "start": None,
        "end": None,
        "sentence": None,
        "message": str(refusal),
    }
    return SourceTables(source.path, "", {"sources": [row], "issues": [issue]})


def unread(path: Path, root: Path, refusal: Refusal) -> SourceTables:
    """The source at `path` in quarantine, of which only the bytes were looked at."""
    return tables_of(quarantined(unread_source(path, root), refusal))


def program_error(error: Exception) -> Refusal:
    """What is said of a source that the program itself cannot bear."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    sentence = (
        f"The program failed on this text ({type(error).__name__}: {error}; {Path(place.filename).name}, line "
        f"{place.lineno}). That is a fault of the program: report it, or take the file out of raw/."
    )
    return Refusal(sentence, rule="program-error")


def tables_of(source: Source) -> SourceTables:
    """The rows of a source that has been read. Raises Refusal where facts that people give do not fit the text."""
    rows: dict[str, list[Row]] = {"sources": [_source_row(source)], "issues": _read_issues(source)}
    if source.status != "ok":
        return SourceTables(source.path, source.text, rows)
    written = clean(source.text)
    matched = simplified(written.text)
    cleaned = replace(written, text=matched) if matched else written
    blocks = split(cleaned)
    as_written = AsWritten(written.text, matched) if matched else None
    parsed = _documents(cleaned, blocks, _region_hint(source))
    documents, notes = amend_facts(parsed, source.sidecar.facts, as_written.text if as_written else str)
    if len(documents) == 1 and documents[0].title is None and source.sidecar.title:
        documents[0] = replace(documents[0], title=source.sidecar.title, doc_type=doc_type(source.sidecar.title))
    rows["corrections"] = [
        {"start": c.span[0], "end": c.span[1], "before": c.before, "after": c.after, "rule": c.rule}
        for c in cleaned.corrections
    ]
    rows["segments"] = list(segment_rows(cleaned, blocks))
    for name in OF_DOCUMENTS:
        rows[name] = []
    for number, document in enumerate(documents):
        extracted = extract(document)
        for name, found in document_rows(cleaned, document, extracted).items():
            rows[name] += [{**row, "doc": number} for row in found]
    if not documents:
        rows["issues"].append(_no_document(cleaned, blocks))
    if as_written:
        rows |= {name: [as_written.row(row) for row in found] for name, found in rows.items() if name != "sources"}
    for name, noted in fact_rows(notes, cleaned).items():
        rows[name] += noted
    sketches = [sketch(_text_of(document)) for document in documents]
    return SourceTables(source.path, source.text, rows, sketches, source.sidecar.rows)


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
    unread = source.status != "ok"  # then there is no passage that a doubt could be about
    spans = [(None, None) if unread else doubt.span for doubt in source.doubts]
    return [
        {"rule": d.rule, "level": d.level, "start": start, "end": end, "sentence": None, "message": d.message}
        for d, (start, end) in zip(source.doubts, spans, strict=True)
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
