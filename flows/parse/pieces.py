"""The pieces of the front of a document: its lines, cut where one thing runs into the next."""

from __future__ import annotations

import itertools
import re

from flows.knowledge.genre import BODY_ENDS, type_words
from flows.knowledge.writing import HAN
from flows.model import Span
from flows.parse.titles import DATE_TEXT, NUMBER, PUBLIC

_WHO = rf"[{HAN}“”（）、]"
_RED_HEAD = rf"{_WHO}{{2,80}}?文件"
_OWN_TITLE = rf"[“{HAN}][^。]{{4,60}}(?:{type_words()})|(?:19|20)\d\d年(?!\d)[^。，]{{4,60}}(?:{type_words()})"
_OWN_REASONS = r"为(?!主|重点|核心|引领|抓手|目标|导向)|根据|按照|依据"
_CUTS = [
    re.compile(pattern)
    for pattern in (  # the last group's start is where one thing ends and the next begins
        rf"^{_RED_HEAD}()(?:{NUMBER})",  # 某市人民政府文件 | number
        rf"^(?:{_RED_HEAD})?(?:{NUMBER})()"
        rf"(?={_WHO}{{2,100}}(?:关于|印发|转发)[^。：，]{{4,120}}(?:{type_words()}))",  # number | title
        rf"^(?P<who>{_WHO}{{2,60}}?)文件(?:{NUMBER})签发人：[{HAN}、]{{2,12}}?()(?=(?P=who))",  # who signs | title
        rf"(?:{type_words()})[》”]?(?:[（(][^）)]{{2,30}}[）)])?()(?:{NUMBER})"
        rf"(?:$|各|省|[{HAN}]{{2,12}}[，、：])",  # title | number
        r"〕(?:第|特)?\d{1,5}号()(?=各|省|市|县|有关|国务院|中央|\d{4}年)",  # number | recipients
        r"(?:通知|意见|决定|批复|计划|方案|规划|措施|日[）)])()各[^。；：《\n]{2,300}：",  # title | recipients
        r"各[^。；：《\n]{2,300}(?:政府|机构|单位|部门|委员会|公司|企业|院校|团体|[局委办厅部）)])：()",  # | text
        r"(?:通知|意见|决定|批复|计划|方案|规划|措施)各[^。；：《\n]{2,300}：()",  # title, recipients | text
        r"令（?第?\d{1,5}号）?()(?=《|现)",  # order | notice
        rf"。()(?:总理|主席|[省州市县区部局署厅]长|主任)[{HAN}]{{2,6}}(?:{DATE_TEXT})",  # notice | who signs it
        rf"(?:[。：）)]|[\dXx*]{{4}}(?!年))(){_WHO}{{2,100}}(?:{BODY_ENDS})\s?(?:{DATE_TEXT})",  # sentence | signature
        rf"(?:{DATE_TEXT})()(?={PUBLIC})",  # date | 此件
        rf"(?:{PUBLIC})()",  # 此件 | own title
        rf"(?:^|[{HAN}])(?:{DATE_TEXT})()(?={_OWN_TITLE})",  # signature and date | own title
        rf"(?:{BODY_ENDS})\s?(?:{DATE_TEXT})()"
        rf"(?=《[^《》]{{4,60}}(?:{type_words()})》(?!已?[经由]|的|印发|等))",  # signature and date | 《own title》
        rf"(?:{DATE_TEXT})附件\d?[：:]?()(?={_OWN_TITLE})",  # 附件 | own title
        rf"(?:执行|落实|实施|遵照办理|组织学习)。()(?=[{HAN}][^。，：；]{{4,60}}(?:{type_words()})"
        rf"(?:[（(][^）)]{{2,30}}[）)]){{0,2}}(?:{_OWN_REASONS}))",  # end of the notice | own title, text
        rf"附件：[^。；：]{{4,80}}?(?:{type_words()})()"
        rf"(?={_WHO}{{2,100}}(?:{BODY_ENDS})\s?(?:{DATE_TEXT}))",  # attachment | signature
    )
]
_RUNS_ON = re.compile(  # a title that runs into the text or the list of contents
    rf"[{HAN}\dA-Za-z.—“”《》〈〉（）+、-]{{4,80}}?(?:{type_words()})》?(?:[（(][^）)]{{2,30}}[）)]){{0,2}}"
    rf"(?={_OWN_REASONS}|目录|第一[章条]|一、)"
)


def pieces_of(text: str, line: Span) -> list[Span]:
    """A line, cut where its things run into each other; marks are searched in the line itself so that ^ and $ are
    its ends.
    """
    inner = {line[0] + match.start(match.lastindex or 0) for cut in _CUTS for match in cut.finditer(text[slice(*line)])}
    cuts = sorted({*line, *inner})
    ends = [_RUNS_ON.match(text, a, b) for a, b in itertools.pairwise(cuts)]
    cuts = sorted({*cuts, *(title.end() for title in ends if title)})
    return [(a, b) for a, b in itertools.pairwise(cuts) if a < b]
