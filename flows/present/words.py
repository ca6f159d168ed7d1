"""Texts as the words that a full-text index of SQLite holds, so that Chinese is found without spaces between words.

FTS5 takes a run of Chinese for one word, and its trigrams do not know 农村, which has two characters. So a text is
given to it as everything that people type: each character and each pair of characters, each word of jieba's dictionary
wherever it stands, two words that follow each other (移动互联网), numbers and Latin words with the character after
them (2020年).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial

import pyarrow as pa
import pyarrow.compute as pc

from flows.engine import fingerprint
from flows.knowledge.tokens import cut, cut_all
from flows.present.kept import Files, kept_or_made, key_of
from flows.present.release import Release

KEPT = ("articles", "targets")  # tables of many rows a document
WORDS = "words"  # what the words are kept as: a line a row
_RUN = re.compile(r"[^\W_]+")
_LATIN = re.compile(r"[a-z0-9]+[^\W_]?")


def words_of(release: Release, table: str, columns: Sequence[str]) -> Iterator[list[str]]:
    """The words of each row of a table, in its order, some rows at a time. Those of a document's rows are kept."""
    made_by = fingerprint.words()
    by_document = table in KEPT
    for batch in release.batches(table, *columns, *(["doc_id"] if by_document else [])):
        for rows in _runs(batch) if by_document else [batch]:
            said = pa.Table.from_batches([rows.select(columns)])
            key = key_of(made_by, {table: said}) if by_document else None
            yield _read(kept_or_made(release.kept, key, partial(_made, said)))


def _runs(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """The rows of one document after those of another."""
    start = 0
    for end in pc.run_end_encode(batch["doc_id"]).run_ends.to_pylist():
        yield batch.slice(start, end - start)
        start = end


def _made(rows: pa.Table) -> Files:
    texts = zip(*(column.to_pylist() for column in rows.columns), strict=True)
    return {WORDS: "\n".join(map(said, texts)).encode()}


def said(texts: Iterable[str | None]) -> str:
    """The words of a row, given as the texts that are searched."""
    return searchable("\n".join(filter(None, texts)))


def _read(files: Files) -> list[str]:
    return files[WORDS].decode().split("\n")


def searchable(text: str) -> str:
    """The words of a text, each once, parted by blanks."""
    found: list[str] = []
    for run in _RUN.findall(text.lower()):
        found += run
        found += map(str.__add__, run, run[1:])
        if len(run) > 2:
            found += _words(run)
            found += _LATIN.findall(run)
    return " ".join(dict.fromkeys(found))


@lru_cache(maxsize=8192)  # plans say much in the same words
def _words(run: str) -> tuple[str, ...]:
    """The words of a run of characters, overlapping as they may, and each two of them where one ends and one begins;
    without those of one or two characters, which a text is given anyway.
    """
    found: list[str] = []
    ending: dict[int, list[str]] = {}
    start, before = -1, ""
    for word in cut_all(run):
        if start < 0 or not (len(word) > len(before) and word.startswith(before)):
            start = run.index(word, start + 1)
        before = word
        if len(word) > 2:
            found.append(word)
        if start in ending:
            found += [first + word for first in ending[start]]
        ending.setdefault(start + len(word), []).append(word)
    words = cut(run)
    return (*found, *map(str.__add__, words, words[1:]))
