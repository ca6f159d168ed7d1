"""Where plans of a collection begin: held against real compilations where they are at hand, and against our own forms."""

from __future__ import annotations

import time

import pytest

from flows.clean import clean
from flows.split import split
from flows.split.headings import find_headings
from tests.beginnings import measured, names, parsed

MEASURED = 0.97  # of the beginnings are found, and of those found are right
BODY = "为做好工作，各单位要明确分管负责同志，细化分工，倒排工期，确保各项措施落到实处，并及时报告进展情况。"


@pytest.mark.skipif(not names(), reason="the compilations lie beside the repository, and their texts are not ours")
def test_beginnings_of_real_compilations() -> None:
    results = [measured(name) for name in names()]
    found, right = sum(result.found for result in results), sum(result.right for result in results)
    missed = {result.name: result.missed for result in results if result.missed}
    wrong = {result.name: result.wrong for result in results if result.wrong}
    assert found >= MEASURED * (found + sum(map(len, missed.values()))), missed
    assert right >= MEASURED * (right + sum(map(len, wrong.values()))), wrong


@pytest.mark.skipif(not names(), reason="the compilations lie beside the repository, and their texts are not ours")
def test_every_beginning_of_a_real_compilation_has_a_title_and_a_date() -> None:
    bare = [(name, start) for name in names() if name[0] > "z" for start, document in parsed(name)
            if not document.title or not document.date_issued]  # fmt: skip
    assert bare == []


NUMBERS = ["{}.", "{}. ", "{}．", "{}、", "（{}）", "【{}】", "[{}] ", "0{} ", "{}.\t", "第{}篇 ", "文件{}："]
CHINESE = ["{}、", "第{}篇：", "第{}份 ", "附录{}："]
DATES = [
    "（2023年2月27日）",
    "(2023年2月27日)",
    "（2023-02-27）",
    "（2023.2.27）",
    "（2023年2月27）",
    "（二〇二三年二月二十七日）",
]


def collection(marks: list[str], date: str) -> str:
    return "\n".join(
        f"{mark}青山县{name}局关于加强{name}工作的通知{date}\n青{name[0]}〔2023〕{i}号\n各乡镇人民政府：\n现就有关事项通知如下：\n一、任务\n{BODY}\n二、要求\n{BODY}"
        for i, (mark, name) in enumerate(zip(marks, ("水利", "林业", "文化"), strict=True), 1)
    )


@pytest.mark.parametrize("mark", NUMBERS + CHINESE)
@pytest.mark.parametrize("date", [*DATES, ""])
def test_every_form_of_a_heading_opens_a_document(mark: str, date: str) -> None:
    marks = [mark.format(number) for number in ("一二三" if mark in CHINESE and "{}" in mark else "123")]
    found = clean(collection(marks, date))
    headings = [block.heading for block in split(found) if block.kind == "document"]
    titles = [found.text[slice(*heading.title)] for heading in headings if heading]
    assert titles == [f"青山县{name}局关于加强{name}工作的通知" for name in ("水利", "林业", "文化")]


@pytest.mark.parametrize("at", range(2, 30))
def test_a_heading_that_wraps_anywhere_is_one(at: int) -> None:
    heading = "1.青山县水利局关于加强水利工作的通知（2023年2月27日）"
    wrapped = collection(["1.", "2.", "3."], DATES[0]).replace(heading, heading[:at] + "\n" + heading[at:])
    found = clean(wrapped)
    assert [block.kind for block in split(found)] == ["document"] * 3
    first, _ = find_headings(found.text)
    assert found.text[slice(*first[0].title)].replace("\n", "") == "青山县水利局关于加强水利工作的通知"


ITEMS = [
    "1.青山县水利局关于加强水利工作的通知\n2.青山县林业局关于加强林业工作的通知\n3.青山县文化局关于加强文化工作的通知\n",
    "1.青山县水利局关于加强水利工作的通知（2013年2月27日）\n2.青山县林业局关于加强林业工作的通知（2014年2月27日）\n3.青山县文化局关于加强文化工作的通知（2015年2月27日）\n",
    f"1.《青山县水库管理办法》（2013年2月27日）\n{BODY}\n2.《青山县林场管理办法》（2014年2月27日）\n{BODY}\n",
    f"1.完成水利工作方案（2023年2月27日前）\n{BODY}\n2.印发林业工作方案，制定计划（2023年3月27日）。\n{BODY}\n",
    "附件：1.任务清单\n2.青山县水利局关于报送水利工作情况的通知（2023年2月27日）\n",
    f"（1）落实《青山县水利局关于加强水利工作的通知》（青水〔2023〕1号）要求。{BODY}\n（2）落实文化工作的通知。{BODY}\n",
]


@pytest.mark.parametrize("items", ITEMS)
@pytest.mark.parametrize("place", ["一、任务\n", "二、要求\n"])
def test_items_of_a_plan_that_look_like_headings_open_none(items: str, place: str) -> None:
    plan = collection(["1.", "2.", "3."], DATES[0]).replace(place, place + items, 1)
    found = clean(plan)
    assert len([block for block in split(found) if block.kind == "document"]) == 3


HOSTILE = ["1.", "1.甲局关于", "1.甲局关于乙的通知（2023年2月27日）\n", "。1.关于办法国发〔2021〕1号各省：", "（一）甲\n1.甲关于方案",
           "1.关于方案各、", "1.甲关于方案\n", "（2023年2月27日）", "一、关于印发《", "各1.关于：", "现印发《甲方案》《乙方案》。\n甲方案\n"]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_takes_time_linear_in_the_text(piece: str) -> None:
    def seconds(length: int) -> float:
        found = clean((piece * length)[:length])
        start = time.process_time()
        split(found)
        return time.process_time() - start

    seconds(2_000)  # what is read once is read
    assert seconds(80_000) <= 2.6 * max(seconds(40_000), 0.05)
