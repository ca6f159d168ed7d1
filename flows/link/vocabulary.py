"""How widely each term is spread: over how many articles and documents. Only the corpus can say."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from flows.tables import schema, to_table

_SPREAD = ("n_articles", "n_documents")


class Vocabulary:
    """The terms of the sources that were added."""

    def __init__(self) -> None:
        self._counted = to_table("vocabulary", [])

    def add(self, terms: pa.Table, articles: pa.Table) -> None:
        """Add the terms of some sources; a source has all articles of its documents."""
        place = pc.index_in(terms["article_id"], articles["article_id"])
        here = pa.table({"term": terms["term"], "doc": articles["doc_id"].take(place)})
        spread = here.group_by("term").aggregate([("doc", "count"), ("doc", "count_distinct")])
        fresh = spread.rename_columns(["term", *_SPREAD]).cast(self._counted.schema)
        together = pa.concat_tables([self._counted, fresh]).group_by("term").aggregate([(n, "sum") for n in _SPREAD])
        self._counted = together.rename_columns(["term", *_SPREAD]).cast(schema("vocabulary"))

    def table(self) -> pa.Table:
        """The table vocabulary."""
        return self._counted.sort_by("term")
