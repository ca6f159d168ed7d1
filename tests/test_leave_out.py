"""A wrong row goes alone: what hangs on it goes with it, issues tell of it, all else of the source stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flows import hall
from flows.engine.bucket import read_alone
from flows.engine.checks import check
from flows.hall import SourceTables, read_one, tables_of
from flows.link.name import Named, name
from flows.read import Source
from flows.tables import to_table
from flows.validate.leave_out import FOUND, RULE, leave_out
from tests.readers import Here

Row = dict[str, Any]
PLAN = """青山县乡村振兴实施方案
为推进乡村振兴，制定本方案。
一、总体要求
到2025年，建成示范村20个，培育合作社30家。
二、重点任务
（一）发展产业。新建茶园500亩，建成冷库4座。（责任单位：县农业农村局、县林业局）
（二）改善环境。改造厕所2000户。（责任单位：县住房城乡建设局）
（三）培养人才。培训农民3000人次，落实《青山县人才工作办法》。（责任单位：县教育局、县人力资源社会保障局）
三、保障措施
（一）加强领导。建立例会制度，落实《青山县督查办法》。（责任单位：县政府办公室、县财政局）
（二）强化投入。安排资金500万元。（责任单位：县财政局）
"""


def plan(text: str = PLAN) -> Named:
    return name(tables_of(Source("plan.txt", "0" * 64, len(text.encode()), "txt", "utf-8", text)))


def rows(source: Named, table: str) -> list[Row]:
    found: list[Row] = source.tables[table].to_pylist()
    return found


def changed(source: Named, table: str, change: Callable[[list[Row]], Any]) -> Named:
    found = rows(source, table)
    change(found)
    return replace(source, tables=source.tables | {table: to_table(table, found)})


def left(source: Named) -> tuple[Named, bool]:
    found, report = leave_out(source, lambda one: check([one], shown=None))
    return found, report.passed


def wrong(column: str, value: Any, at: int = 1) -> Callable[[list[Row]], None]:
    return lambda found: found[at].update({column: value})


ALONE = {
    "a quote that stands nowhere": ("targets", wrong("text", "这句话原文里没有")),
    "a kind that is not known": ("targets", wrong("kind", "hope")),
    "a value missing": ("targets", wrong("value", None)),
    "a place outside": ("targets", wrong("end", 10_000)),
    "no place": ("targets", wrong("start", None)),
    "a clause that stands nowhere": ("assignments", wrong("clause", "县气象局")),
    "a role that is not known": ("assignments", wrong("role", "boss")),
    "a title that stands nowhere": ("citations", wrong("title", "没有的办法")),
    "a reference to no article": ("citations", wrong("article_id", "article-none")),
}


@pytest.mark.parametrize("fault", ALONE)
def test_a_wrong_row_goes_alone_and_is_told(fault: str) -> None:
    table, change = ALONE[fault]
    source = changed(plan(), table, change)
    bad = rows(source, table)[1]
    assert not check([source]).passed
    found, passed = left(source)
    assert passed
    key = f"{table[:-1]}_id"
    assert [row[key] for row in rows(found, table)] == [
        row[key] for row in rows(source, table) if row is not bad and row[key] != bad[key]
    ]
    for other in ("sources", "segments", "articles", "terms"):
        assert rows(found, other) == rows(source, other)
    (told,) = [row for row in rows(found, "issues") if row["rule"] == RULE]
    assert told["level"] == "warning"
    assert told["doc_id"] == bad["doc_id"]
    assert bad[key] in told["message"]
    assert f"A row of {table} does not hold" in told["message"]
    (document,) = rows(found, "documents")
    assert document["n_assignments"] == len(rows(found, "assignments"))
    assert document["n_targets"] == len(rows(found, "targets"))


def test_what_hangs_on_a_wrong_article_goes_with_it() -> None:
    source = changed(plan(PLAN + "四、附则\n" + "".join(f"（{n}）第{n}项工作。认真落实。\n" for n in "一二三四五六七八九")), "articles",
                     lambda found: next(row for row in found if row["path"] == "2.2").update(body="原文里没有的正文。"))  # fmt: skip
    gone = next(row["article_id"] for row in rows(source, "articles") if row["path"] == "2.2")
    found, passed = left(source)
    assert passed
    assert gone not in {row["article_id"] for table in (*FOUND, "terms") for row in rows(found, table)}
    assert {row["path"] for row in rows(source, "articles")} - {row["path"] for row in rows(found, "articles")} == {
        "2.2"
    }
    assert [row["rule"] for row in rows(found, "issues")].count(RULE) == 1
    assert "县住房城乡建设局" not in {row["alias"] for row in rows(found, "agency_aliases")}
    assert rows(found, "documents")[0]["n_articles"] == len(rows(found, "articles"))


def test_a_wrong_body_costs_its_assignments() -> None:
    source = plan(
        PLAN + "四、其他\n" + "".join(f"（{n}）完成{n}项工作。（责任单位：县教育局）\n" for n in "一二三四五六七八九")
    )
    body = next(row["agency_id"] for row in rows(source, "agency_aliases") if row["alias"] == "县林业局")
    source = changed(
        source,
        "agencies",
        lambda found: next(row for row in found if row["agency_id"] == body).update(admin_level="moon"),
    )
    found, passed = left(source)
    assert passed
    assert body not in {row["agency_id"] for row in rows(found, "agencies") + rows(found, "assignments")}


def spoil(count: int) -> Callable[[list[Row]], None]:
    return lambda found: [row.update(text="没有") for row in found[:count]] and None


def test_a_wrong_article_on_which_most_hangs_costs_the_source() -> None:
    source = changed(
        long_plan(), "articles", lambda found: next(row for row in found if row["path"] == "4").update(heading="没有")
    )
    assert left(source) == (source, False)


def long_plan() -> Named:
    return plan(
        PLAN + "四、指标\n" + "".join(f"（{i}）新建第{i}类设施{i}座。（责任单位：县财政局）\n" for i in range(1, 61))
    )


@pytest.mark.parametrize(("count", "bearable"), [(1, True), (5, True), (40, False)])
def test_of_too_many_wrong_rows_the_source_is_out(count: int, bearable: bool) -> None:
    source = changed(long_plan(), "targets", spoil(count))
    found, passed = left(source)
    assert passed is bearable
    assert (found is source) is not bearable
    assert [row["rule"] for row in rows(found, "issues")].count(RULE) == (count if bearable else 0)


@pytest.mark.parametrize(("table", "change"), [
    ("segments", wrong("end", 3, at=0)), ("documents", wrong("n_targets", 99, at=0)), ("sources", wrong("n_chars", 7, at=0)),
])  # fmt: skip
def test_what_accounts_for_the_text_must_be_right(table: str, change: Callable[[list[Row]], None]) -> None:
    source = changed(plan(), table, change)
    found, passed = left(source)
    assert not passed
    assert found is source


def test_a_right_source_is_as_it_was() -> None:
    source = plan()
    assert left(source) == (source, True)


def test_a_build_keeps_the_source_of_a_wrong_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(path: Path, root: Path) -> SourceTables:
        found = read_one(path, root)
        found.rows["targets"][0]["text"] = "这句话原文里没有"
        return found

    monkeypatch.setattr(hall, "read_one", read)
    (tmp_path / "plan.txt").write_text(PLAN, "utf-8")
    (found,) = read_alone([tmp_path / "plan.txt"], tmp_path, Here())
    assert rows(found, "sources")[0]["status"] == "ok"
    assert RULE in {row["rule"] for row in rows(found, "issues")}
    assert len(rows(found, "targets")) > 3
