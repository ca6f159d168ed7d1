"""Numbers and units as texts write them: text in, comparator, value, upper value and unit out."""

from __future__ import annotations

import pytest

from flows.extract.quantities import find_quantities

WRITTEN = [  # text, [(comparator, value, upper value, unit)]
    ("引进资金400多亿元", [(">", 4e10, None, "元")]),
    ("惠及30余万户", [(">", 300_000, None, "户")]),
    ("改造7百多万平方米", [(">", 7e6, None, "平方米")]),
    ("投入二百多亿元", [(">", 2e10, None, "元")]),
    ("参训四十来万人次", [(">", 400_000, None, "人次")]),
    ("投资2亿3千万元", [(None, 2.3e8, None, "元")]),
    ("投资3亿4000万元", [(None, 3.4e8, None, "元")]),
    ("产值三万四千亿元", [(None, 3.4e12, None, "元")]),
    ("收入二百六十万零五千元", [(None, 2_605_000, None, "元")]),
    ("一千零五个", [(None, 1005, None, "个")]),
    ("培育四五家", [("range", 4, 5, "家")]),
    ("培育六七十家", [("range", 60, 70, "家")]),
    ("培育十七八家", [("range", 17, 18, "家")]),
    ("四到六个", [("range", 4, 6, "个")]),
    ("十五至二十五家", [("range", 15, 25, "家")]),
    ("3—6万人", [("range", 30_000, 60_000, "人")]),
    ("1.2万至1.5万人", [("range", 12_000, 15_000, "人")]),
    ("5%～8%之间", [("range", 5, 8, "%")]),
    ("200万元与500万元之间", [("range", 2e6, 5e6, "元")]),
    ("不低于25%且不高于35%", [("range", 25, 35, "%")]),
    ("不少于3家，不超过5家", [("range", 3, 5, "家")]),
    ("不少于3家，利用率不超过5%", [(">=", 3, None, "家"), ("<=", 5, None, "%")]),
    ("60±5%", [("range", 55, 65, "%")]),
    ("上千家", [(">", 1000, None, "家")]),
    ("近两千家", [("~", 2000, None, "家")]),
    ("百万分之五", [(None, 0.0005, None, "%")]),
    ("五分之一", [(None, 20, None, "%")]),
    ("总额（亿元）达到12.5", [(">=", 1.25e9, None, "元")]),
    ("第二三产业", []),  # a name, no amount
    ("数百家", []),  # how many, the text does not say
    ("十几个", []),
    ("投资3亿元，2026年", [(None, 3e8, None, "元"), (None, 2026, None, "年")]),
]

UNITS = [  # text, value, unit
    ("4000m2", 4000, "平方米"),
    ("800万m3", 8e6, "立方米"),
    ("15km2", 15, "平方公里"),
    ("200hm²", 200, "公顷"),
    ("6万m3/d", 60_000, "立方米/日"),
    ("120万t/a", 1_200_000, "吨/年"),
    ("300MPa", 300, "兆帕"),
    ("20千乏", 20, "千乏"),
    ("220千伏", 220, "千伏"),
    ("60万千瓦", 600_000, "千瓦"),
    ("50GJ", 50, "吉焦"),
    ("90万卷（件）", 900_000, "卷"),
    ("0.6tCO2/万元", 0.6, "吨二氧化碳/万元"),
    ("8吨/平方公里·月", 8, "吨/平方公里·月"),
    ("200毫升", 200, "毫升"),
    ("3.5个百分点", 3.5, "百分点"),
]


@pytest.mark.parametrize(("text", "expected"), WRITTEN)
def test_numbers(text: str, expected: list[tuple[str | None, float, float | None, str]]) -> None:
    found = [q for q in find_quantities(text, 0, len(text)) if q.value]
    assert [(q.comparator, q.value, q.value_max, q.unit) for q in found] == expected


@pytest.mark.parametrize(("text", "value", "unit"), UNITS)
def test_units(text: str, value: float, unit: str) -> None:
    assert [(q.value, q.unit, q.end) for q in find_quantities(text, 0, len(text))] == [(value, unit, len(text))]


@pytest.mark.parametrize("text", ["4A级景区", "5V1A", "10G-PON"])
def test_signs_of_names_are_no_units(text: str) -> None:
    assert {q.unit for q in find_quantities(text, 0, len(text))} <= {None, "Gbps"}
