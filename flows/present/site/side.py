"""side/<doc_id>.<followed>.html: a document beside each one that it follows, article by article.

One source is held at a time. The articles of documents that are followed lie in a file while pages are made, where any
of them is found at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from flows.compare.side import sides
from flows.engine import fingerprint
from flows.present.kept import Files, key_of
from flows.present.linked import write_kept
from flows.present.release import Release
from flows.present.site.pages import Site
from flows.present.site.side_links import groups, side_page
from flows.present.site.side_text import Writer
from flows.present.site.spans import inert
from flows.publish.walk import OneSource, walk
from flows.tables import schema, table

Row = Mapping[str, Any]
WALKED = ("documents", "articles", "alignments")
FACTS = ("doc_id", "title", "notice_title", "region_name", "date", "year", "doc_number")
_READ = ("doc_id", "article_id", "parent_id", "kind", "level", "label", "path", "heading", "body")


def write_side(site: Site) -> None:
    """Write a page for every document and each one that it follows."""
    release = site.release
    documents = {row["doc_id"]: row for row in release.table("documents", *FACTS).to_pylist()}
    made_by = fingerprint.pages(fingerprint.READER)
    (site.folder / "side").mkdir(parents=True, exist_ok=True)
    with _followed_articles(release) as followed:
        for one in walk(release.folder, WALKED):
            for pairs in _documents(one, documents, followed):
                tables = {"articles": pairs.articles, "alignments": pairs.links, "followed": pairs.followed}
                key = key_of(made_by, tables, "side", repr((pairs.document, pairs.others)))
                write_kept(release.kept, key, partial(_made, site, pairs), site.folder)


@dataclass(frozen=True, slots=True)
class _Pairs:
    """A document with what it follows: its articles and alignments, and the documents with their articles."""

    document: Row
    articles: pa.Table
    links: pa.Table
    others: Sequence[Row]  # the one first of which it follows most
    followed: pa.Table


class _Followed:
    """The articles of documents by document."""

    def __init__(self, articles: pa.Table) -> None:
        self._articles = articles
        self._places = groups(articles, "doc_id")

    def of(self, doc_ids: Sequence[str]) -> pa.Table:
        return pa.concat_tables(self._articles.slice(*self._places[doc_id]) for doc_id in doc_ids)


@contextmanager
def _followed_articles(release: Release) -> Iterator[_Followed]:
    """The articles of all documents that are followed, mapped from a file, so that memory does not grow with them."""
    wanted = release.table("alignments", "followed_doc_id")["followed_doc_id"].unique()
    with TemporaryDirectory(prefix="plans-side-") as folder:
        path = str(Path(folder, "articles.arrow"))
        with pa.ipc.new_file(path, pa.schema([schema("articles").field(name) for name in _READ])) as file:
            for batch in release.batches("articles", *_READ):
                file.write_batch(batch.filter(pc.is_in(batch["doc_id"], value_set=wanted)))
        with pa.memory_map(path) as file:
            yield _Followed(pa.ipc.open_file(file).read_all())


def _documents(one: OneSource, documents: Mapping[str, Row], followed: _Followed) -> Iterator[_Pairs]:
    """The documents of a source that follow others."""
    links = one.tables["alignments"]
    for doc_id in links["doc_id"].unique().to_pylist():
        own = links.filter(pc.equal(links["doc_id"], doc_id))
        counted = own["followed_doc_id"].value_counts().to_pylist()
        others = [each["values"] for each in sorted(counted, key=lambda each: (-each["counts"], each["values"]))]
        articles = one.tables["articles"].select(_READ)
        yield _Pairs(
            documents[doc_id],
            articles.filter(pc.equal(articles["doc_id"], doc_id)),
            own,
            [documents[other] for other in others],
            followed.of(others),
        )


def _made(site: Site, pairs: _Pairs) -> Files:
    own, theirs, links = pairs.articles.to_pylist(), pairs.followed.to_pylist(), pairs.links.to_pylist()
    made: Files = {}
    for other in pairs.others:
        path = side_page(pairs.document["doc_id"], other["doc_id"])
        articles = [row for row in theirs if row["doc_id"] == other["doc_id"]]
        found = sides(own, articles, [row for row in links if row["followed_doc_id"] == other["doc_id"]])
        page = site.page(
            "side.html",
            path,
            document=pairs.document,
            other=other,
            others=pairs.others,
            sides=found,
            relations=table("alignments")["relation"].enum,
            writer=Writer,
            inert=inert,
            side_page=side_page,
        )
        made[path] = page.encode()
    return made
