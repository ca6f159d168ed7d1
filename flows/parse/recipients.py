"""The line that says to whom a document goes (主送机关): 各市、县人民政府，省政府各部门："""

from __future__ import annotations

import re

from flows.knowledge.writing import HAN, PROVINCES

_BODIES = (
    "单位|部门|政府|机构|处室|科室|公司|企业|集团|院校|学校|团体|街道|乡镇|办事处|委员会|管委会|银行|协会|商会|联合会|[居村]）?委会|社区"
    "|[局委办厅部处院]"
)
_OPENS = (  # how such a line opens that may end in anything
    rf"(?:各|省|市|县|区|有关|国务院|中央|驻|中共|(?:{PROVINCES})、(?:{PROVINCES})、"
    rf"|[{HAN}]{{2,8}}(?:市|县|区|部|委|局|厅|政府|公司)[，、])"
)
_SAYS = "如下|以下|下列|现将|现就|通知|根据|按照|要求|包括|负责"  # a sentence before a list
_LINE = re.compile(
    rf"(?:(?!各位){_OPENS}(?:[^。；：\n]|；(?=各|有关|驻|中央|省|市|县|区)){{2,400}}"
    rf"|(?!.*(?:{_SAYS}))(?=.*(?:各|所属|直属|有关|相关|驻))[{HAN}（）“”、，·]{{2,400}}(?:{_BODIES})(?:（[^（）\n]{{1,12}}）)?"
    rf"|[{HAN}]{{2,12}}(?:人民政府|办公[厅室]|管委会|管理局|委员会|总局)|国务院)："
)
_INNER = 16  # characters of whom what is forwarded was written to (国务院：), under the recipients of the notice


def read_recipients(line: str) -> str | None:
    """Whom a line names as recipients, without its colon; None where it is no such line."""
    return line[:-1] if line.endswith("：") and _LINE.fullmatch(line) else None


def read_inner(line: str) -> str | None:
    """The recipients in a line so short that it may be of what a notice forwards."""
    return read_recipients(line) if len(line) < _INNER else None
