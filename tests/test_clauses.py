"""Clauses as plans write them: brackets of every kind, rules that say who leads, names that share what they need.

A row is written as in test_assignments. Texts in our own words.
"""

from __future__ import annotations

import pytest

from flows.extract.assignments import find_assignments
from flows.extract.extract import body_of
from tests.test_assignments import _document, _rows

SHAPES = [  # the clause of a unit, and its rows
    ("〔牵头单位：市民政局；配合单位：市财政局、市卫健委〕", "0.1l:市民政局 0.2s:市财政局 0.3s:市卫健委"),
    ("【责任单位】市民政局、市财政局", "0.1r:市民政局 0.2r:市财政局"),
    ("［市民政局（市老龄办）牵头；各区县（市）配合］", "0.1l:市民政局（市老龄办） 0.2s:各区县（市）"),
    ("（责任处室：市民政局养老处、市财政局）", "0.1r:市民政局养老处 0.2r:市财政局"),
    ("（责任领导：王某某；责任单位：市民政局）", "0.1r:市民政局"),
    ("（牵头市领导：王某某　牵头单位：市民政局　责任单位：市财政局）", "0.1l:市民政局 0.2r:市财政局"),
    ("（牵头部门：市民政局责任部门：市财政局、市卫健委）", "0.1l:市民政局 0.2r:市财政局 0.3r:市卫健委"),
    ("（市民政局牵头市财政局、市卫健委配合）", "0.1l:市民政局 0.2s:市财政局 0.3s:市卫健委"),
    ("（市民政局主责，市财政局配合）", "0.1l:市民政局 0.2s:市财政局"),
    ("（实施单位：市民政局；督导单位：市政府督查室）", "0.1r:市民政局 0.2r:市政府督查室"),
    ("\n责任分工：市民政局牵头，市财政局配合。", "0.1l:市民政局 0.2s:市财政局"),
    (
        "\n责任单位：\n市民政局、市财政局，各区县（市）政府，\n高新区管委会",
        "0.1r:市民政局 0.2r:市财政局 0.3r:各区县（市）政府 0.4r:高新区管委会",
    ),
    ("（市民政局、市财政局等）", "0.1r:市民政局+ 0.2r:市财政局+"),
    ("（市民政局、长沙学院、各中等职业学校）", "0.1r:市民政局 0.2r:长沙学院 0.3r:各中等职业学校"),
    ("（市民政局指导，各区县（市）落实）", "0.1r:市民政局 0.2r:各区县（市）"),
    (
        "（市民政局督促各区县（市）政府、有关园区落实，市财政局配合）",
        "0.1r:市民政局 0.2r:各区县（市）政府 0.3r:有关园区 0.4s:市财政局",
    ),
    ("（市民政局商市财政局、市卫健委负责）", "0.1r:市民政局 0.2r:市财政局 0.3r:市卫健委"),
    ("（市民政局牵头，会同市财政局、市卫健委）", "0.1l:市民政局 0.2s:市财政局 0.3s:市卫健委"),
]
NAMES = [  # a clause's list, and the names in full
    ("县、区政府，市直有关部门、单位", "县、区政府 市直有关部门、单位"),
    ("各市（州）、县（区）人民政府，省委、省政府有关部门", "各市（州）、县（区）人民政府 省委、省政府有关部门"),
    ("市直各有关部门、各成员单位", "市直各有关部门 各成员单位"),
    ("12345热线各成员单位", "12345热线各成员单位"),
    ("芙蓉区、天心区、长沙县人民政府", "芙蓉区人民政府 天心区人民政府 长沙县人民政府"),
    ("长沙经开区、岳麓山风景名胜区管委会", "长沙经开区管委会 岳麓山风景名胜区管委会"),
    ("国网长沙供电公司、长沙银行、湖南大学", "国网长沙供电公司 长沙银行 湖南大学"),
    ("市财政局、湘江国际物流集团、华铁广州局集团", "市财政局 湘江国际物流集团 华铁广州局集团"),
    ("市城投集团、公交集团、燃气公司", "市城投集团 市公交集团 市燃气公司"),
    ("市金融办、湖南证监局、银保监局", "市金融办 湖南证监局 湖南银保监局"),
    ("市住建局、厅督查小组、局办公室", "市住建局 厅督查小组 局办公室"),
    ("人行长沙中支、长沙海关", "人行长沙中支 长沙海关"),
    ("市委、市政府督查室，各园区党工委、管委会", "市委督查室 市政府督查室 各园区党工委 各园区管委会"),
    ("市住建局及其所属单位、县级以上地方人民政府", "市住建局及其所属单位 县级以上地方人民政府"),
]
TWO = "一、加强。做好工作。（市民政局、市财政局，市卫健委）\n二、完善。做好工作。（市商务局、市税务局；市公安局）"
RULES = [  # what a document says before its clauses, TWO or one with marks, and the rows
    ("逗号前为牵头单位", TWO, "1.1l:市民政局 1.2l:市财政局 1.3r:市卫健委 2.1r:市商务局 2.2r:市税务局 2.3r:市公安局"),
    ("分号前的为牵头单位，分号后的为配合单位", TWO, "1.1r:市民政局 1.2r:市财政局 1.3r:市卫健委 2.1l:市商务局 2.2l:市税务局 2.3s:市公安局"),
    ("列首位的为牵头单位", TWO, "1.1l:市民政局 1.2r:市财政局 1.3r:市卫健委 2.1l:市商务局 2.2r:市税务局 2.3r:市公安局"),
    ("排名第一的单位为牵头单位，其余为配合单位", TWO, "1.1l:市民政局 1.2s:市财政局 1.3s:市卫健委 2.1l:市商务局 2.2s:市税务局 2.3s:市公安局"),
    ("顿号前的单位为牵头单位", TWO, "1.1l:市民政局 1.2r:市财政局 1.3r:市卫健委 2.1l:市商务局 2.2r:市税务局 2.3r:市公安局"),
    ("标★的为牵头单位", TWO.replace("市财政局", "市财政局★").replace("市税务局", "★市税务局"),
     "1.1r:市民政局 1.2l:市财政局 1.3r:市卫健委 2.1r:市商务局 2.2l:市税务局 2.3r:市公安局"),
    ("带“*”号的是牵头单位", TWO.replace("市民政局", "*市民政局").replace("市公安局", "市公安局*"),
     "1.1l:市民政局 1.2r:市财政局 1.3r:市卫健委 2.1r:市商务局 2.2r:市税务局 2.3l:市公安局"),
    ("牵头单位名称后加▲", TWO.replace("市卫健委", "市卫健委▲"), "1.1r:市民政局 1.2r:市财政局 1.3l:市卫健委 2.1r:市商务局 2.2r:市税务局 2.3r:市公安局"),
    ("括号内为牵头单位", TWO, "1.1l:市民政局 1.2l:市财政局 1.3l:市卫健委 2.1l:市商务局 2.2l:市税务局 2.3l:市公安局"),
]  # fmt: skip
CUSTOM = "二、完善。做好。（市财政局、市税务局）\n三、提高。做好。（市公安局、市司法局）\n四、提升。做好。（市商务局、市科技局）"


