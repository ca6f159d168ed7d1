"""Regions: codes to names, names to codes, and the county of a text that only says 我县."""

from __future__ import annotations

import subprocess
import sys
from time import process_time

import pytest

from flows.knowledge.regions import county_by_stem, find_region, is_within, local_name, parent, region

NAMES = [
    ("000000", "全国", "central"),
    ("620000", "甘肃省", "province"),
    ("450000", "广西壮族自治区", "province"),
    ("430100", "湖南省长沙市", "city"),
    ("622900", "甘肃省临夏回族自治州", "city"),
    ("360732", "江西省赣州市兴国县", "county"),
    ("110105", "北京市朝阳区", "county"),
    ("500101", "重庆市万州区", "county"),
    ("429004", "湖北省仙桃市", "county"),
    ("469005", "海南省文昌市", "county"),
    ("659001", "新疆维吾尔自治区石河子市", "county"),
    ("430122", "湖南省长沙市望城县", "county"),
    ("430112", "湖南省长沙市望城区", "county"),
]

FOUND = [
    ("中共甘肃省委办公厅", "620000"),
    ("长沙市人民政府", "430100"),
    ("兴国县", "360732"),
    ("象州县农村公路养护方案", "451322"),
    ("通辽市2023年行动方案", "150500"),
    ("北京市", "110000"),
    ("北京市朝阳区人民政府", "110105"),
    ("湖南省长沙市天心区", "430103"),
    ("内蒙古通辽市科尔沁区", "150502"),
    ("天心区政府", "430103"),
    ("临夏州", "622900"),
    ("达茂旗", "150223"),
    ("稀土高新区管委会", "150200"),
    ("兰州新区管委会", "620100"),
    ("望城县", "430122"),
    ("襄樊市", "420600"),
    ("吉林省", "220000"),
    ("吉林市人民政府", "220200"),
    ("吉林", "220000"),
    ("山东省“互联网+”发展意见", "370000"),
    ("国务院办公厅", "000000"),
    ("中共中央", "000000"),
    ("广电总局落实意见实施细则", "000000"),
    ("工业和信息化部", "000000"),
    ("国家税务总局长沙市税务局", "430100"),
    ("中国人民银行兰州中心支行", "620100"),
    ("国务院办公厅转发甘肃省报告", "000000"),
    ("甘肃省人民政府转发国务院意见的通知", "620000"),
]


@pytest.mark.parametrize(("code", "name", "level"), NAMES)
def test_name_and_level_of_a_code(code: str, name: str, level: str) -> None:
    assert region(code) == (name, level)


def test_a_code_that_no_year_has_is_an_error() -> None:
    with pytest.raises(KeyError):
        region("999999")


@pytest.mark.parametrize(("text", "code"), FOUND)
def test_the_earliest_region_or_mark_of_the_centre_decides(text: str, code: str) -> None:
    assert find_region(text) == code


@pytest.mark.parametrize("text", ["朝阳区", "关于推进移动互联网发展的实施方案", "", "公安局"])
def test_a_name_that_many_bear_or_none_is_no_region(text: str) -> None:
    assert find_region(text) is None


def test_a_place_settles_a_name_that_many_bear() -> None:
    assert find_region("朝阳区", within="110000") == "110105"
    assert find_region("朝阳区", within="220100") == "220104"


def test_districts_carry_their_city() -> None:
    assert [local_name(code) for code in ("430103", "360732", "430100", "000000", "653100")] == [
        *("长沙市天心区", "兴国县", "长沙市", "", "喀什地区"),
    ]


def test_parents_lead_to_the_centre() -> None:
    assert parent("360732") == "360700"
    assert parent("360700") == "360000"
    assert parent("360000") == "000000"
    assert parent("429004") == "420000"
    assert parent("110105") == "110000"
    assert is_within("360732", "360000")
    assert not is_within("430103", "360000")
    assert not is_within("510100", "500000")  # 成都 is not in 重庆, whose code ends as a level's does
    assert find_region("黔江区", within="500000") == "500114"  # and no 黔江地区 of 四川


def test_a_county_is_known_by_its_stem() -> None:
    text = "我县要宣传兴国、推介兴国，全面建设和谐兴国。县公安局负责公安工作，公安机关、公安民警要加强公安队伍建设。"
    assert county_by_stem(text) == "360732"


@pytest.mark.parametrize(
    "text", ["宣传兴国、推介兴国、建设兴国", "我县要宣传兴国", "我县的公安工作由公安局和公安民警负责，公安优先"]
)
def test_no_county_without_我县_or_a_frequent_stem(text: str) -> None:
    assert county_by_stem(text) is None


def test_start_up_and_look_up_are_cheap() -> None:
    code = (
        "import time,sys;t=time.process_time();from flows.knowledge.regions import find_region;"
        "find_region('长沙市');print(time.process_time()-t);assert 'pandas' not in sys.modules"
    )
    spent = float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
    assert spent < 1
    begun = process_time()
    for _ in range(200):
        find_region("关于进一步推进移动互联网健康有序发展的实施方案的通知")
    assert process_time() - begun < 0.5
