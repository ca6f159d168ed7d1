"""Validation: a valid sample passes; whatever is broken is named, with the row."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import groupby
from typing import Any

import pytest

from flows.amend.agree import disagreement
from flows.tables import Column, names, table, to_table
from flows.validate import Report, validate
from flows.validate.corpus import Corpus
from flows.validate.expectations import expectations
from flows.validate.invariants import invariants
from flows.validate.keys import foreign_keys, required_columns, unique_keys
from flows.validate.page import to_html
from flows.validate.report import to_json, write
from tests.growing import FRAMES, cost
from tests.tables_sample import Rows, quote, rows, tables

Change = Callable[[Rows], object]


def put(name: str, position: int, **values: Any) -> Change:
    """A change that sets values of one row."""
    return lambda sample: sample[name][position].update(values)


def drop(name: str, position: int) -> Change:
    """A change that takes a row out."""
    return lambda sample: sample[name].pop(position)


def _failed(report: Report) -> dict[tuple[str, str], list[str]]:
    return {(r.table, r.name): [failure.row_id for failure in r.failures] for r in report.failed}


# every invariant: table, name, the row that must be named, what breaks it
BROKEN: list[tuple[str, str, str, Change]] = [
    ("documents", "issuers-agree", "d1", put("documents", 0, issuers=None)),
    ("documents", "issuers-agree", "d1", drop("document_issuers", 1)),
    ("sources", "source-is-accounted-for", "copy", drop("segments", 2)),
    ("sources", "source-is-accounted-for", "copy", put("segments", 2, end=5)),
    ("sources", "source-is-accounted-for", "plan", put("sources", 0, sha256=None)),
    ("sources", "source-is-accounted-for", "broken", put("sources", 2, error=None)),
    ("sources", "source-is-accounted-for", "copy", put("sources", 1, status="quarantined", error="x")),
    ("segments", "segments-tile-their-source", "s1", put("segments", 0, end=5)),
    ("segments", "segments-tile-their-source", "s1", put("segments", 0, end=50)),
    ("segments", "segments-tile-their-source", "s0", put("segments", 0, start=1)),
    ("segments", "segments-tile-their-source", "s1", put("segments", 1, seq=-1)),
    ("segments", "segment-has-document-or-reason", "s0", put("segments", 0, reason=None)),
    ("segments", "segment-has-document-or-reason", "s1", put("segments", 1, doc_id=None)),
    ("segments", "segment-has-document-or-reason", "s1", put("segments", 1, doc_id="d2")),
    ("segments", "segment-has-document-or-reason", "s2", put("segments", 2, kind="document")),
    ("segments", "text-is-in-source", "s0", put("segments", 0, text="推广：点击下载")),
    ("segments", "text-is-in-source", "s0", put("segments", 0, text=None)),
    ("segments", "span-in-source", "s1", put("segments", 1, end=99999)),
    ("documents", "span-in-source", "d1", put("documents", 0, end=99999)),
    ("documents", "document-is-hull-of-segments", "d1", put("documents", 0, start=10)),
    ("documents", "counts-agree", "d1", put("documents", 0, n_articles=4)),
    ("documents", "counts-agree", "d1", put("documents", 0, n_targets=0)),
    ("documents", "counts-agree", "d1", drop("assignments", 0)),
    ("documents", "duplicate-names-the-kept", "d2", put("documents", 1, duplicate_of=None)),
    ("documents", "duplicate-names-the-kept", "d2", put("documents", 1, duplicate_of="d2")),
    ("documents", "duplicate-names-the-kept", "d2", put("documents", 1, n_articles=1)),
    ("articles", "span-in-source", "a0", put("articles", 0, start=-1)),
    ("articles", "span-in-source", "a0", put("articles", 0, start=7, end=7)),
    ("articles", "article-lies-in-parent", "a1.1", put("articles", 1, start=120)),
    ("articles", "article-lies-in-parent", "a1.2", put("articles", 3, start=90)),
    ("articles", "article-lies-in-parent", "a0", put("articles", 0, start=0)),
    ("articles", "tree-is-consistent", "a1.1", put("articles", 2, level=1)),
    ("articles", "tree-is-consistent", "a1.1", put("articles", 2, path="2.1")),
    ("articles", "tree-is-consistent", "a1", put("articles", 1, level=2)),
    ("articles", "tree-is-consistent", "a1", put("articles", 1, kind="article")),
    ("articles", "tree-is-consistent", "a1.1", put("articles", 2, kind="section")),
    ("articles", "tree-is-consistent", "a1.1", put("articles", 2, doc_id="d2")),
    ("articles", "tree-is-consistent", "a0", put("articles", 0, path="9")),
    ("articles", "text-is-in-source", "a1.1", put("articles", 2, heading="基础建设")),
    ("articles", "text-is-in-source", "a1.1", put("articles", 2, label="（九）")),
    ("articles", "text-is-in-source", "a1.2", put("articles", 3, body="到2020年，建成基站6万个。")),
    ("articles", "text-is-in-source", "a1.2", put("articles", 3, body="推进光纤改造。\n行政村通宽带比例达到98%以上。")),
    ("targets", "text-is-in-source", "t1", put("targets", 0, text="到2020年，建成基站7万个。")),
    ("targets", "span-in-source", "t1", put("targets", 0, end=0)),
    ("targets", "lies-in-its-article", "t1", put("targets", 0, article_id="a1.2")),
    ("targets", "lies-in-its-article", "t1", put("targets", 0, doc_id="d2")),
    ("targets", "fields-agree", "t1", put("targets", 0, value=None)),
    ("targets", "fields-agree", "t1", put("targets", 0, kind="milestone")),
    ("targets", "fields-agree", "t1", put("targets", 0, comparator="range")),
    ("targets", "fields-agree", "t1", put("targets", 0, comparator="range", value_max=5.0)),
    ("targets", "fields-agree", "t1", put("targets", 0, deadline="2021-01-01")),
    ("agencies", "counts-agree", "g1", put("agencies", 0, n_lead=0)),
    ("agencies", "counts-agree", "g3", put("assignments", 2, agency_id="g1")),
    ("indicators", "counts-agree", "villages-broadband", put("indicators", 0, n_targets=2)),
    ("assignments", "span-in-source", "x1", put("assignments", 0, start=99998, end=99999)),
    ("assignments", "lies-in-its-article", "x1", put("assignments", 0, article_id="a1.2")),
    ("assignments", "clause-is-in-article", "x1", put("assignments", 0, clause="（市工信委负责）")),
    ("assignments", "clause-is-in-article", "x1", put("assignments", 0, article_id="a0")),
    ("assignments", "name-is-in-clause", "x1", put("assignments", 0, clause="市发展改革委")),
    ("assignments", "name-is-in-clause", "x1", put("assignments", 0, agency_text="市财政局")),
    ("assignments", "clause-is-open-or-closed", "x2", put("assignments", 1, open_ended=False)),
    ("citations", "citation-is-in-source", "c1", put("citations", 0, title="网络法")),
    ("citations", "citation-is-in-source", "c1", put("citations", 0, doc_number="国发〔2015〕40号")),
    ("citations", "citation-is-in-source", "c1", put("citations", 0, title=None)),
    ("citations", "span-in-source", "c1", put("citations", 0, start=7, end=7)),
    ("citations", "lies-in-its-article", "c1", put("citations", 0, article_id="a1")),
    ("corrections", "span-in-source", "r1", put("corrections", 0, end=99999)),
    ("issues", "span-in-source", "i1", put("issues", 0, start=3)),
]


def _checks(change: Change | None = None) -> dict[tuple[str, str], dict[str, str]]:
    """For each invariant the ids of the rows at fault and what is said of them."""
    corpus = Corpus.of(tables(change), quote)
    return {
        (check.table, check.name): {
            str(corpus.rows[check.table][position][table(check.table).primary_key[0]]): sentence
            for position, sentence in check.faults.items()
        }
        for check in invariants(corpus)
    }


def test_the_sample_meets_every_invariant() -> None:
    assert {key: faults for key, faults in _checks().items() if faults} == {}


@pytest.mark.parametrize(
    ("name", "check", "row_id", "change"), BROKEN, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_broken_invariant_names_the_row(name: str, check: str, row_id: str, change: Change) -> None:
    faults = _checks(change)[name, check]
    assert row_id in faults
    assert faults[row_id].endswith(".")


def test_every_invariant_is_broken_by_a_test() -> None:
    assert set(_checks()) == {(name, check) for name, check, _, _ in BROKEN}


def test_a_source_is_read_through_once() -> None:
    """Quotes are asked for source by source, so that a source need not be cleaned again for every table."""
    asked: list[str] = []

    def listening(source_id: str, start: int, end: int) -> str:
        asked.append(source_id)
        return quote(source_id, start, end)

    list(invariants(Corpus.of(tables(), listening)))
    assert [source for source, _ in groupby(asked)] == ["copy", "plan"]


def test_a_paragraph_that_a_clause_parts_is_found() -> None:
    def change(sample: Rows) -> None:
        sample["articles"][1]["kind"] = "article"
        sample["articles"][1]["body"] = "建成基站6万个。\n行政村通宽带比例达到98%以上。"

    assert _checks(change)["articles", "text-is-in-source"] == {}


@pytest.mark.parametrize(
    "behind",
    ["。加强领导。", "；加强领导。", "。\n加强领导。", "、加强领导。（省财政厅负责）；加强考核。", "加强领导。"],
)
def test_marks_behind_a_clause_may_be_left_out_with_it(behind: str) -> None:
    """A body leaves out the marks behind a clause that follows a full stop; that is no fault of the row."""
    assert not cost(FRAMES["paragraph"].format(f"基站达到6万个。（省工信委负责）{behind}")).faults
    row = {"label": None, "heading": None, "body": "基站达到6万个。加强领导。"}
    assert (
        disagreement("articles", row, (), "基站达到6万个。（省工信委负责）。加强领导。", {"（省工信委负责）"}) is None
    )


def test_corrections_may_insert_and_issues_need_no_span() -> None:
    assert not _checks(put("corrections", 0, start=5, end=5))["corrections", "span-in-source"]


# through Great Expectations


def test_the_sample_passes() -> None:
    report = validate(tables(), quote)
    assert report.passed, report.sentences()
    assert {result.table for result in report.results} == {"columns", *names()}
    declared = {(name, each.name) for name in names() for each in expectations(name)}
    assert declared < {(result.table, result.name) for result in report.results}


def _wrong(column: Column) -> Any:
    """A value that the declaration of a column forbids; None when it forbids nothing but repetition."""
    if column.enum:
        return "nonsense"
    if column.pattern:
        return "not / well formed\n"
    if column.min is not None:
        return column.min - 1
    return None


def test_every_declared_expectation_fails_when_broken_and_names_the_row() -> None:
    def change(sample: Rows) -> None:
        for name, found in sample.items():
            wrong = {column.name: _wrong(column) for column in table(name).columns}
            found[0].update({column: value for column, value in wrong.items() if value is not None})
            found.append(dict(found[0]))  # so that no key is unique

    broken = tables(change)
    failed = _failed(validate(broken, lambda *_: ""))
    for name in names():
        keys = table(name).primary_key
        twice = rows()
        change(twice)
        row_id = ", ".join(str(twice[name][0][key]) for key in keys)
        for each in expectations(name):
            assert row_id in failed.get((name, each.name), []), (name, each.name)


def test_required_columns_are_named_with_the_row() -> None:
    report = validate(tables(put("targets", 1, indicator=None, start=None)), quote)
    (result,) = [result for result in report.failed if result.name == "required-filled"]
    assert [(f.row_id, f.sentence) for f in result.failures] == [("t2", "indicator, start is null.")]


def test_every_foreign_key_that_dangles_is_named() -> None:
    def change(sample: Rows) -> None:
        for name, found in sample.items():
            for key in table(name).foreign_keys:
                if key.column not in table(name).primary_key:
                    found[0][key.column] = "nowhere"
        sample["agency_aliases"][0]["agency_id"] = "nowhere"
        sample["terms"][0]["article_id"] = "nowhere"
        sample["document_issuers"][0] |= {"doc_id": "nowhere", "agency_id": "nowhere"}
        sample["alignments"][0] |= {"article_id": "nowhere", "followed_article_id": "nowhere"}

    failed = _failed(validate(tables(change), quote))
    for name in names():
        for key in table(name).foreign_keys:
            assert failed.get((name, f"{key.column.replace('_', '-')}-exists")), (name, key.column)


def test_a_failed_invariant_reaches_the_report_with_quote_and_sentence() -> None:
    report = validate(tables(put("targets", 0, text="到2020年，建成基站7万个。")), quote)
    assert not report.passed
    assert _failed(report) == {("targets", "text-is-in-source"): ["t1"]}
    (failure,) = report.failed[0].failures
    assert failure.quote == "到2020年，建成基站6万个。"
    assert "7万个" in failure.sentence
    assert any("t1" in line and "7万个" in line for line in report.sentences())


def test_a_missing_table_or_column_is_named() -> None:
    given = tables()
    given["terms"] = given["terms"].drop_columns(["n"])
    del given["issues"]
    report = validate(given, quote)
    rows_named = _failed(report)["columns", "columns-as-declared"]
    assert "terms.n" in rows_named
    assert "issues.issue_id" in rows_named


def test_at_most_twenty_rows_are_shown_and_all_counted() -> None:
    def change(sample: Rows) -> None:
        sample["issues"] = [{**sample["issues"][0], "issue_id": f"i{n:02}", "level": "bad"} for n in range(30)]

    (result,) = validate(tables(change), quote).failed
    assert (result.n_rows, result.n_failed, len(result.failures)) == (30, 30, 20)


def test_the_report_is_the_same_each_time_and_complete(tmp_path: Any) -> None:
    change = put("targets", 0, text="<script>alert(1)</script>", indicator="x")
    first, second = (validate(tables(change), quote) for _ in range(2))
    assert to_json(first) == to_json(second)
    write(first, tmp_path)
    content = json.loads((tmp_path / "validation.json").read_text("utf-8"))
    assert content["n_expectations"] == len(first.results)
    page = (tmp_path / "index.html").read_text("utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "http" not in page  # nothing from outside
    assert all(
        result.title.zh in to_html(first) for result in first.results if not set(result.title.zh) & set("<>&\"'")
    )


def test_keys_without_the_engine() -> None:
    def change(sample: Rows) -> None:
        sample["targets"][1]["target_id"] = "t1"
        sample["terms"][0]["article_id"] = None
        sample["articles"][4]["seq"] = 3

    corpus = Corpus.of(tables(change), quote)
    faults = {(check.table, check.name) for check in [*unique_keys(corpus), *foreign_keys(corpus)] if check.faults}
    assert faults == {
        ("targets", "target-id-unique"),
        ("terms", "article-id-term-unique"),
        ("articles", "doc-id-seq-unique"),
    }
    assert any(check.faults for check in required_columns(corpus) if check.table == "terms")


def test_an_empty_dataset_is_valid() -> None:
    assert validate({name: to_table(name, []) for name in names()}, quote).passed
