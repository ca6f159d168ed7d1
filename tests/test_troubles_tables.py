"""Troubles with tables and layouts that people report: the small inputs of ../shared/troubles, where they are there."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from flows.hall import read_one
from flows.rows import Row

TROUBLES = Path(__file__).parents[2] / "shared" / "troubles"
pytestmark = pytest.mark.skipif(not TROUBLES.is_dir(), reason="the troubles lie beside the repository")


@cache
def rows(name: str) -> dict[str, list[Row]]:
    """The rows of an input, by the beginning of its name and its suffix."""
    start, _, suffix = name.partition(".")
    (path,) = TROUBLES.glob(f"{start}_*.{suffix or 'txt'}")
    return read_one(path, TROUBLES).rows


def bodies(name: str) -> list[tuple[str, str, str | None]]:
    """Agency, role and time limit of each assignment."""
    return [(row["agency"].short_name, row["role"], row["due"]) for row in rows(name)["assignments"]]


def values(name: str) -> list[tuple[object, ...]]:
    """Indicator, value, unit and years of each target."""
    names = ("indicator", "value", "unit", "deadline_year", "baseline_value", "baseline_year")
    return [tuple(row[field] for field in names) for row in rows(name)["targets"]]


RATE = ("数字化率", 95, "%", 2025, 60, 2020)
VOLUMES = ("馆藏档案总量", 1_800_000, "卷", 2025, 1_200_000, 2020)
FILES = ("开放档案数量", 80_000, "件", 2025, 35_000, 2020)
VISITS = ("年查档人次", 50_000, "人次", 2025, 20_000, 2020)
INDICATORS = {
    "25a": [RATE, ("库房面积", 2000, "平方米", 2025, 1500, 2020), ("培训人员", 500, "人", 2025, 300, 2020), ("满意率", 90, "%", 2025, 85, 2020)],
    "25c": [
        ("数字化率", 80, "%", 2023, 60, 2020), RATE, ("库房面积", 2300, "平方米", 2023, 1100, 2020), ("库房面积", 3500, "平方米", 2025, 1100, 2020),
        ("查档人次", 200, "人次", 2023, 100, 2020), ("查档人次", 500, "人次", 2025, 100, 2020), ("满意率", 88, "%", 2023, 85, 2020), ("满意率", 90, "%", 2025, 85, 2020),
    ],
    "09a": [RATE, VOLUMES, FILES, VISITS],
    "09b": [RATE, VOLUMES, FILES, VISITS],
    "09f": [RATE, VOLUMES, FILES, VISITS],
    "09g": [RATE, VOLUMES, FILES],
    "08d.html": [RATE, VOLUMES, FILES, VISITS],
    "08d.pdf": [RATE, VOLUMES, FILES, VISITS],
}  # fmt: skip


@pytest.mark.parametrize("name", INDICATORS)
def test_every_row_of_an_indicator_table_is_a_target(name: str) -> None:
    assert values(name) == INDICATORS[name]


LEAD, SUPPORT, RESPONSIBLE = "lead", "support", "responsible"
MERGED = [
    ("市档案局", LEAD, None), ("市财政局", SUPPORT, None), ("市住房城乡建设局", LEAD, None), ("市档案局", SUPPORT, None),
    ("市数据局", LEAD, None), ("市档案局", SUPPORT, None), ("市人力资源社会保障局", LEAD, None), ("市档案局", SUPPORT, None),
]  # fmt: skip
TASKS = {
    "11a": [(name, RESPONSIBLE, None) for name in ("市档案局", "市住房城乡建设局", "市数据局", "市人力资源社会保障局")],
    "11b.html": [(name, RESPONSIBLE, None) for name in ("市档案局", "市住房城乡建设局", "市数据局")],
    "11c": [MERGED[0], MERGED[1], MERGED[2], MERGED[4], MERGED[5]],
    "10b": MERGED,
    "10d.html": MERGED,
    "09p": [
        ("市档案局", LEAD, "2025-12-31"),
        ("市财政局", SUPPORT, "2025-12-31"),
        ("市数据局", LEAD, "2026-06-30"),
        ("市档案局", SUPPORT, "2026-06-30"),
    ],
    "09r": [("市档案局", RESPONSIBLE, "2025-12-31"), ("市数据局", RESPONSIBLE, "2026-06-30")],
    "13k.md": [("市档案局", RESPONSIBLE, None), ("市数据局", RESPONSIBLE, None)],
    "14n.md": [("市档案局", RESPONSIBLE, None), ("市数据局", RESPONSIBLE, None)],
}


@pytest.mark.parametrize("name", TASKS)
def test_every_row_of_a_task_table_has_its_bodies_and_no_milestone_of_cells(name: str) -> None:
    assert bodies(name) == TASKS[name]
    items = [row for row in rows(name)["articles"] if row["kind"] == "item"]
    assert len(items) == len({row["article"] for row in rows(name)["assignments"]})
    assert not any("|" in f"{row['body']}{row['heading']}" for row in items)
    assert not any(row["kind"] == "milestone" for row in rows(name)["targets"])


@pytest.mark.parametrize("name", ["08a.html", "08a.pdf"])
def test_a_task_table_of_many_pages_is_read_to_its_end(name: str) -> None:
    assert sum(row["kind"] == "item" for row in rows(name)["articles"]) == 36
    assert len(bodies(name)) == 72
    assert {row["kind"] for row in rows(name)["targets"]} == {"frequency"}


@pytest.mark.parametrize("name", ["19", "20", "08b"])
def test_a_printed_page_gives_what_the_page_gives(name: str) -> None:
    printed, page = rows(f"{name}.pdf"), rows(f"{name}.html")
    assert values(f"{name}.pdf") == values(f"{name}.html")
    assert bodies(f"{name}.pdf") == bodies(f"{name}.html")
    facts = ("path", "label", "heading", "body")
    assert [[a[f] for f in facts] for a in printed["articles"]] == [[a[f] for f in facts] for a in page["articles"]]


@pytest.mark.parametrize("name", ["06a.pdf", "04b.pdf", "04c.pdf"])
def test_the_layout_of_a_page_does_not_show_in_its_rows(name: str) -> None:
    found = rows(name)
    assert found["documents"][0]["title"] == "海州市数字档案建设实施方案"
    assert [row["path"] for row in found["articles"]] == ["0", "1", "2", "2.1", "2.2", "2.3", "3"]
    assert {(row["indicator"], row["value"]) for row in found["targets"]} >= {
        ("数字档案馆", 12), ("档案数字化率", 95), ("群众满意率", 90), ("扩建面积", 3000), ("培训档案人员", 200),
    }  # fmt: skip
    assert not any("\n" in (row["body"] or "") or "公报" in (row["body"] or "") for row in found["articles"])
