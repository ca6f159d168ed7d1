"""The scorer: perfect rows score 1, and each kind of error lowers the figures that it should and no other."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from flows.validate.figures import Accuracy
from flows.validate.gold import load_gold
from flows.validate.scorer import FACTS, score

Tables = dict[str, list[dict[str, Any]]]

GOLD: dict[str, Any] = {
    "source": "plan.txt",
    "documents": [
        {
            "key": "p",
            "title": "发展规划",
            "notice_title": None,
            "doc_type": "规划",
            "genre": "plan",
            "issuers": ["某省人民政府"],
            "region_code": "620000",
            "region_name": "甘肃省",
            "admin_level": "province",
            "doc_number": "甘政发〔2017〕1号",
            "date_issued": "2017-08-02",
            "date_published": None,
            "recipients": None,
            "status": "published",
            "start": 30,
            "end": 900,
            "sure": True,
        }
    ],
    "articles": [
        {
            "doc": "p",
            "path": "0",
            "heading": None,
            "body_first": "随着信息网络技术迅猛",
            "body_last": "制定本实施意见如下。",
        },
        {
            "doc": "p",
            "path": "1",
            "heading": "总体要求",
            "heading_alt": ["总要求"],
            "body_first": None,
            "body_last": None,
        },
        {
            "doc": "p",
            "path": "1.1",
            "heading": None,
            "body_first": "建设网络基础设施工程",
            "body_last": "推进普及网络的服务。",
        },
    ],
    "targets": [
        {
            "doc": "p",
            "path": "1.1",
            "kind": "level",
            "indicator": "4G基站总数",
            "comparator": ">=",
            "value": 60000,
            "unit": "个",
            "deadline_year": 2020,
        },
        {
            "doc": "p",
            "path": "1.1",
            "kind": "share",
            "indicator": "行政村通宽带比例",
            "comparator": ">=",
            "value": 98,
            "unit": "%",
            "deadline_year": 2020,
        },
        {
            "doc": "p",
            "path": "1.1",
            "kind": "milestone",
            "indicator": "建成专用通道",
            "value": None,
            "deadline_year": 2018,
        },
        {"doc": "p", "path": "1", "kind": "level", "indicator": "平台", "value": 1, "unit": "个", "sure": False},
    ],
    "assignments": [
        {"doc": "p", "path": "1.1", "agency_text": "省工信委", "role": "lead", "rank": 1},
        {"doc": "p", "path": "1.1", "agency_text": "省财政厅", "role": "support", "rank": 2},
    ],
    "citations": [
        {"doc": "p", "path": None, "title": "发展规划", "doc_number": None, "relation": "forwarded"},
        {"doc": "p", "path": "0", "title": None, "doc_number": "国发〔2016〕2号", "relation": "basis"},
    ],
    "dropped": [{"kind": "boilerplate", "first": "首页", "last": "新闻", "start": 0, "end": 28}],
    "corrections": [{"before": "乡缜", "after": "乡镇"}],
}


def perfect() -> Tables:
    """The tables that a release with exactly the rows of GOLD has."""
    document = {field: GOLD["documents"][0][field] for field in (*FACTS, "start", "end")}
    document |= {"doc_id": "d1", "source_id": "s1", "date_issued": date(2017, 8, 2)}
    document["issuers"] = "；".join(document["issuers"])
    articles = [
        {
            "doc_id": "d1",
            "article_id": f"d1-{row['path']}",
            "path": row["path"],
            "heading": row["heading"],
            "body": f"{row['body_first']}，\n中间。{row['body_last']}" if row["body_first"] else None,
        }
        for row in GOLD["articles"]
    ]

    def of_articles(table: str) -> list[dict[str, Any]]:
        return [
            {"doc_id": "d1", "article_id": f"d1-{row['path']}" if row["path"] else None}
            | {key: value for key, value in row.items() if key not in ("doc", "path", "sure")}
            for row in GOLD[table]
        ]

    return {
        "sources": [{"source_id": "s1", "path": "deep/plan.txt"}, {"source_id": "s2", "path": "unknown-to-gold.txt"}],
        "documents": [document],
        "articles": articles,
        **{table: of_articles(table) for table in ("targets", "assignments", "citations")},
        "segments": [
            {"source_id": "s1", "kind": "boilerplate", "start": 0, "end": 30, "text": "首页新闻"},
            {"source_id": "s1", "kind": "document", "start": 30, "end": 900, "text": "…"},
        ],
        "corrections": [{"source_id": "s1", "before": "缜", "after": "镇"}],
    }


def lowered(accuracy: Accuracy) -> dict[str, tuple[int, int]]:
    """The figures that are not 1, with what was missed and what was false; the sum and its parts as one."""
    wrong = {name: (figure.missed, figure.false) for name, figure in accuracy.figures.items() if figure.findings}
    return {name: counts for name, counts in wrong.items() if name != "facts"}


def test_perfect_rows_score_one_everywhere() -> None:
    accuracy = score(perfect(), [GOLD])
    assert accuracy.sources == ("deep/plan.txt",)
    assert lowered(accuracy) == {}
    empty = {"facts.notice_title", "facts.date_published", "facts.recipients"}
    assert {name for name, figure in accuracy.figures.items() if figure.f1 is None} == empty
    assert all(figure.f1 == 1 for name, figure in accuracy.figures.items() if name not in empty)
    assert accuracy.figures["targets"].right == 2
    assert accuracy.to_dict()["figures"]["roles"] == {
        **{"precision": 1.0, "recall": 1.0, "f1": 1.0},
        **{"right": 2, "missed": 0, "false": 0},
    }


def put(table: str, index: int, **fields: Any) -> Callable[[Tables], None]:
    return lambda tables: tables[table][index].update(fields)


def drop(table: str, index: int) -> Callable[[Tables], None]:
    return lambda tables: tables[table].pop(index) and None


def add(table: str, index: int, **fields: Any) -> Callable[[Tables], None]:
    return lambda tables: tables[table].append(tables[table][index] | fields)


def both(*changes: Callable[[Tables], None]) -> Callable[[Tables], None]:
    return lambda tables: [change(tables) for change in changes] and None


WRONG, MISSED, FALSE = (1, 1), (1, 0), (0, 1)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (put("documents", 0, title="发展"), {"facts.title": WRONG}),
        (put("documents", 0, genre="rules"), {"facts.genre": WRONG}),
        (put("documents", 0, issuers=None), {"facts.issuers": MISSED}),
        (put("documents", 0, recipients="各市"), {"facts.recipients": FALSE}),
        (put("documents", 0, date_issued=date(2017, 8, 3)), {"facts.date_issued": WRONG}),
        (put("documents", 0, status="duplicate"), {"facts.status": WRONG}),
        (put("articles", 1, heading="要求"), {"headings": WRONG}),
        (put("articles", 1, heading="总要求"), {}),
        (put("articles", 1, heading=None), {"headings": MISSED}),
        (put("articles", 2, heading="建设"), {"headings": FALSE}),
        (put("articles", 2, body=None), {"bodies": MISSED}),
        (put("articles", 1, body="多余"), {"bodies": FALSE}),
        (put("articles", 2, body="建设网络基础设施工程，"), {"bodies": WRONG}),
        (both(drop("articles", 1), drop("targets", 3)), {"articles": MISSED, "headings": MISSED}),
        (add("articles", 1, path="2", article_id="d1-2"), {"articles": FALSE, "headings": FALSE}),
        (put("targets", 0, value=6), {"targets": WRONG, "targets_strict": WRONG}),
        (put("targets", 0, unit="家"), {"targets": WRONG, "targets_strict": WRONG}),
        (put("targets", 0, article_id="d1-1"), {"targets": WRONG, "targets_strict": WRONG}),
        (put("targets", 0, comparator="="), {"targets_strict": WRONG}),
        (put("targets", 0, deadline_year=None), {"targets_strict": WRONG}),
        (put("targets", 0, kind="growth"), {"targets_strict": WRONG}),
        (put("targets", 0, indicator="基站"), {"targets_strict": WRONG}),
        (put("targets", 0, indicator="全省4G基站总数"), {}),
        (drop("targets", 1), {"targets": MISSED, "targets_strict": MISSED}),
        (drop("targets", 3), {}),
        (add("targets", 0, value=7), {"targets": FALSE, "targets_strict": FALSE}),
        (drop("targets", 2), {"milestones": MISSED}),
        (put("targets", 2, deadline_year=2019), {"milestones": WRONG}),
        (put("targets", 2, indicator="启动商用"), {"milestones": WRONG}),
        (
            put("assignments", 0, agency_text="省工信厅"),
            {"assignments": WRONG, "roles": WRONG, "ranks": WRONG},
        ),
        (put("assignments", 0, role="responsible"), {"roles": WRONG}),
        (put("assignments", 1, rank=1), {"ranks": WRONG}),
        (drop("assignments", 0), {"assignments": MISSED, "roles": MISSED, "ranks": MISSED}),
        (add("assignments", 0), {"assignments": FALSE, "roles": FALSE, "ranks": FALSE}),
        (put("citations", 0, relation="mention"), {"citations_strict": WRONG}),
        (put("citations", 1, doc_number="国发〔2016〕3号"), {"citations": WRONG, "citations_strict": WRONG}),
        (put("citations", 1, article_id=None), {"citations": WRONG, "citations_strict": WRONG}),
        (put("citations", 1, title="意见"), {}),
        (put("segments", 0, kind="off_topic"), {"dropped": WRONG}),
        (put("segments", 0, end=50), {"dropped": WRONG}),
        (drop("segments", 0), {"dropped": MISSED}),
        (put("corrections", 0, after="填"), {"corrections": WRONG}),
        (add("corrections", 0), {"corrections": FALSE}),
    ],
)
def test_an_error_lowers_its_own_figures(
    change: Callable[[Tables], None], expected: dict[str, tuple[int, int]]
) -> None:
    tables = copy.deepcopy(perfect())
    change(tables)
    assert lowered(score(tables, [GOLD])) == expected


def test_the_facts_together_are_the_sum_of_the_facts() -> None:
    tables = perfect()
    tables["documents"][0] |= {"title": None, "recipients": "各市"}
    facts = score(tables, [GOLD]).figures["facts"]
    assert (facts.right, facts.missed, facts.false) == (9, 1, 1)


def test_gold_that_says_nothing_of_a_fact_does_not_judge_it() -> None:
    gold = copy.deepcopy(GOLD)
    del gold["documents"][0]["genre"]
    figure = score(perfect(), [gold]).figures["facts.genre"]
    assert (figure.right, figure.missed, figure.false) == (0, 0, 0)


def test_a_document_not_found_misses_its_rows() -> None:
    tables = perfect()
    tables["documents"][0] |= {"start": 880, "end": 2000}
    figures = score(tables, [GOLD]).figures
    assert (figures["documents"].f1, figures["articles"].f1, figures["assignments"].f1) == (0, 0, 0)
    assert (figures["articles"].missed, figures["articles"].false) == (3, 3)


def test_rows_that_are_not_sure_do_not_count() -> None:
    gold = copy.deepcopy(GOLD)
    gold["assignments"][0]["sure"] = False
    without = perfect()
    without["assignments"].pop(0)
    for tables in (perfect(), without):
        figure = score(tables, [gold]).figures["assignments"]
        assert (figure.right, figure.missed, figure.false) == (1, 0, 0)


def test_only_the_tables_that_were_annotated_count() -> None:
    partial = {"source": "plan.txt", "partial": True, "targets": GOLD["targets"]}
    assert set(score(perfect(), [partial]).figures) == {"targets", "targets_strict", "milestones"}
    assert lowered(score(perfect(), [partial])) == {}


def test_no_gold_source_among_the_sources() -> None:
    assert score(perfect(), [GOLD | {"source": "other.txt"}]) == Accuracy()


def test_findings_say_where_and_what() -> None:
    tables = perfect()
    tables["assignments"][0]["role"] = "responsible"
    (finding,) = score(tables, [GOLD]).figures["roles"].findings
    assert (finding.source, finding.doc, finding.path) == ("plan.txt", "p", "1.1")
    assert (finding.expected, finding.found) == ("1 省工信委 lead", "1 省工信委 responsible")


def test_the_gold_of_the_repository_can_be_scored() -> None:
    for gold in load_gold(Path(__file__).parent / "gold"):
        empty: Tables = {name: [] for name in ("documents", "articles", "targets", "assignments", "citations")}
        tables = empty | {"sources": [{"source_id": "s", "path": gold["source"]}], "segments": [], "corrections": []}
        figures = score(tables, [gold]).figures
        assert figures["articles"].missed == sum(row["sure"] for row in gold["articles"])
        assert not any(figure.right or figure.false for figure in figures.values())
