"""Texts of pieces repeated, and what it costs to read them: time and memory must grow with the text, not with its square."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flows.engine.checks import together
from flows.hall import tables_of
from flows.link.name import name
from flows.quotes import quoter
from flows.read import Source
from flows.validate.corpus import Corpus
from flows.validate.invariants import invariants

DOUBLING = 2.4  # times that a text of twice the length may take at most
Blocks = Sequence[str]  # pieces, each repeated before the next begins

HEAD = """甘肃省人民政府办公厅关于印发《甘肃省发展规划》的通知
甘政办发〔2017〕1号
各市州人民政府：
现将《甘肃省发展规划》印发给你们，请认真执行。
甘肃省人民政府办公厅
2017年8月2日
甘肃省发展规划
"""
AIM = "到2020年，基站达到6万个。（省工信委负责）"
FRAMES = {  # where in a plan, otherwise small and normal, the pieces stand
    "paragraph": HEAD
    + f"一、总体要求\n（一）目标。{AIM}\n{{}}\n二、保障措施\n加强领导。（省财政厅牵头，省教育厅配合）\n",
    "front": HEAD.replace("\n甘政", "\n{}\n甘政") + f"一、总体要求\n{AIM}\n二、保障措施\n加强领导。\n",
    "one line": HEAD.replace("\n", "") + f"一、总体要求。{AIM}{{}}二、保障措施。（一）加强领导。（二）加强保障。",
    "tail": HEAD + f"一、总体要求\n{AIM}\n二、保障措施\n加强领导。\n{{}}",
    "before a number": HEAD
    + "一、总体要求\n到2025年，全省{}甲达到98%以上，培育100家企业。\n二、保障措施\n加强领导。\n",
    "behind a number": HEAD + "一、总体要求\n到2025年，完成5万个{}的建设。\n二、保障措施\n6月底前{}完成建设。\n",
    "brackets": HEAD + "一、总体要求\n加强领导。（{}市教育局负责）\n二、保障措施\n加强领导。\n",
    "titles": HEAD + "根据《{}意见》制定。\n一、{}\n二、保障措施\n加强领导。{}",
}
PIECES = [
    "6万个", "98%", "10—20亿元", "1:2.5", "3个工作日", "二十家", "百分之八十", "翻一番", "6岁", "万", "亿", "元", "%", "1", "十", ".", "{n}", "{n}个", "{n}%",
    "2035年", "2020年1月1日", "6月底前", "到2025年，", "20{d}年", "“十四五”期间", "二〇一七年八月二日", "年", "月", "每年", "年均增长", "由2020年的",
    "（", "）", "(", ")", "［", "］", "【", "】", "〔", "〕", "《", "》", "“", "”", "「", "」", "\"", "，", "、", "；", "。", "：", ",", ";", "-", "——", "→", "/", "# ", "**",
    "\n", "\r\n", "　　", "|", "| ", "| 指标 | 2020年 | 2025年 |\n", "| 责任单位 | 时限 |\n", "|甲局|6月|\n", "\t", "序号\n", "目录\n", "专栏1", "专栏1\n", "约束性", "附件：甲\n", "附件1\n",
    "一、", "（一）", "1.", "1、", "1.1 ", "（1）", "①", "第一条", "第{n}条", "第一章", "{n}.", "（{n}）", "一是", "——甲\n乙\n",
    "教育局", "甲{c}局", "省发展改革委、", "市人民政府", "各县（区）", "各市、", "部委办局厅署院会", "局", "省", "我市", "甲部牵头、", "有限公司",
    "第三条之一", "第{n}条之一\n", "1.{n} 甲\n", "{n} 甲乙\n", "{n}.1 甲\n", "1.1.1\n", "2.1中的", "一。", "★", "市教育局★、", "逗号前为牵头单位", "以*为牵头单位",
    "城关区、", "甲开发区、", "县、区政府", "指导各", "局商", "甲；\n", "〔责任\n", "市教育局、\n", "（市教育局）", "牵头市", "应牵头会同",
    "牵头", "配合", "负责", "由", "会同", "等", "责任单位：", "责任部门：", "完成时限：", "下同", "排名第一的单位为牵头单位",
    "《甲{c}意见》", "国发〔2020〕{n}号", "政发", "意见", "通知", "印发", "现将",
    "其中", "达到", "提高到", "不低于", "至", "以上", "分别", "全覆盖", "建成", "新增", "完成", "全省", "和", "及", "的", "项目", "建设", "压减", "甲", "Q", "{c}",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """Blocks of repeated pieces in a place of a plan."""

    blocks: tuple[str, ...]
    frame: str

    def text(self, length: int) -> str:
        """The plan with as many repetitions as make some `length` characters."""
        frame = FRAMES[self.frame]
        share = length // len(self.blocks) // frame.count("{}")
        return frame.replace("{}", "".join(_repeated(block, share) for block in self.blocks))


@dataclass(frozen=True, slots=True)
class Cost:
    """What a text costs, from its characters to validated rows."""

    seconds: float  # of the processor
    letters: int  # characters that its rows hold
    faults: list[str]  # what validation finds


def cost(raw: str) -> Cost:
    """Read a text alone, name its rows and try the invariants on them. Raises what a reading raises."""
    started = time.process_time()
    source = tables_of(Source("x.txt", "0" * 64, len(raw), "txt", "utf-8", raw))
    named = name(source)
    texts = {str(named.tables["sources"]["source_id"][0]): named.text}
    checks = invariants(Corpus.of(together([named]), quoter(texts)))
    faults = [sentence for check in checks for sentence in check.faults.values()]
    spent = time.process_time() - started
    return Cost(spent, sum(map(_letters, (row for rows in source.rows.values() for row in rows))), faults[:3])


def random_case(draw: random.Random) -> Case:
    """One to four pieces together, or two or three such blocks behind each other."""
    blocks = draw.choice([1, 1, 1, 2, 3])
    return Case(
        tuple("".join(draw.choices(PIECES, k=draw.randint(1, 4))) for _ in range(blocks)), draw.choice([*FRAMES])
    )


def _repeated(piece: str, length: int) -> str:
    if "{" not in piece:
        return piece * max(length // len(piece), 1)
    return "".join(_numbered(piece, length))


def _numbered(piece: str, length: int) -> Iterator[str]:
    """The piece with another number, word or year each time."""
    number = 0
    while length > 0:
        number += 1
        word = chr(0x4E00 + number * 7919 % 20000) + chr(0x4E00 + number // 3)
        one = piece.replace("{n}", str(number)).replace("{c}", word).replace("{d}", f"{number % 60 + 10:02}")
        length -= len(one)
        yield one


def _letters(row: dict[str, Any]) -> int:
    return sum(len(value) for value in row.values() if isinstance(value, str))
