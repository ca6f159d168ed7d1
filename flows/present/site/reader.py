"""documents/<doc_id>.html: every document to read, with what was read from it; and its rows as a zip of CSV files.

One source is held at a time, beside the titles of all documents and the names of all agencies.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

import pyarrow as pa

from flows.engine import fingerprint
from flows.present.citation import document_citations, passage_citation
from flows.present.kept import Files, key_of
from flows.present.linked import write_kept
from flows.present.release import AnyRelease, Release
from flows.present.site.pages import Site
from flows.present.site.reader_find import SourceText
from flows.present.site.reader_notes import KINDS
from flows.present.site.reader_page import BELOW, opening, page
from flows.present.site.side_links import Links, side_page
from flows.present.site.spans import inert
from flows.present.site.subject_pages import number
from flows.publish.spreadsheet import write_csv
from flows.publish.walk import OneSource, walk
from flows.tables import Column, schema, table

Row = Mapping[str, Any]
WALKED = ("sources", "documents", "segments", *BELOW, "corrections", "issues")
ZIPPED = ("documents", *BELOW, "corrections", "issues")
EPOCH = (1980, 1, 1, 0, 0, 0)  # of every file in a zip, so that the same rows give the same bytes
_ELSEWHERE = {"title", "notice_text", "duplicate_of", "status", "start", "end"}  # not among the facts: shown otherwise


@dataclass(frozen=True, slots=True)
class Corpus:
    """What a page names beside its own document: titles of documents, names of agencies, who cites whom.

    `places` are region and year, by which a document is known in short; `follows` and `followed` are rows of Links.
    """

    titles: Mapping[str, str]
    places: Mapping[str, str]
    agencies: Mapping[str, str]
    cited_by: Mapping[str, Sequence[str]]
    follows: Sequence[Row] = ()
    followed: Sequence[Row] = ()

    def around(self, one: OneSource, links: Links) -> Corpus:
        """What the pages of a source name of it, in order, so that the same is written the same."""
        own = one.tables["documents"]["doc_id"].to_pylist()
        cited_by = {doc_id: self.cited_by[doc_id] for doc_id in own if doc_id in self.cited_by}
        follows = [row for doc_id in own for row in links.of(doc_id)]
        followed = [row for doc_id in own for row in links.to(doc_id)]
        beside = {*(row["followed_doc_id"] for row in follows), *(row["doc_id"] for row in followed)}
        named = {
            *own,
            *beside,
            *one.tables["documents"]["duplicate_of"].to_pylist(),
            *one.tables["citations"]["cited_doc_id"].to_pylist(),
            *(doc_id for citing in cited_by.values() for doc_id in citing),
        }
        agencies = set(one.tables["assignments"]["agency_id"].to_pylist())
        return Corpus(
            _some(self.titles, named),
            _some(self.places, beside),
            _some(self.agencies, agencies),
            cited_by,
            follows,
            followed,
        )


def write_documents(site: Site, share: int = 0, of: int = 1) -> None:
    """Write a page for every document, and the rows of every published one; of the sources number `share`, and each
    `of` further.
    """
    corpus, links = _corpus(site.release), Links(site.release)
    made_by = fingerprint.pages(fingerprint.READER)
    (site.folder / "documents").mkdir(parents=True, exist_ok=True)
    for one in islice(walk(site.release.folder, WALKED), share, None, of):
        if one.source_id is not None and one.tables["documents"].num_rows:
            text = site.release.text(one.source_id)
            _write(site, one, text, corpus.around(one, links), made_by)


def _write(site: Site, one: OneSource, text: str, corpus: Corpus, made_by: str) -> None:
    """Write the files of a source, made only if they are not kept."""
    release = site.release
    key = key_of(made_by, one.tables, text, repr(corpus), str(release.index.get("home")))
    write_kept(release.kept, key, lambda: _made(Site(AnyRelease.of(release)), one, text, corpus), site.folder)


def _made(site: Site, one: OneSource, raw: str, corpus: Corpus) -> Files:
    (source,) = one.rows["sources"]
    text = SourceText(raw)
    found = _by_document(one)
    made: Files = {}
    for document in one.rows["documents"]:
        path = f"documents/{document['doc_id']}"
        rows = _rows_of(document, one, found)
        shown: dict[str, Any] = {
            "document": document,
            "title": corpus.titles[document["doc_id"]],
            "source": source,
            "facts": [*_facts("documents", document), *_facts("sources", source)],
            "not_given": [c.title for c in table("documents").columns if document[c.name] in (None, [])
                          and c.name not in _ELSEWHERE],
            "corpus": corpus,
            "kinds": {kind: table(name) for name, kind in KINDS.items()},
            "inert": inert,
            "subject": number(document["subject"]),
            "link": web_address,
            "table": table,
        }  # fmt: skip
        if document["status"] == "duplicate":
            made[f"{path}.html"] = site.page("reader_duplicate.html", f"{path}.html", **shown).encode()
            continue
        shown |= {
            "page": page(text, document, rows),
            "rows": rows,
            "opening": opening,
            "by_hand_of": {row["row_id"]: row for row in rows["corrections"] if row["table_name"] == "articles"},
            "citations": document_citations(document, site.release),
            "follows": _by_article(corpus.follows, "", document["doc_id"]),
            "followed": _by_article(corpus.followed, "followed_", document["doc_id"]),
            "side_page": side_page,
            "cite": lambda article, document=document: passage_citation(document, article, site.release)[0].text,
        }
        made[f"{path}.html"] = site.page("reader.html", f"{path}.html", **shown).encode()
        made[f"{path}.zip"] = _zip(rows)
    return made


def _by_document(one: OneSource) -> dict[str, dict[str, list[Row]]]:
    """The rows of a source by table and document; what is about no document is left out."""
    found: dict[str, dict[str, list[Row]]] = {name: {} for name in (*BELOW, "issues")}
    for name, by_document in found.items():
        for row in one.rows[name]:
            by_document.setdefault(row["doc_id"], []).append(row)
    return found


def _rows_of(document: Row, one: OneSource, found: Mapping[str, Mapping[str, list[Row]]]) -> dict[str, list[Row]]:
    """The rows of a document by table. Corrections have no document: those within its range, or about its facts."""
    doc_id = document["doc_id"]
    corrections: list[Row] = [
        row
        for row in one.rows["corrections"]
        if (row["row_id"] == doc_id if row["table_name"] == "documents" else _is_within(row, document))
    ]
    return {
        "documents": [document],
        "segments": list(one.rows["segments"]),
        "corrections": corrections,
        **{name: by_document.get(doc_id, []) for name, by_document in found.items()},
    }


def _by_article(links: Sequence[Row], side: str, doc_id: str) -> dict[str, list[Row]]:
    """The links of a document by the article that they are beside."""
    found: dict[str, list[Row]] = {}
    for row in links:
        if row[f"{side}doc_id"] == doc_id:
            found.setdefault(row[f"{side}article_id"], []).append(row)
    return found


def _is_within(row: Row, document: Row) -> bool:
    return bool(document["start"] <= row["start"] < document["end"])


def _facts(name: str, row: Row) -> Iterator[tuple[Column, Any]]:
    """Columns with values, and what is shown for them: words in both languages, or a text."""
    for column in table(name).columns:
        value = row[column.name]
        if value in (None, []) or column.name in _ELSEWHERE or (name == "sources" and column.name == "source_id"):
            continue
        if column.enum:
            yield column, column.enum.get(value, value)
        else:
            yield column, "、".join(value) if isinstance(value, list) else str(value)


def web_address(url: str | None) -> str | None:
    """The address, if it is one of the web with a host, to which a page may link; else None."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def _corpus(release: Release) -> Corpus:
    documents = release.table("documents", "doc_id", "title", "notice_title", "region_name", "year").to_pylist()
    agencies = release.table("agencies", "agency_id", "name")
    cited_by: dict[str, dict[str, None]] = {}
    for batch in release.batches("citations", "doc_id", "cited_doc_id"):
        for row in batch.to_pylist():
            if row["cited_doc_id"] and row["cited_doc_id"] != row["doc_id"]:  # a notice forwards its own document
                cited_by.setdefault(row["cited_doc_id"], {})[row["doc_id"]] = None
    titles = {row["doc_id"]: row["title"] or row["notice_title"] or row["doc_id"] for row in documents}
    return Corpus(
        titles,
        {
            row["doc_id"]: f"{row['region_name'] or titles[row['doc_id']]} {row['year'] or ''}".strip()
            for row in documents
        },
        dict(zip(agencies["agency_id"].to_pylist(), agencies["name"].to_pylist(), strict=True)),
        {doc_id: tuple(citing) for doc_id, citing in cited_by.items()},
    )


def _some(names: Mapping[str, str], ids: Collection[str]) -> dict[str, str]:
    return {each: names[each] for each in sorted(names.keys() & ids)}


def _zip(rows: Mapping[str, Sequence[Row]]) -> bytes:
    """The rows of a document, a CSV file a table."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive, TemporaryDirectory() as folder:
        for name in ZIPPED:
            if rows[name]:
                path = Path(folder, f"{name}.csv")
                write_csv(name, pa.Table.from_pylist(list(rows[name]), schema(name)), path)
                archive.writestr(zipfile.ZipInfo(path.name, EPOCH), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return made.getvalue()
