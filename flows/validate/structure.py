"""The invariants of structure: the tree of articles, what hangs on it, and fields and counts that must agree."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import groupby

from flows.validate.corpus import Corpus, Faults, Invariant, invariant


@invariant(
    "articles",
    "article-lies-in-parent",
    "条目在其文件之内，下级条目在上级条目之内，同级依次排列",
    "An article lies within its document and its parent, and starts no earlier than the one before it",
)
def _nesting(corpus: Corpus) -> Faults:
    ordered = sorted(enumerate(corpus.rows["articles"]), key=lambda each: (each[1]["doc_id"], each[1]["seq"]))
    for _, articles in groupby(ordered, key=lambda each: each[1]["doc_id"]):
        before = 0
        for position, row in articles:
            for name, key in (("documents", "doc_id"), ("articles", "parent_id")):
                outer = corpus.get(name, row[key])
                if outer and not outer["start"] <= row["start"] <= row["end"] <= outer["end"]:
                    span, outer_span = f"[{row['start']}, {row['end']})", f"[{outer['start']}, {outer['end']})"
                    yield position, f"{span} is not within the {outer_span} of {row[key]}."
            if row["start"] < before:
                yield position, f"It starts at {row['start']}, before the article before it at {before}."
            before = row["start"]


@invariant(
    "articles",
    "tree-is-consistent",
    "层级、路径、类别与上级条目一致",
    "Level, path and kind agree with the parent and the children",
)
def _tree(corpus: Corpus) -> Faults:
    parents = {row["parent_id"] for row in corpus.rows["articles"]}
    for position, row in enumerate(corpus.rows["articles"]):
        parent = corpus.get("articles", row["parent_id"])
        if parent and parent["doc_id"] != row["doc_id"]:
            yield position, f"Its parent {row['parent_id']} is in another document."
        elif parent and (row["level"] != parent["level"] + 1 or not row["path"].startswith(f"{parent['path']}.")):
            yield (
                position,
                (
                    f"Level {row['level']} and path {row['path']} do not follow from level {parent['level']} and "
                    f"path {parent['path']} of its parent."
                ),
            )
        elif row["parent_id"] is None and row["level"] != (0 if row["kind"] == "preamble" else 1):
            yield position, f"The level is {row['level']}, but it is a {row['kind']} without a parent."
        elif (row["kind"] == "preamble") != (row["path"] == "0"):
            yield position, f"The path is {row['path']}, but the kind is {row['kind']}."
        elif row["kind"] in ("section", "article") and (row["kind"] == "section") != (row["article_id"] in parents):
            yield position, f"The kind is {row['kind']}, but it has {'no ' * (row['kind'] == 'section')}children."


def _in_article(name: str) -> Invariant:
    """The invariant of every table below articles: same document as the article, and within its span."""

    def check(corpus: Corpus) -> Faults:
        for position, row in enumerate(corpus.rows[name]):
            outer = corpus.get("articles", row["article_id"]) or corpus.get("documents", row["doc_id"])
            if outer and outer["doc_id"] != row["doc_id"]:
                yield position, f"Its article {row['article_id']} is in another document, {outer['doc_id']}."
            elif outer and not outer["start"] <= row["start"] <= row["end"] <= outer["end"]:
                span, outer_span = f"[{row['start']}, {row['end']})", f"[{outer['start']}, {outer['end']})"
                yield position, f"{span} is not within the {outer_span} of {row['article_id'] or row['doc_id']}."

    return check


for _name in ("targets", "assignments", "citations"):
    invariant(
        _name,
        "lies-in-its-article",
        "与所属条目同在一个文件，位置在条目之内",
        "It is in the same document as its article and lies within it",
    )(_in_article(_name))


@invariant(
    "targets",
    "fields-agree",
    "里程碑没有数值，其余目标有数值；区间有上下限；期限与年份一致",
    "A milestone has no value and all others one; a range has two; deadline and year agree",
)
def _target_fields(corpus: Corpus) -> Faults:
    for position, row in enumerate(corpus.rows["targets"]):
        if (row["kind"] == "milestone") != (row["value"] is None):
            yield position, f"The kind is {row['kind']}, but the value {row['value']}."
        elif (row["comparator"] == "range") != (row["value_max"] is not None):
            yield position, f"The comparator is {row['comparator']}, but value_max {row['value_max']}."
        elif row["value_max"] is not None and row["value"] is not None and row["value_max"] < row["value"]:
            yield position, f"value_max {row['value_max']} is below value {row['value']}."
        elif row["deadline"] is not None and row["deadline"].year != row["deadline_year"]:
            yield position, f"The deadline is {row['deadline']}, but deadline_year {row['deadline_year']}."


@invariant(
    "documents",
    "issuers-agree",
    "issuers 与 document_issuers 表一致",
    "issuers agrees with the table document_issuers",
)
def _issuers(corpus: Corpus) -> Faults:
    named: dict[str, list[str]] = defaultdict(list)
    for row in sorted(corpus.rows["document_issuers"], key=lambda row: row["rank"]):
        named[row["doc_id"]].append(row["name"])
    for position, row in enumerate(corpus.rows["documents"]):
        listed = "；".join(named[row["doc_id"]]) or None
        if row["issuers"] != listed:
            yield position, f"issuers is {row['issuers']}, but document_issuers has {listed}."


@invariant(
    "agencies",
    "counts-agree",
    "n_lead、n_assignments 与 assignments 表行数一致",
    "n_lead and n_assignments agree with the table assignments",
)
def _agency_counts(corpus: Corpus) -> Faults:
    every = Counter(row["agency_id"] for row in corpus.rows["assignments"])
    lead = Counter(row["agency_id"] for row in corpus.rows["assignments"] if row["role"] == "lead")
    for position, row in enumerate(corpus.rows["agencies"]):
        if (row["n_lead"], row["n_assignments"]) != (lead[row["agency_id"]], every[row["agency_id"]]):
            yield (
                position,
                (
                    f"n_lead is {row['n_lead']} and n_assignments {row['n_assignments']}, "
                    f"but assignments has {lead[row['agency_id']]} and {every[row['agency_id']]} rows."
                ),
            )


@invariant(
    "indicators",
    "counts-agree",
    "n_targets、n_documents 与 targets 表一致",
    "n_targets and n_documents agree with the table targets",
)
def _indicator_counts(corpus: Corpus) -> Faults:
    given = [(row["indicator_id"], row["doc_id"]) for row in corpus.rows["targets"]]
    n_targets, n_documents = (Counter(found for found, _ in pairs) for pairs in (given, set(given)))
    for position, row in enumerate(corpus.rows["indicators"]):
        counted = n_targets[row["indicator_id"]], n_documents[row["indicator_id"]]
        if (row["n_targets"], row["n_documents"]) != counted:
            said = f"n_targets is {row['n_targets']} and n_documents {row['n_documents']}"
            yield position, f"{said}, but targets has {counted[0]} rows in {counted[1]} documents."


@invariant(
    "assignments",
    "clause-is-open-or-closed",
    "同一括注的各行 open_ended 一致",
    "open_ended is the same on every row of a clause",
)
def _open_ended(corpus: Corpus) -> Faults:
    first: dict[tuple[str, str], bool] = {}
    for position, row in enumerate(corpus.rows["assignments"]):
        if first.setdefault((row["article_id"], row["clause"]), row["open_ended"]) != row["open_ended"]:
            yield position, f"open_ended is {row['open_ended']}, but not so on the clause's first row."
