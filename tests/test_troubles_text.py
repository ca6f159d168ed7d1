"""Troubles with characters and numbers that people report: the small inputs of ../shared/troubles, where they are there."""

from __future__ import annotations

from functools import cache

import pytest

from flows.hall import read_one
from flows.rows import Row
from tests.judge import HOUSE

TROUBLES = HOUSE.parent / "shared" / "troubles"
pytestmark = pytest.mark.skipif(not TROUBLES.is_dir(), reason="the troubles lie beside the repository")

# From README.md there: the file, and what must be among its targets: (indicator, value, upper value, unit).
NUMBERS = [
    ("15_numbers_b.txt", "高标准农田", 1.2e6, None, "亩"),
    ("15_numbers_b.txt", "高标准农田面积", 1.2e6, None, "亩"),
    ("15_numbers_b.txt", "高质量发展指数", 90, None, None),
    ("15_numbers_b.txt", "税收", 1.69e9, None, "元"),
    ("15_numbers_b.txt", "产值", 1_903_000, None, "元"),
    ("15_numbers_b.txt", "就业", 2_300_000, None, "人"),
    ("15_numbers_b.txt", "新增就业", 100_000, None, "人"),
    ("15_numbers_b.txt", "示范区", 3, 5, "个"),
    ("15_numbers_b.txt", "示范企业", 20, 30, "家"),
    ("15_numbers_b.txt", "投资", 1e8, 2e8, "元"),
    ("15_numbers_b.txt", "发行总额", 1e9, None, "元"),
    ("15_numbers_b.txt", "满意率", 95, None, "%"),
    ("21_units_flat.txt", "绿地面积", 12, None, "平方公里"),
    ("21_units_flat.txt", "湿地面积", 300, None, "公顷"),
    ("21_units_flat.txt", "污水处理能力", 50_000, None, "立方米/日"),
    ("12h_supsub.html", "新增库房", 3000, None, "平方米"),
    ("14h_latex_percent.md", "档案数字化率", 95, None, "%"),
    ("14i_latex_number.md", "数字档案馆", 12, None, "家"),
    ("13k_rag_ocr_md.md", "满意率", 90, 95, "%"),
    ("26_spaced_digits.txt", "数字化率", 95.5, None, "%"),
    ("01a_kangxi.txt", "老旧民宿改造面积", 300_000, None, "平方米"),
    ("22_lead_2060.txt", "数字档案馆", 12, None, "家"),
    ("03d_altchunk.docx", "数字档案馆", 12, None, "家"),
    ("02h_cp950_eten.txt", "老舊民宿改造面積", 300_000, None, "平方米"),
]
TREES = [
    ("01a_kangxi.txt", "海州市旅游民宿提质行动方案"),
    ("01b_supplement.txt", "海州市旅游民宿提质行动方案"),
    ("01c_kangxi.pdf", "海州市旅游民宿提质行动方案"),
    ("02c_a3a0_blanks.txt", "海州市旅游民宿提质行动方案"),
]


@cache
def rows(name: str) -> dict[str, list[Row]]:
    return read_one(TROUBLES / name, TROUBLES).rows


@pytest.mark.parametrize(("name", "indicator", "value", "value_max", "unit"), NUMBERS)
def test_numbers(name: str, indicator: str, value: float, value_max: float | None, unit: str | None) -> None:
    found = [(t["indicator"], t["value"], t["value_max"], t["unit"]) for t in rows(name)["targets"]]
    assert (indicator, value, value_max, unit) in found


@pytest.mark.parametrize(("name", "title"), TREES)
def test_titles_and_trees(name: str, title: str) -> None:
    (document,) = rows(name)["documents"]
    assert document["title"] == title
    assert [a["path"] for a in rows(name)["articles"] if "." not in a["path"]] == ["0", "1", "2", "3"]
    assert [(a["path"], a["heading"]) for a in rows(name)["articles"]][-1] == ("3", "保障措施")


def test_garbled_headings_are_named() -> None:
    assert "garbled-lines" in {issue["rule"] for issue in rows("16c_headings_no_tounicode.pdf")["issues"]}


@pytest.mark.parametrize("name", ["12f_shell_json.html", "12g_textarea.html"])
def test_pages_that_show_no_text_are_refused(name: str) -> None:
    assert [source["status"] for source in rows(name)["sources"]] == ["quarantined"]
