"""Terms on their way into their table: one row an article, its terms and how often each stands there as lists.

A plan has thousands of them: to make a row of each, and hand it on from room to room, takes as long as to find them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from flows.tables import from_columns

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]


def terms_table(articles: Sequence[Mapping[str, Any]]) -> pa.Table:
    """The table terms, of rows that each have the id and the terms of an article."""
    return from_columns(
        "terms",
        {
            "article_id": [row["article_id"] for row in articles for _ in row["term"]],
            "term": list(chain.from_iterable(row["term"] for row in articles)),
            "n": list(chain.from_iterable(row["n"] for row in articles)),
        },
    )


def by_article(terms: pa.Table) -> list[Row]:
    """The rows that the table terms was made of."""
    lists = terms.group_by("article_id", use_threads=False).aggregate([("term", "list"), ("n", "list")])
    rows: list[Row] = lists.select(["article_id", "term_list", "n_list"]).rename_columns(terms.column_names).to_pylist()
    return rows
