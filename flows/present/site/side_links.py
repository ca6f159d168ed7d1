"""Which articles follow which, as pages link to it: from the document that follows, and from the one that is followed.

What is held of the corpus are the alignments with the places of their articles, and how these begin.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from flows.present.release import Release

Row = Mapping[str, Any]
OPENING = 24  # characters of its heading or text by which an article is known
_LINK = ("doc_id", "article_id", "followed_doc_id", "followed_article_id", "rank", "relation", "copied_share")
_PLACE = {"path": pa.string(), "opening": pa.string()}


def side_page(doc_id: str, followed: str) -> str:
    """The path below site/ of the page that shows a document beside one that it follows."""
    return f"side/{doc_id}.{followed}.html"


class Links:
    """The alignments of a release, by either document."""

    def __init__(self, release: Release) -> None:
        found = release.table("alignments", *_LINK)
        places = _places(release, found)
        for side in ("", "followed_"):
            at = pc.index_in(found[f"{side}article_id"], value_set=places["article_id"].combine_chunks())
            for name in _PLACE:
                found = found.append_column(f"{side}{name}", places[name].take(at))
        self._following = _Grouped(found, "doc_id")
        orders = (("followed_doc_id", "ascending"), ("copied_share", "descending"), ("article_id", "ascending"))
        self._followed = _Grouped(found.sort_by(list(orders)), "followed_doc_id")

    def of(self, doc_id: str) -> Sequence[Row]:
        """What the articles of a document follow, in reading order."""
        return self._following.rows(doc_id)

    def to(self, doc_id: str) -> Sequence[Row]:
        """What follows the articles of a document, those first that copied most."""
        return self._followed.rows(doc_id)


class _Grouped:
    """A table whose rows with the same value of a column stand together, by that value."""

    def __init__(self, table: pa.Table, column: str) -> None:
        self._table = table.combine_chunks()
        self._places = groups(self._table, column)

    def rows(self, value: str) -> Sequence[Row]:
        rows: list[Row] = self._table.slice(*self._places.get(value, (0, 0))).to_pylist()
        return rows


def groups(table: pa.Table, column: str) -> dict[str, tuple[int, int]]:
    """Where the rows of each value of a column stand in a table that is grouped by it: start and number."""
    places, start = {}, 0
    if table.num_rows:
        found = pc.run_end_encode(table[column].combine_chunks())
        for value, end in zip(found.values.to_pylist(), found.run_ends.to_pylist(), strict=True):
            places[value] = (start, end - start)
            start = end
    return places


def _places(release: Release, links: pa.Table) -> pa.Table:
    """Of the articles that stand in alignments: path, and how they begin."""
    wanted = pa.chunked_array([*links["article_id"].chunks, *links["followed_article_id"].chunks], pa.string()).unique()
    schema = pa.schema({"article_id": pa.string(), **_PLACE})
    found = [schema.empty_table()]
    for batch in release.batches("articles", "article_id", "path", "heading", "body"):
        some = batch.filter(pc.is_in(batch["article_id"], value_set=wanted))
        said = pc.coalesce(some["heading"], some["body"], pa.scalar(""))
        whole = pc.less_equal(pc.utf8_length(said), OPENING)
        cut = pc.binary_join_element_wise(pc.utf8_slice_codeunits(said, 0, OPENING), "…", "")
        columns = [some["article_id"], some["path"], pc.if_else(whole, said, cut)]
        found.append(pa.Table.from_arrays(columns, schema=schema))
    return pa.concat_tables(found)
