"""Corrections by people: a sidecar and the real sources in, rows out; or a sentence that names the entry."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from flows.amend.facts import amend_facts, fact_rows
from flows.amend.rows import amend_rows
from flows.amend.values import amendable
from flows.clean import Clean, clean
from flows.clean.traditional import AsWritten, simplified
from flows.commands.check import show
from flows.engine.screen import console
from flows.hall import tables_of
from flows.link.agencies import agency_id
from flows.link.ids import make_id, wording
from flows.link.name import to_tables
from flows.link.terms import by_article
from flows.model import Document
from flows.parse import parse
from flows.read import Source
from flows.read.overrides import FACTS, FactOverride, RowOverride, fact_overrides, row_overrides
from flows.read.refusal import Refusal
from flows.read.sidecar import read_sidecar
from flows.split import split
from flows.tables import table
from flows.validate.corpus import Corpus
from flows.validate.invariants import invariants
from tests.five import RAW
from tests.linking import linked

Row = dict[str, Any]
Rows = dict[str, list[Row]]
GANSU = "gansu-2017-mobile-internet.txt"
CHANGSHA = "changsha-2018-mobile-internet.txt"
COMPILATION = "compilation-internet-policies.txt"
SIGNED = {"reason": "the text says otherwise", "by": "王小明", "on": "2026-11-20"}
DATA = ("articles", "targets", "assignments", "citations")


@cache
def text(name: str) -> str:
    return (RAW / name).read_text(encoding="utf-8")


@cache
def cleaned(raw: str) -> Clean:
    return clean(raw)


@cache
def _named(raw: str) -> Rows:
    source = tables_of(Source("plan.txt", "0" * 64, len(raw.encode()), "txt", "utf-8", raw))
    tables = linked([source]).tables
    return {name: data.to_pylist() for name, data in tables.items()} | {"terms": by_article(tables["terms"])}


def named(raw: str) -> Rows:
    """The rows of a text, with their ids."""
    return deepcopy(_named(raw))


def naming(rows: Rows) -> Callable[[str, Row], Row]:
    """Gives rows the ids that they lack, never one that the source has."""
    keys = {name: table(name).primary_key[0] for name in (*DATA, "corrections", "issues")}
    taken = {row[key] for name, key in keys.items() for row in rows[name]}

    def name(where: str, row: Row) -> Row:
        if where == "assignments" and row.get("agency"):
            row = row | {"agency_id": agency_id(row["agency"])}
        if row.get(keys[where]):
            return row
        facts = {
            "targets": lambda: (row["value_text"] and "n", wording(row["value_text"] or row["indicator"])),
            "assignments": lambda: (row["agency_text"],),
            "citations": lambda: (wording(row["title"]), row["doc_number"]),
            "corrections": lambda: (row["rule"], row["row_id"], row["before"], row["after"]),
            "issues": lambda: (row["rule"], row["message"]),
        }[where]()
        holder = row.get("article_id") or row.get("doc_id") or row.get("source_id")
        counted = ((), *((n,) for n in range(2, 100)))
        made = (make_id(where[:-1], holder, *facts, *n) for n in counted)
        return row | {keys[where]: next(each for each in made if each not in taken)}

    return name


def entries(*given: Row) -> tuple[RowOverride, ...]:
    """Overrides as a sidecar's YAML gives them."""
    written = yaml.safe_dump([{**SIGNED, **each} for each in given], allow_unicode=True)
    return row_overrides(yaml.safe_load(written))


def amended(raw: str, *given: Row) -> Rows:
    rows = named(raw)
    return amend_rows(rows, entries(*given), cleaned(raw), naming(rows))


def by_id(rows: Rows, name: str) -> dict[str, Row]:
    return {row[table(name).primary_key[0]]: row for row in rows[name]}


def changed(before: Rows, after: Rows, name: str) -> tuple[list[Row], list[Row]]:
    """The rows of a table that are gone or other than before, and those that are new or other now."""
    old, new = by_id(before, name), by_id(after, name)
    return [row for key, row in old.items() if new.get(key) != row], [r for key, r in new.items() if old.get(key) != r]


def faults(raw: str, rows: Rows) -> list[str]:
    """What validation would say of the rows; agencies and indicators are counted over the corpus afterwards."""
    tables = to_tables(rows)
    corpus = Corpus.of(tables, lambda _, start, end: cleaned(raw).quote(start, end))
    return [
        f"{c.table} {c.name}: {said}"
        for c in invariants(corpus)
        for said in c.faults.values()
        if c.table not in ("agencies", "indicators")
    ]


