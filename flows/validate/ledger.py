"""The invariants of the ledger: every character in one segment, every document what its segments are."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from flows.validate.corpus import Corpus, Faults, Invariant, invariant


@invariant(
    "sources",
    "source-is-accounted-for",
    "可用来源的分段从 0 到 n_chars，并有校验值；隔离来源有原因而没有分段",
    "A usable source has a hash and segments from 0 to n_chars; a quarantined one a reason and no segments",
)
def _sources(corpus: Corpus) -> Faults:
    firsts: dict[str, int] = {}
    lasts: dict[str, int] = {}
    for segment in corpus.rows["segments"]:
        firsts[segment["source_id"]] = min(segment["start"], firsts.get(segment["source_id"], segment["start"]))
        lasts[segment["source_id"]] = max(segment["end"], lasts.get(segment["source_id"], segment["end"]))
    for position, row in enumerate(corpus.rows["sources"]):
        first, last = firsts.get(row["source_id"]), lasts.get(row["source_id"])
        if row["status"] == "ok":
            missing = [column for column in ("sha256", "bytes", "n_chars") if row[column] is None]
            if missing:
                yield position, f"The source is usable but has no {', '.join(missing)}."
            elif (first or 0, last or 0) != (0, row["n_chars"]):
                yield position, f"Segments reach from {first} to {last}, but the source from 0 to {row['n_chars']}."
        elif row["error"] is None:
            yield position, "The source is quarantined but no error says why."
        elif first is not None:
            yield position, "The source is quarantined but has segments."


@invariant(
    "segments",
    "segments-tile-their-source",
    "分段首尾相接，不重叠、不遗漏",
    "Every segment begins where the one before it ends, without gap or overlap",
)
def _tiles(corpus: Corpus) -> Faults:
    ordered = sorted(enumerate(corpus.rows["segments"]), key=lambda each: (each[1]["source_id"], each[1]["seq"]))
    for _, segments in groupby(ordered, key=lambda each: each[1]["source_id"]):
        expected = 0
        for position, row in segments:
            if row["start"] != expected:
                kind = "gap" if row["start"] > expected else "overlap"
                yield position, f"The segment starts at {row['start']}, not at {expected}: a {kind}."
            elif row["end"] <= row["start"]:
                yield position, f"The segment ends at {row['end']}, not after its start {row['start']}."
            expected = row["end"]


@invariant(
    "segments",
    "segment-has-document-or-reason",
    "正文分段属于已收录的文件，重复分段属于重复文件，其余分段写明理由",
    "A document segment belongs to a published document, a duplicate one to a duplicate; all others say why",
)
def _segment_kinds(corpus: Corpus) -> Faults:
    status = {"document": "published", "duplicate": "duplicate"}
    for position, row in enumerate(corpus.rows["segments"]):
        document = corpus.get("documents", row["doc_id"])
        if row["kind"] not in status:
            if row["reason"] is None:
                yield position, f"A segment of kind {row['kind']} was left out without a reason."
        elif row["doc_id"] is None:
            yield position, f"A segment of kind {row['kind']} names no document."
        elif document and document["status"] != status[row["kind"]]:
            yield position, f"A segment of kind {row['kind']} belongs to a document that is {document['status']}."
        if document and document["source_id"] != row["source_id"]:
            yield position, f"The segment lies in {row['source_id']}, its document in {document['source_id']}."


def _spans(name: str) -> Invariant:
    """The invariant of every table with offsets: they lie in the source. An insertion or a note may be of no length."""
    may_be_empty = name in ("corrections", "issues")

    def check(corpus: Corpus) -> Faults:
        for position, row in enumerate(corpus.rows[name]):
            source = corpus.get("sources", corpus.source_of(row))
            start, end = row["start"], row["end"]
            if (start is None) != (end is None):
                yield position, f"start is {start} but end is {end}."
            elif start is not None and source and not 0 <= start <= end <= (source["n_chars"] or 0):
                yield position, f"[{start}, {end}) is not within the source's [0, {source['n_chars']})."
            elif start is not None and start == end and not may_be_empty:
                yield position, f"[{start}, {end}) is empty."

    return check


for _name in ("documents", "segments", "articles", "targets", "assignments", "citations", "corrections", "issues"):
    invariant(_name, "span-in-source", "起止位置在来源文本之内", "The span lies within its source")(_spans(_name))


@invariant(
    "documents",
    "document-is-hull-of-segments",
    "文件的起止位置正好包住其分段",
    "The document reaches from the start of its first segment to the end of its last",
)
def _hull(corpus: Corpus) -> Faults:
    hulls: dict[str, tuple[int, int]] = {}
    for row in corpus.rows["segments"]:
        if row["kind"] in ("document", "duplicate") and row["doc_id"] is not None:
            start, end = hulls.get(row["doc_id"], (row["start"], row["end"]))
            hulls[row["doc_id"]] = min(start, row["start"]), max(end, row["end"])
    for position, row in enumerate(corpus.rows["documents"]):
        hull = hulls.get(row["doc_id"])
        if hull != (row["start"], row["end"]):
            yield position, f"The document is [{row['start']}, {row['end']}), the hull of its segments {hull}."


@invariant(
    "documents",
    "counts-agree",
    "n_articles、n_targets、n_assignments 与各表行数一致",
    "n_articles, n_targets and n_assignments agree with the tables",
)
def _counts(corpus: Corpus) -> Faults:
    below = ("articles", "targets", "assignments")
    counts = {name: Counter(row["doc_id"] for row in corpus.rows[name]) for name in below}
    for position, row in enumerate(corpus.rows["documents"]):
        for name in below:
            if row[f"n_{name}"] != counts[name][row["doc_id"]]:
                yield position, f"n_{name} is {row[f'n_{name}']}, but {name} has {counts[name][row['doc_id']]} rows."


@invariant(
    "documents",
    "duplicate-names-the-kept",
    "重复文件指明被保留的文件，自身没有条目",
    "A duplicate, and no other document, names the document kept in its place; it has no articles of its own",
)
def _duplicates(corpus: Corpus) -> Faults:
    for position, row in enumerate(corpus.rows["documents"]):
        kept = corpus.get("documents", row["duplicate_of"])
        if (row["status"] == "duplicate") != (row["duplicate_of"] is not None):
            yield position, f"The status is {row['status']}, but duplicate_of is {row['duplicate_of']}."
        elif kept and kept["status"] != "published":
            yield position, f"It is a duplicate of {kept['doc_id']}, which is not published."
        elif row["status"] == "duplicate" and row["n_articles"]:
            yield position, f"It is a duplicate but has {row['n_articles']} articles."
