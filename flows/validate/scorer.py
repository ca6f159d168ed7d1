"""Holds the rows of a release against gold, source by source.

A row counts as right when it meets the condition of its figure:

documents       same source, and the spans share more than half of what they cover together (without a span: title)
facts           a field of a document that gold speaks of, wherever it or we have a value; facts.<field> is that field
articles        path, within the paired document; headings and bodies are fields of the paired articles, a body being
                right when it begins and ends as gold says
targets         path, value and unit; strictly also comparator, deadline_year, kind and an indicator alike
milestones      path, deadline_year and an indicator alike
assignments     path and agency_text; roles and ranks are fields of the paired assignments
citations       path, and title or number; strictly also relation
dropped         kind and range, give or take the blanks around it
corrections     what changes into what, those that people made left out

Indicators are alike when twice the length of their longest common subsequence is at least 0.6 of their joint length.
Gold rows that are not sure neither reward nor punish: they, and our rows paired with them, are left out. Rows of a
document that one side lacks count as missed or false.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flows.validate.figures import Accuracy, Figure, Finding
from flows.validate.gold import Pair, Row, agrees, is_about, options, pair, plain
from flows.validate.likeness import (
    compact,
    same_agency,
    same_amount,
    same_change,
    same_citation,
    same_milestone,
    same_path,
    same_place,
    same_range,
    same_target,
)

FACTS = (
    *("title", "notice_title", "doc_type", "genre", "issuers", "region_code", "region_name", "admin_level"),
    *("doc_number", "date_issued", "date_published", "recipients", "status"),
)
DROPPED = ("advertisement", "boilerplate", "off_topic")
Rows = list[Row]
Documents = list[Pair]


def score(tables: Mapping[str, Rows], gold: Iterable[Row]) -> Accuracy:
    """The accuracy of `tables` (name → rows, columns as published) on the gold sources that are among them."""
    names = {row["path"]: row["source_id"] for row in tables["sources"]}
    paths = {row["article_id"]: row["path"] for row in tables["articles"]}
    total: dict[str, Figure] = {}
    sources = []
    for file in gold:
        path = next((path for path in names if is_about(file, path)), None)
        if path is None:
            continue
        sources.append(path)
        for name, figure in _score_source(_rows_of(tables, names[path], paths), file).items():
            total[name] = total.get(name, Figure()) + figure
    return Accuracy(tuple(sources), total)


def _rows_of(tables: Mapping[str, Rows], source_id: str, paths: Mapping[str, str]) -> dict[str, Rows]:
    """The rows of one source, those of an article with its path."""
    documents = [listed(row) for row in tables["documents"] if row["source_id"] == source_id]
    ids = {row["doc_id"] for row in documents}
    rows = {"documents": documents}
    for name in ("articles", "targets", "assignments", "citations"):
        rows[name] = [
            row if name == "articles" else row | {"path": paths.get(row["article_id"])}
            for row in tables[name]
            if row["doc_id"] in ids
        ]
    for name in ("segments", "corrections"):
        rows[name] = [row for row in tables[name] if row["source_id"] == source_id]
    return rows


def listed(document: Row) -> Row:
    """A document with its issuers as gold has them."""
    return {**document, "issuers": document["issuers"].split("；") if document["issuers"] else []}


def _score_source(ours: Mapping[str, Rows], gold: Row) -> dict[str, Figure]:
    documents = _pair_documents(gold, ours["documents"])
    count = _Counter(gold["source"])
    figures: dict[str, Figure] = {}

    def paired(table: str, likeness: Callable[[Row, Row], float], kept: Callable[[Row], bool] = bool) -> list[Pair]:
        return _pair_rows(documents, list(filter(kept, gold[table])), list(filter(kept, ours[table])), likeness)

    if "documents" in gold:
        figures["documents"] = count.rows(documents, lambda row: str(row.get("title")))
        facts = {f"facts.{field}": count.field(_asked(documents, field), field) for field in FACTS}
        figures |= {"facts": sum(facts.values(), Figure())} | facts
    if "articles" in gold:
        articles = paired("articles", same_path)
        figures["articles"] = count.rows(
            articles, lambda row: f"{row.get('label') or ''} {row.get('heading') or ''}".strip()
        )
        figures["headings"] = count.field(articles, "heading")
        figures["bodies"] = count.bodies(articles)
    if "targets" in gold:
        targets = paired("targets", same_amount, lambda row: row["kind"] != "milestone")
        milestones = paired("targets", same_milestone, lambda row: row["kind"] == "milestone")
        figures["targets"] = count.rows(targets, _describe_target)
        figures["targets_strict"] = count.rows(targets, _describe_target, same_target)
        figures["milestones"] = count.rows(milestones, _describe_target)
    if "assignments" in gold:
        assignments = paired("assignments", same_agency)
        figures["assignments"] = count.rows(assignments, lambda row: str(row["agency_text"]))
        figures["roles"] = count.rows(assignments, _describe_role, lambda gold, row: agrees(gold, row, "role"))
        figures["ranks"] = count.rows(assignments, _describe_role, lambda gold, row: agrees(gold, row, "rank"))
    if "citations" in gold:
        citations = paired("citations", same_citation)
        figures["citations"] = count.rows(citations, _describe_citation)
        figures["citations_strict"] = count.rows(
            citations, _describe_citation, lambda g, row: agrees(g, row, "relation")
        )
    if "dropped" in gold:
        segments = [row for row in ours["segments"] if row["kind"] in DROPPED]
        figures["dropped"] = count.rows(pair(gold["dropped"], segments, same_range), _describe_segment)
    if "corrections" in gold:
        corrections = pair(
            gold["corrections"], [row for row in ours["corrections"] if not row.get("author")], same_change
        )
        figures["corrections"] = count.rows(corrections, lambda row: f"{row['before']} → {row['after']}")
    return figures


class _Counter:
    """Turns pairs into figures for one source."""

    def __init__(self, source: str) -> None:
        self.source = source

    def rows(
        self,
        pairs: Iterable[Pair],
        describe: Callable[[Row], str],
        right: Callable[[Row, Row], bool] = lambda gold, row: True,
    ) -> Figure:
        """Paired rows are right where `right` says so."""
        kept = [(gold, row) for gold, row in pairs if not gold or gold.get("sure", True)]
        wrong = [(gold, row) for gold, row in kept if not (gold and row and right(gold, row))]
        findings = (
            self._finding(gold, row, describe(gold) if gold else None, describe(row) if row else None)
            for gold, row in wrong
        )
        return Figure(len(kept) - len(wrong), tuple(findings))

    def field(self, pairs: Iterable[Pair], field: str) -> Figure:
        """A field of paired rows: values count, and where both have none there is nothing to count."""
        return self._values(pairs, lambda gold: options(gold, field), lambda gold, row: plain(row.get(field)))

    def bodies(self, pairs: Iterable[Pair]) -> Figure:
        """Bodies by their first and last characters; line breaks in between do not count."""

        def expected(gold: Row) -> list[Any]:
            return [f"{gold['body_first']} … {gold['body_last']}" if gold.get("body_first") else None]

        def found(gold: Row, row: Row) -> str | None:
            body = compact(row.get("body"))
            begins = any(body.startswith(compact(first)) for first in options(gold, "body_first") if first)
            if body and begins and any(body.endswith(compact(last)) for last in options(gold, "body_last") if last):
                wanted: str | None = expected(gold)[0]  # None, where only another reading has a body
                return wanted
            return f"{body[:10]} … {body[-10:]}" if body else None

        return self._values(pairs, expected, found)

    def _values(
        self, pairs: Iterable[Pair], expected: Callable[[Row], list[Any]], found: Callable[[Row, Row], Any]
    ) -> Figure:
        right, findings = 0, []
        for gold, row in pairs:
            if gold and not gold.get("sure", True):
                continue
            wanted = expected(gold) if gold else [None]
            value = found(gold or {}, row) if row else None
            if value in wanted and (row or not wanted[0]):
                right += value is not None
            else:
                findings.append(self._finding(gold, row, _shown(wanted[0]), _shown(value)))
        return Figure(right, tuple(findings))

    def _finding(self, gold: Row | None, row: Row | None, expected: str | None, found: str | None) -> Finding:
        known = gold or row or {}
        return Finding(
            self.source, known.get("doc") or known.get("key") or known.get("doc_id"), known.get("path"), expected, found
        )


def _pair_documents(gold: Row, ours: Rows) -> Documents:
    """Documents by their place in the source; a gold file without documents names them in the order of ours."""
    if "documents" not in gold:
        keys = dict.fromkeys(
            row["doc"] for rows in gold.values() if isinstance(rows, list) for row in rows if "doc" in row
        )
        published = [row for row in ours if row["status"] == "published"]
        return [({"key": key}, row) for key, row in zip(keys, published, strict=False)]
    return pair(gold["documents"], ours, same_place)


def _asked(documents: Documents, field: str) -> Documents:
    """The documents without those whose gold is older than a fact, and says nothing of it."""
    return [(gold, row) for gold, row in documents if gold is None or field in gold]


def _pair_rows(documents: Documents, gold: Rows, ours: Rows, likeness: Callable[[Row, Row], float]) -> list[Pair]:
    """Rows paired within paired documents; rows of a document that the other side lacks stay alone."""
    pairs: list[Pair] = []
    for theirs, document in documents:
        expected = [row for row in gold if theirs and row["doc"] == theirs["key"]]
        found = [row for row in ours if document and row["doc_id"] == document["doc_id"]]
        if document or (theirs and theirs.get("sure", True)):
            pairs += pair(expected, found, likeness)
    return pairs


def _shown(value: Any) -> str | None:
    return "、".join(map(str, value)) if isinstance(value, list) else None if value is None else str(value)


def _describe_target(row: Row) -> str:
    fields = ("deadline_year", "kind", "indicator", "comparator", "value_text", "value", "unit")
    return " ".join(str(row[field]) for field in fields if row.get(field) is not None)


def _describe_role(row: Row) -> str:
    return f"{row['rank']} {row['agency_text']} {row['role']}"


def _describe_citation(row: Row) -> str:
    return " ".join(str(row[field]) for field in ("relation", "title", "doc_number") if row.get(field))


def _describe_segment(row: Row) -> str:
    return f"{row['kind']} {row['start']}–{row['end']} {row.get('first') or (row.get('text') or '')[:12]}"