@pytest.mark.parametrize(("clause", "rows"), SHAPES)
def test_a_clause_gives_its_rows_and_leaves_the_body(clause: str, rows: str) -> None:
    text = f"一、加强。做好养老服务工作。{clause}"
    assert _rows(text) == rows
    document = _document(text)
    _, clauses, _ = find_assignments(document)
    assert body_of(document, document.units[0], clauses[0]) == "做好养老服务工作。"


@pytest.mark.parametrize(("names", "full"), NAMES)
def test_names_in_full(names: str, full: str) -> None:
    rows, _, _ = find_assignments(_document(f"一、加强。做好工作。（{names}负责）"))
    assert " ".join(row.agency.short_name for row in rows) == full


@pytest.mark.parametrize(("rule", "clauses", "rows"), RULES)
def test_a_rule_says_who_leads(rule: str, clauses: str, rows: str) -> None:
    assert _rows(f"一、总则。以下任务中{rule}。\n{clauses}") == rows


def test_a_single_name_is_a_clause_where_the_document_writes_them_so() -> None:
    assert _rows("一、加强。做好工作。（市民政局）") == ""
    assert _rows(f"一、加强。做好工作。（市民政局）\n{CUSTOM}").startswith("0.1r:市民政局 1.1r:市财政局")


def test_who_leads_in_prose_brings_others() -> None:
    assert _rows("一、制定办法。市民政局应牵头会同相关部门，制定实施办法。") == "0.1l:市民政局~ 0.2s:相关部门~"
    assert _rows("一、制定办法。由市民政局牵头会同市财政局共同制定。") == "0.1l:市民政局~ 0.2s:市财政局~"