BANDWIDTH = "农村地区行政村通宽带比例达到98%以上"
CLAUSE = "兰州市政府、金昌市政府、兰州新区管委会，省工信委、省发展改革委"

# entry → the table's columns before and after, of the one row that is another; None: there is no row
CASES: dict[str, tuple[str, Row, Row | None, Row | None]] = {
    "a target is dropped by words of the text": (
        GANSU,
        {"table": "targets", "do": "drop", "quote": BANDWIDTH},
        {"indicator": "行政村通宽带比例", "value": 98.0},
        None,
    ),
    "a quote may be broken anywhere": (
        GANSU,
        {"table": "targets", "do": "drop", "quote": "农村地区行政村通宽带\n  比例达到98%以上"},
        {"indicator": "行政村通宽带比例"},
        None,
    ),
    "a milestone is told by its indicator": (
        GANSU,
        {"table": "targets", "do": "drop", "quote": "第五代移动通信（5G）启动商用"},
        {"kind": "milestone", "indicator": "第五代移动通信（5G）启动商用"},
        None,
    ),
    "of several targets in the quote the indicator tells which": (
        GANSU,
        {
            "table": "targets",
            "do": "amend",
            "quote": "全省4G基站总数达到6万个，无线局域网（WLAN）公共运营接入点（AP）总数达到11万个",
            "indicator": "4G基站总数",
            "set": {"scope": None, "comparator": "=", "deadline": "2020-12-31"},
            "expect": {"scope": "全省", "value": 60000},
        },
        {"scope": "全省", "comparator": ">=", "deadline": None},
        {"scope": None, "comparator": "=", "deadline": "2020-12-31"},
    ),
    "a target by its id, with what it held": (
        GANSU,
        {
            "table": "targets",
            "do": "amend",
            "id": "target-mng52zunmrgrsq5r",
            "expect": {"value": 60000, "deadline_year": 2020},
            "set": {"indicator": "4G基站数"},
        },
        {"indicator": "4G基站总数"},
        {"indicator": "4G基站数", "target_id": "target-mng52zunmrgrsq5r"},
    ),
    "a body of a clause leads": (
        GANSU,
        {"table": "assignments", "do": "amend", "quote": CLAUSE, "agency": "省工信委", "set": {"role": "lead"}},
        {"agency_text": "省工信委", "role": "responsible", "rank": 4},
        {"agency_text": "省工信委", "role": "lead", "rank": 4},
    ),
    "a body is another one": (
        GANSU,
        {
            "table": "assignments",
            "do": "amend",
            "quote": CLAUSE,
            "agency": "省工信委",
            "set": {"agency_text": "省工业和信息化委"},
        },
        {"agency_text": "省工信委", "agency_id": "agency-nxuj2iwgj7bwe33u"},
        {"agency_text": "省工业和信息化委"},
    ),
    "a body that is none is dropped": (
        CHANGSHA,
        {
            "table": "assignments",
            "do": "drop",
            "quote": "市经信委、市委网信办、市发改委、市住建委",
            "agency": "市委网信办",
            "path": "2.1",
        },
        {"agency_text": "市委网信办"},
        None,
    ),
    "a citation is a mere mention": (
        COMPILATION,
        {"table": "citations", "do": "amend", "quote": "鲁政办发〔2014〕9号", "set": {"relation": "mention"}},
        {"relation": "basis", "doc_number": "鲁政办发〔2014〕9号"},
        {"relation": "mention"},
    ),
    "a target is added": (
        GANSU,
        {
            "table": "targets", "do": "add", "quote": "大幅提升百兆光纤接入能力覆盖城市家庭的比例",
            "set": {"kind": "milestone", "indicator": "百兆光纤接入能力覆盖城市家庭", "deadline_year": 2020},
        },
        None,
        {"indicator": "百兆光纤接入能力覆盖城市家庭", "value": None, "text": "大幅提升百兆光纤接入能力覆盖城市家庭的比例"},
    ),
    "a body is added in prose": (
        GANSU,
        {
            "table": "assignments", "do": "add", "quote": "在省委网络安全和信息化领导小组统一领导下", "agency": "省委网络安全和信息化领导小组",
            "set": {"role": "lead", "rank": 1, "basis": "prose"},
        },
        None,
        {
            "agency_text": "省委网络安全和信息化领导小组", "role": "lead", "open_ended": False,
            "clause": "在省委网络安全和信息化领导小组统一领导下",
        },
    ),
    "a citation is added": (
        GANSU,
        {"table": "citations", "do": "add", "quote": "“宽带中国”战略", "path": "2.1", "set": {"title": "宽带中国", "relation": "mention"}},
        None,
        {"title": "宽带中国", "doc_number": None, "cited_doc_id": None},
    ),
    "an article's text is divided otherwise": (
        GANSU,
        {
            "table": "articles", "do": "amend", "quote": "准确把握移动互联网发展趋势",
            "set": {"heading": None, "body": "缩小数字鸿沟。准确把握移动互联网发展趋势"},
            "expect": {"heading": "基本原则"},
        },
        {"path": "1.2", "heading": "基本原则", "heading_path": "总体要求 / 基本原则"},
        {"path": "1.2", "heading_path": "总体要求", "body": "缩小数字鸿沟。准确把握移动互联网发展趋势"},
    ),
    "an article that is none is dropped": (
        GANSU,
        {"table": "articles", "do": "drop", "quote": "准确把握移动互联网发展趋势", "path": "1.2"},
        {"path": "1.2"},
        None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_an_entry_changes_its_row_and_no_other(case: str) -> None:
    name, entry, old, new = CASES[case]
    raw = text(name)
    before, after = named(raw), amended(raw, entry)
    gone, come = changed(before, after, entry["table"])
    assert [{key: row[key] for key in old} for row in gone] == [old] if old else gone == []
    assert [{key: row[key] for key in new} for row in come] == [new] if new else come == []
    for other in set(DATA) - {entry["table"]}:
        assert changed(before, after, other) == ([], [])
    assert faults(raw, after) == []
    counts = {f"n_{name}": len(after[name]) for name in ("articles", "targets", "assignments")}
    assert {name: sum(row[name] for row in after["documents"]) for name in counts} == counts
    assert {row["article_id"] for row in after["terms"]} <= set(by_id(after, "articles"))


@pytest.mark.parametrize("case", CASES)
def test_an_entry_shows_in_corrections_and_issues(case: str) -> None:
    name, entry, old, new = CASES[case]
    before, after = named(text(name)), amended(text(name), entry)
    (gone,), (come,) = (changed(before, after, entry["table"])[side] or [None] for side in (0, 1))
    row = come or gone
    assert row
    (none, (correction,)), (still_none, (issue,)) = (changed(before, after, n) for n in ("corrections", "issues"))
    assert none == still_none == []
    key = table(entry["table"]).primary_key[0]
    noted = {key: correction[key] for key in ("rule", "table_name", "row_id", "author", "reason", "decided")}
    assert noted == {
        "rule": "by-hand", "table_name": entry["table"], "row_id": row[key], "author": "王小明",
        "reason": "the text says otherwise", "decided": "2026-11-20",
    }  # fmt: skip
    assert (correction["before"] is None, correction["after"] is None) == (old is None, new is None)
    assert (issue["rule"], issue["level"], issue["doc_id"]) == ("corrected-by-hand", "info", row["doc_id"])
    assert (correction["start"], correction["end"]) == (issue["start"], issue["end"]) == (row["start"], row["end"])
    assert all(said in issue["message"] for said in ("王小明", "the text says otherwise", "2026-11-20"))


def test_what_changed_stands_as_column_and_value() -> None:
    after = amended(text(GANSU), CASES["of several targets in the quote the indicator tells which"][1])
    (row,) = (row for row in after["corrections"] if row["rule"] == "by-hand")
    assert row["before"] == "comparator=>=; deadline=null; scope=全省"
    assert row["after"] == "comparator==; deadline=2020-12-31; scope=null"
    dropped = amended(text(GANSU), CASES["a target is dropped by words of the text"][1])
    (row,) = (row for row in dropped["corrections"] if row["rule"] == "by-hand")
    assert row["before"].startswith(
        "kind=share; indicator=行政村通宽带比例; scope=农村地区; comparator=>=; value=98; unit=%"
    )


def test_an_entry_that_the_rules_have_caught_up_with_says_so() -> None:
    entry = {"table": "targets", "do": "amend", "quote": BANDWIDTH, "set": {"scope": "农村地区"}}
    (issue,) = (row for row in amended(text(GANSU), entry)["issues"] if row["rule"] == "corrected-by-hand")
    assert issue["message"].endswith("The text gives the same without this entry.")


def test_an_added_body_of_a_known_clause_has_its_clause() -> None:
    raw = text(GANSU)
    gone = {"table": "assignments", "do": "drop", "quote": CLAUSE, "agency": "省工信委"}
    rows = amended(raw, gone)
    back = {
        "table": "assignments", "do": "add", "quote": CLAUSE, "agency": "省工信委",
        "set": {"role": "responsible", "rank": 4},
    }  # fmt: skip
    again = amend_rows(rows, entries(back), cleaned(raw), naming(rows))
    for row in again["assignments"]:
        row.pop("agency", None)
    assert by_id(again, "assignments") == by_id(named(raw), "assignments")


def test_a_section_that_loses_all_articles_is_an_article() -> None:
    quotes = [
        "以习近平新时代中国特色社会主义思想为指导",
        "坚持发展为民，普及信息基础设施",
        "加快“光网长沙”“宽带长沙”“智慧长沙”建设",
    ]
    raw = text(CHANGSHA)
    drops = [{"table": "articles", "do": "drop", "quote": quote} for quote in quotes]
    after = amended(raw, *drops)
    assert [row["kind"] for row in after["articles"] if row["path"].startswith("1")] == ["article"]
    assert faults(raw, after) == []
    drops.append({"table": "articles", "do": "drop", "id": "?", "expect": {"path": "1"}})
    drops[-1]["id"] = next(row["article_id"] for row in after["articles"] if row["path"] == "1")
    assert not [row for row in amended(raw, *drops)["articles"] if row["path"].startswith("1")]


def test_headings_below_an_article_follow_its_own() -> None:
    raw = text(GANSU)
    entry = {
        "table": "articles", "do": "amend", "quote": "二、着力夯实移动互联网发展基础", "set": {"heading": "着力夯实移动互联网"},
    }  # fmt: skip
    after = amended(raw, entry)
    below = [row["heading_path"] for row in after["articles"] if row["path"].startswith("2")]
    assert len(below) > 3
    assert all(path.split(" / ")[0] == "着力夯实移动互联网" for path in below)
    assert faults(raw, after) == []


# what is written → the rule, and what the sentence says beside the name of the entry
REFUSED: list[tuple[Row, str, str]] = [
    ({"table": "targets", "do": "drop", "quote": "农村地区行政村通宽带比例达到96%以上"}, "stale-correction", "do not stand in the text; the nearest are “农村地区行政村通宽带比例达到98%以上”"),
    ({"table": "targets", "do": "drop", "quote": "到2020年"}, "stale-correction", "rows (target-"),
    ({"table": "targets", "do": "drop", "quote": "，"}, "stale-correction", "stands in too many places"),
    ({"table": "targets", "do": "drop", "quote": "准确把握移动互联网发展趋势"}, "stale-correction", "the words stand in article 1.2, and there are no targets"),
    ({"table": "targets", "do": "drop", "quote": BANDWIDTH, "path": "1.2"}, "stale-correction", "the words stand in article 1.3, and there is target-"),
    ({"table": "targets", "do": "drop", "quote": BANDWIDTH, "indicator": "行政村通宽带率"}, "stale-correction", "indicator=行政村通宽带比例"),
    ({"table": "targets", "do": "drop", "quote": BANDWIDTH, "doc": "甘办发〔2017〕25号"}, "stale-correction", "fits no row"),
    ({"table": "targets", "do": "drop", "id": "target-xxxxxxxxxxxxxxxx", "expect": {"value": 98}}, "stale-correction", "none of the 20 targets of this source has it"),
    ({"table": "targets", "do": "drop", "quote": BANDWIDTH, "expect": {"value": 90}}, "stale-correction", "expects value=90, but finds value=98"),
    ({"table": "targets", "do": "drop", "quote": BANDWIDTH, "expect": {"colour": "red"}}, "bad-sidecar", "expects colour, but targets has target_id"),
    ({"table": "targets", "do": "amend", "quote": BANDWIDTH, "set": {"text": "别的"}}, "bad-sidecar", "cannot set text: in targets these can be set: kind, indicator"),
    ({"table": "targets", "do": "amend", "quote": BANDWIDTH, "set": {"target_id": "t"}}, "bad-sidecar", "cannot set target_id"),
    ({"table": "targets", "do": "amend", "quote": BANDWIDTH, "set": {"start": 0, "article_id": "a"}}, "bad-sidecar", "cannot set article_id, start"),
    ({"table": "targets", "do": "amend", "quote": BANDWIDTH, "set": {"value": "98"}}, "bad-sidecar", "`value` of entry 1 of `rows`"),
    ({"table": "targets", "do": "amend", "quote": BANDWIDTH, "set": {"value": float("nan")}}, "bad-sidecar", "must be a number"),
    ({"table": "targets", "do": "amend", "quote": BANDWIDTH, "set": {"value": True}}, "bad-sidecar", "must be a number"),
    ({"table": "targets", "do": "amend", "quote": BANDWIDTH, "set": {"kind": "ratio"}}, "bad-sidecar", "must be one of level, share"),
    ({"table": "targets", "do": "amend", "quote": BANDWIDTH, "set": {"kind": None}}, "bad-sidecar", "must not be null: every row of targets has one"),
    ({"table": "targets", "do": "amend", "quote": BANDWIDTH, "set": {"deadline_year": 20200}}, "bad-sidecar", "must be at least 1900 and at most 2200"),
    ({"table": "targets", "do": "amend", "quote": BANDWIDTH, "set": {"deadline": "2020-02-30"}}, "bad-sidecar", "must be a day"),
    ({"table": "targets", "do": "amend", "quote": BANDWIDTH, "set": {"binding": "yes"}}, "bad-sidecar", "must be true or false"),
    ({"table": "targets", "do": "amend", "quote": BANDWIDTH, "set": {"kind": "milestone"}}, "bad-sidecar", "a milestone has no value"),
    ({"table": "targets", "do": "amend", "quote": BANDWIDTH, "set": {"comparator": "range"}}, "bad-sidecar", "has value_max"),
    ({"table": "targets", "do": "amend", "quote": "第五代移动通信（5G）启动商用", "set": {"comparator": "range", "value_max": 5}}, "bad-sidecar", "has value_max"),
    ({"table": "targets", "do": "amend", "quote": BANDWIDTH, "set": {"deadline": "2021-12-31"}}, "bad-sidecar", "set both"),
    ({"table": "targets", "do": "amend", "quote": BANDWIDTH, "set": {"value_text": "九成八"}}, "bad-sidecar", "does not stand in the sentence"),
    ({"table": "targets", "do": "add", "quote": BANDWIDTH, "set": {"kind": "share"}}, "bad-sidecar", "adds a row without indicator"),
    ({"table": "targets", "do": "add", "quote": BANDWIDTH, "set": {"kind": "share", "indicator": "行政村通宽带比例", "value": 98}}, "stale-correction", "is there already (target-uusmdjqsllkkagp6)"),
    ({"table": "targets", "do": "add", "quote": "移动互联网", "set": {"kind": "milestone", "indicator": "x"}}, "stale-correction", "write a longer"),
    ({"table": "targets", "do": "add", "quote": "各市、州党委和人民政府", "set": {"kind": "milestone", "indicator": "x"}}, "stale-correction", "stand in no article"),
    ({"table": "assignments", "do": "amend", "quote": CLAUSE, "set": {"role": "lead"}}, "stale-correction", "fits 5 rows"),
    ({"table": "assignments", "do": "amend", "quote": CLAUSE, "agency": "省工信委", "set": {"agency_text": "省财政厅"}}, "bad-sidecar", "the text has “省工信委”, which agency_text “省财政厅” may complete but not replace"),
    ({"table": "assignments", "do": "amend", "quote": CLAUSE, "agency": "省工信委", "set": {"rank": 0}}, "bad-sidecar", "must be at least 1"),
    ({"table": "assignments", "do": "amend", "quote": CLAUSE, "agency": "省工信委", "set": {"open_ended": False}}, "bad-sidecar", "cannot set open_ended"),
    ({"table": "assignments", "do": "add", "quote": CLAUSE, "agency": "政府", "set": {"role": "lead", "rank": 1}}, "stale-correction", "has 2 times “政府” in its quote"),
    ({"table": "citations", "do": "amend", "quote": "厅字〔2016〕52号", "set": {"doc_number": "厅字〔2016〕25号"}}, "bad-sidecar", "“厅字〔2016〕25号” does not stand in"),
    ({"table": "citations", "do": "amend", "quote": "厅字〔2016〕52号", "set": {"title": None, "doc_number": None}}, "bad-sidecar", "a title or a number"),
    ({"table": "articles", "do": "amend", "quote": "准确把握移动互联网发展趋势", "set": {"heading": "总则"}}, "bad-sidecar", "“总则” does not stand, in this order"),
    ({"table": "articles", "do": "amend", "quote": "准确把握移动互联网发展趋势", "set": {"path": "9"}}, "bad-sidecar", "cannot set path: in articles these can be set: heading, body"),
    ({"table": "articles", "do": "drop", "quote": "二、着力夯实移动互联网发展基础"}, "bad-sidecar", "articles below it: drop these as well"),
    ({"table": "articles", "do": "drop", "quote": BANDWIDTH}, "bad-sidecar", "cannot drop an article with 19 targets"),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "rule", "sentence"), REFUSED)
def test_what_does_not_fit_is_refused_by_name(entry: Row, rule: str, sentence: str) -> None:
    with pytest.raises(Refusal) as refused:
        amended(text(GANSU), entry)
    assert refused.value.rule == rule
    assert sentence in str(refused.value)
    assert "entry 1 of `rows`" in str(refused.value)
    assert str(refused.value).startswith("Its sidecar's ")


def test_two_entries_about_one_row_are_refused() -> None:
    drop = {"table": "targets", "do": "drop", "quote": BANDWIDTH}
    with pytest.raises(Refusal, match=r"entry 2 of .* and entry 1 of .* are about the same row: make them one"):
        amended(text(GANSU), drop, {**drop, "do": "amend", "set": {"scope": "全省"}})
    with pytest.raises(Refusal, match="make them one"):
        amended(text(GANSU), *[CASES["a target is added"][1]] * 2)


def test_the_order_of_entries_means_nothing() -> None:
    given = [entry for name, entry, *_ in CASES.values() if name == GANSU and entry["table"] != "targets"]
    given = [*given[:2], CASES["a target is dropped by words of the text"][1]]
    there, back = amended(text(GANSU), *given[:1], given[2]), amended(text(GANSU), given[2], *given[:1])
    assert all(by_id(there, name) == by_id(back, name) for name in DATA)


QUOTED = [(name, entry) for name, entry, *_ in CASES.values() if "quote" in entry]


@given(st.sampled_from(QUOTED), st.data())
@settings(max_examples=8, deadline=None)
def test_twice_the_same_and_loud_once_the_quoted_words_have_changed(case: tuple[str, Row], data: st.DataObject) -> None:
    name, entry = case
    raw = text(name)
    assert amended(raw, entry) == amended(raw, entry)
    clean_text = cleaned(raw)
    quote = "".join(entry["quote"].split())
    at = clean_text.text.index(quote) + data.draw(st.integers(0, len(quote) - 1))
    if clean_text.text.count(quote) > 1:
        return  # elsewhere the words still stand
    place = clean_text.raw_offset(at)
    changed_raw = f"{raw[:place]}龘{raw[place + 1 :]}"
    with pytest.raises(Refusal, match="do not stand in the text; the nearest are"):
        amended(changed_raw, entry)


def test_a_text_that_has_changed_elsewhere_keeps_its_correction() -> None:
    name, entry, *_ = CASES["of several targets in the quote the indicator tells which"]
    raw = text(name)
    longer = "您所在的位置：首页 > 文件\n" + raw.replace("一、总体要求", "一、总体的要求").replace("\n", "\r\n　　")
    (row,), (again,) = (changed(named(each), amended(each, entry), "targets")[1] for each in (raw, longer))
    assert {**row, "start": 0, "end": 0} == {**again, "start": 0, "end": 0}


@given(st.integers(0, 19), st.sampled_from(["drop", "amend"]))
@settings(max_examples=6, deadline=None)
def test_ids_of_all_other_rows_stay(position: int, do: str) -> None:
    raw = text(GANSU)
    row = named(raw)["targets"][position]
    entry = {"table": "targets", "do": do, "id": row["target_id"], "expect": {"indicator": row["indicator"]}}
    after = amended(raw, entry | ({"set": {"scope": "全国"}} if do == "amend" else {}))
    for name in DATA:
        left = set(by_id(named(raw), name)) - ({row["target_id"]} if do == "drop" and name == "targets" else set())
        assert set(by_id(after, name)) == left
    assert faults(raw, after) == []


def documents(raw: str, overrides: tuple[FactOverride, ...]) -> tuple[list[Document], Rows]:
    """The documents of a text with facts by people, and the rows that tell of them; as the hall makes them."""
    written = cleaned(raw)
    matched = simplified(written.text)
    read = replace(written, text=matched) if matched else written
    found = [parse(read, block) for block in split(read) if block.kind == "document"]
    amended_documents, notes = amend_facts(found, overrides, AsWritten(written.text, matched).text if matched else str)
    return amended_documents, fact_rows(notes, written)


def facts(*given: Row) -> tuple[FactOverride, ...]:
    return fact_overrides(yaml.safe_load(yaml.safe_dump([{**SIGNED, **each} for each in given], allow_unicode=True)))


def test_facts_replace_what_was_read() -> None:
    given = facts(
        {
            "title": "关于推进移动互联网发展的实施细则", "issuers": ["中共长沙市委办公厅", "长沙市人民政府办公厅"], "doc_number": "长办发〔2018〕1号",
            "date_issued": "2018-01-05", "region": "湖南省株洲市", "recipients": None, "expect": {"doc_number": None, "region_code": "430100"},
        }
    )  # fmt: skip
    (document,), rows = documents(text(CHANGSHA), given)
    assert (document.title, document.doc_type) == ("关于推进移动互联网发展的实施细则", "实施细则")
    assert (document.region_code, document.region_name, document.admin_level) == ("430200", "湖南省株洲市", "city")
    assert document.issuers == ("中共长沙市委办公厅", "长沙市人民政府办公厅")
    assert (document.doc_number, document.date_issued, document.recipients) == ("长办发〔2018〕1号", "2018-01-05", None)
    assert "region-from-text" not in {doubt.rule for doubt in document.doubts}
    (correction,), (issue,) = rows["corrections"], rows["issues"]
    assert (correction["table_name"], correction["author"], correction["doc"]) == ("documents", "王小明", 0)
    assert "doc_number=null" in correction["before"]
    assert "doc_number=长办发〔2018〕1号" in correction["after"]
    assert issue["rule"] == "corrected-by-hand"


def test_a_region_of_another_place_means_other_bodies() -> None:
    (document,), _ = documents(text(CHANGSHA), facts({"region_code": 430200}))
    assert document.region_name == "湖南省株洲市"


def test_a_document_of_several_is_named_by_title_or_words() -> None:
    found, _ = documents(
        text(COMPILATION),
        facts(
            {"doc": "山东省《互联网+》发展意见", "date_issued": "2016-01-01"},
            {
                "quote": "为贯彻落实中共中央办公厅、国务院办公厅《关于进一步加强互联网管理工作的意见》",
                "doc_number": "广发〔2005〕1号",
            },
        ),
    )
    assert [each.date_issued for each in found][3] == "2016-01-01"
    assert [each.doc_number for each in found] == [None, None, "广发〔2005〕1号", None]


def test_a_document_in_traditional_characters_is_named_as_its_text_writes_it() -> None:
    raw = OpenCC("s2t").convert(text(GANSU))
    title, wanted = "關於促進移動互聯網健康有序快速發展的實施意見", "關於促進移動互聯網發展的實施方案"
    (document,), rows = documents(raw, facts({"doc": title, "title": wanted, "expect": {"title": title}}))
    assert f"title={title}" in rows["corrections"][0]["before"]
    assert (document.title, document.doc_type) == ("關於促進移動互聯網發展的實施方案", "实施方案")


@pytest.mark.parametrize(
    ("name", "given", "rule", "sentence"),
    [
        (COMPILATION, {"title": "x"}, "stale-correction", "fits 4 documents (“关于进一步加强全县"),
        (COMPILATION, {"doc": "关于进一步加强全县互联网宣传管理的意见", "doc_number": "x"}, "stale-correction", "fits 2 documents"),
        (GANSU, {"doc": "别的意见", "title": "x"}, "stale-correction", "fits no document; there is “关于促进移动互联网健康有序快速发展的实施意见 甘办发"),
        (GANSU, {"quote": "没有的话", "title": "x"}, "stale-correction", "fits no document"),
        (GANSU, {"title": "x", "expect": {"title": "关于促进移动互联网健康有序发展的实施意见"}}, "stale-correction", "expects title=关于促进移动互联网健康有序发展的实施意见, but finds title=关于促进移动互联网健康有序快速发展"),
        (GANSU, {"region": "无此县"}, "bad-sidecar", "no region is called so"),
        (GANSU, {"region_code": "999999"}, "bad-sidecar", "no region is called so"),
        (GANSU, {"region": 7.5}, "bad-sidecar", "must be a text"),
        (GANSU, {"issuers": "甘肃省人民政府"}, "bad-sidecar", "must be a list"),
        (GANSU, {"issuers": [7]}, "bad-sidecar", "must be a text"),
        (GANSU, {"date_issued": "August"}, "bad-sidecar", "must be a day"),
        (GANSU, {"title": 7}, "bad-sidecar", "must be a text"),
    ],
)  # fmt: skip
def test_facts_that_fit_no_document_are_refused(name: str, given: Row, rule: str, sentence: str) -> None:
    with pytest.raises(Refusal) as refused:
        documents(text(name), facts(given))
    assert (refused.value.rule, sentence in str(refused.value)) == (rule, True), str(refused.value)
    assert "entry 1 of `facts`" in str(refused.value)


def test_one_fact_is_given_once() -> None:
    with pytest.raises(Refusal, match="set the same fact"):
        documents(text(GANSU), facts({"title": "甲"}, {"title": "乙"}))


WORDS = [
    "省工信委",
    BANDWIDTH,
    CLAUSE,
    "厅字〔2016〕52号",
    "准确把握移动互联网发展趋势",
    "1.3",
    "2020-12-31",
    "lead",
    "level",
    "98%",
    "甘办发〔2017〕52号",
]
VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.text(max_size=3) | st.sampled_from(WORDS) | st.lists(st.none(), max_size=1)  # fmt: skip
SAID = st.sampled_from(WORDS)


@given(
    st.sampled_from(DATA).flatmap(
        lambda name: st.fixed_dictionaries(
            {"table": st.just(name), "do": st.sampled_from(["drop", "amend", "add"]), "quote": SAID},
            optional={
                **{"path": SAID, "agency": SAID, "indicator": SAID},
                **{
                    key: st.dictionaries(st.sampled_from(amendable(name)), VALUES, max_size=2)
                    for key in ("set", "expect")
                },
            },
        )
    ),
    st.dictionaries(st.sampled_from([*FACTS, "doc", "quote"]), VALUES, min_size=1, max_size=3),
)
@settings(max_examples=100, deadline=None)
def test_whatever_is_written_ends_in_rows_or_in_a_refusal(row: Row, fact: Row) -> None:
    raw = text(GANSU)
    for apply in (
        lambda: amend_rows(_named(raw), row_overrides([SIGNED | row]), cleaned(raw), naming(_named(raw))),
        lambda: amend_facts(_read_documents(raw), fact_overrides([SIGNED | fact])),
    ):
        with suppress(Refusal):
            apply()


@cache
def _read_documents(raw: str) -> list[Document]:
    return documents(raw, ())[0]


GUIDE = (RAW.parent / "docs" / "corrections.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n# raw/(\S+)\.yml\n(.*?)```", GUIDE, re.DOTALL)


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_the_examples_of_the_guide_hold(tmp_path: Path, name: str, example: str) -> None:
    (tmp_path / "plan.yml").write_text(example, encoding="utf-8")
    sidecar = read_sidecar(tmp_path / "plan.yml")
    raw = text(f"{name}.txt")
    _, noted = documents(raw, sidecar.facts)
    rows = named(raw)
    after = amend_rows(rows, sidecar.rows, cleaned(raw), naming(rows))
    by_hand = [row for row in after["corrections"] if row["rule"] == "by-hand"]
    assert len(noted["corrections"]) + len(by_hand) == len(sidecar.facts) + len(sidecar.rows) > 0


def test_the_guide_quotes_the_sentence() -> None:
    with pytest.raises(Refusal) as refused:
        amended(text(GANSU), {"table": "targets", "do": "drop", "quote": "农村地区行政村通宽带比例达到96%以上"})
    assert str(refused.value) in GUIDE.replace("\n> ", " ")


def test_check_tells_corrections_by_hand_from_repairs_and_doubts(capsys: pytest.CaptureFixture[str]) -> None:
    entry = {"table": "targets", "do": "drop", "quote": BANDWIDTH, "by": "[bold]\u202e王"}
    after = amended(text(GANSU), entry)
    by_hand = [row for row in after["issues"] if row["rule"] == "corrected-by-hand"]  # the plan has doubts of its own
    shown = {"sources": after["sources"], "corrections": after["corrections"], "issues": by_hand}
    show(console(), Path("plan.txt"), defaultdict(list, shown))
    said = capsys.readouterr().out
    assert "Corrected by hand\n  Dropped by hand in targets by [bold]\\u202e王 on 2026-11-20: kind=share" in said
    assert "Doubtful" not in said
    assert "Repaired" not in said
