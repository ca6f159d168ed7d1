"""What follows for the rows around those that a person dropped, amended or added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

Row = dict[str, Any]
_BELOW = ("targets", "assignments", "citations")


def in_the_way(article_id: str, rows: Mapping[str, list[Row]]) -> str | None:
    """What hangs on an article, in words; None where nothing does."""
    counts = {name: sum(row["article_id"] == article_id for row in rows.get(name, ())) for name in _BELOW}
    counts["articles below it"] = sum(row["parent_id"] == article_id for row in rows["articles"])
    return ", ".join(f"{n} {name}" for name, n in counts.items() if n) or None


def follow(rows: Mapping[str, list[Row]], reworded: Collection[str]) -> dict[str, list[Row]]:
    """The rows with headings above, kinds, terms and counts as the other rows now ask for.

    In: the rows of one source after its corrections, and the ids of articles whose heading or body is another now.
    """
    articles = _without_empty_sections(_headed(rows["articles"], reworded))
    return {**rows, "articles": articles, "terms": _terms(rows, articles, reworded), "documents": _counted(rows)}


def _headed(articles: list[Row], reworded: Collection[str]) -> list[Row]:
    """The articles; those reworded, and all below them, with the headings from the outermost down to their own."""
    paths: dict[str | None, str | None] = {}
    moved = set(reworded)
    headed = []
    for row in articles:  # in reading order, so that a parent comes before its children
        if row["article_id"] in moved or row["parent_id"] in moved:
            moved.add(row["article_id"])
            above = paths.get(row["parent_id"])
            row = row | {"heading_path": " / ".join(filter(None, [above, row["heading"]])) or None}
        paths[row["article_id"]] = row["heading_path"]
        headed.append(row)
    return headed


def _without_empty_sections(articles: list[Row]) -> list[Row]:
    """A section that has lost its last child is an article."""
    parents = {row["parent_id"] for row in articles}
    return [
        row | {"kind": "article"} if row["kind"] == "section" and row["article_id"] not in parents else row
        for row in articles
    ]


def _terms(rows: Mapping[str, list[Row]], articles: list[Row], reworded: Collection[str]) -> list[Row]:
    """The terms of the articles that there are, counted again where the wording of one has changed."""
    kept = {row["article_id"] for row in articles}
    terms = [row for row in rows.get("terms", ()) if row["article_id"] in kept and row["article_id"] not in reworded]
    for row in articles:
        if row["article_id"] in reworded:
            terms.append(_counted_terms(row))
    return terms


def _counted_terms(article: Row) -> Row:
    from flows.extract.terms import count_terms  # its dictionary takes time to load

    text = "\n".join(filter(None, [article["heading"], article["body"]]))
    counted = count_terms(text)
    named = {key: article[key] for key in ("doc", "article", "article_id") if key in article}
    return named | {"term": list(counted), "n": list(counted.values())}


def _counted(rows: Mapping[str, list[Row]]) -> list[Row]:
    """The documents with the numbers of their rows, where they have such numbers."""
    counts = {
        f"n_{name}": Counter(row["doc_id"] for row in rows[name]) for name in ("articles", "targets", "assignments")
    }
    return [
        row | {name: count[row["doc_id"]] for name, count in counts.items() if name in row} for row in rows["documents"]
    ]
