"""What tells whether a document is the same as another, and which ones it may follow."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from flows.extract.passages import passages
from flows.link.ids import wording

HEAD_READ = 400  # characters of a text among which those are looked for that stand for it in an id
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a document is like: see link/duplicates.py and compare/closest.py."""

    doc_id: str
    head: str  # its beginning, which stands for a title in the id
    length: int  # characters of its text
    digest: str  # SHA-256 of the text
    wording: str  # SHA-256 of the text's letters and digits
    sketch: array[int]
    articles: str  # SHA-256 of its articles, as they are compared
    passages: array[int]  # by which the documents are found that it may follow: extract/passages.py


def likenesses_of(rows: Rows, texts: Sequence[str], sketches: Sequence[Sequence[int]]) -> Iterator[Likeness]:
    """What the documents of a source are like, given its rows with ids, and the text and the sketch of each."""
    for row, text, sketch in zip(rows["documents"], texts, sketches, strict=True):
        yield Likeness(
            doc_id=row["doc_id"],
            head=text[:HEAD_READ],
            length=len(text),
            digest=_sha256(text),
            wording=_sha256(wording(text) or ""),
            sketch=array("Q", sketch),
            articles=_articles(row["doc_id"], rows),
            passages=array("Q", passages(text)),
        )


def _articles(doc_id: str, rows: Rows) -> str:
    """A hash of the articles of a document."""
    articles = (row for row in rows["articles"] if row["doc_id"] == doc_id)
    return _sha256("\n".join(f"{row['path']}\0{row['kind']}\0{row['heading']}\0{row['body']}" for row in articles))


def _sha256(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
