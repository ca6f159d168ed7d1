"""Where a heading ends and the text of its unit begins (codebook: heading)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from flows.knowledge.tokens import cut
from flows.knowledge.writing import HAN, WANTS_MORE

_LONGEST_HEADING = 40  # characters (codebook: heading)
_LONGEST_RUNNING_IN = 60  # characters of such a heading and the opening of its text
_LONGEST_LEAD = 12  # characters before ： (codebook: heading)
_LONGEST_LINE = 80  # characters of a heading line that no mark closes
_SHORTEST_PARTED = 4  # characters before a blank that parts heading and text
_CLOSES = {"“": "”", "《": "》", "（": "）"}
_OPENS = re.compile("[“《（]")
_WANTS_MORE = re.compile(f"(?:{WANTS_MORE})$")
_DUTY = re.compile(r"负责|牵头|配合|落实|推进|参[与加]|分工|(?:单位|部门|处室|科室)[：:]")
_DUTY_LINE = re.compile(
    r"(?:(?:牵头|责任|负责|配合|主办|主责|承办|协办|协助|参与|参加|落实|实施|支持)及?){1,3}"
    r"(?:单位|部门|处室|科室|机构|领导)[：:]|(?:完成|办结|推进|落实|工作)?(?:时限|期限|时间)(?:要求|节点)?[：:]"
)
_OFFICES = re.compile(
    r"[（(［\[【](?:[\u4e00-\u9fff]{1,12}(?:局|厅|委|办|处|科|政府)[、，]?){1,20}[）)］\]】]"
)  # （杭州市局、湖州市局）, （体改处）
_LONGEST_CLAUSE = 1500  # characters; no clause in the plans at hand has more than 600
_MOST_CLAUSES = 6  # that follow each other at the end of one line
_YEAR = re.compile(r"(?:19|20)\d\d年")
_SENTENCE_END = re.compile(r"[。！？](?![”’》」])")

_LEADS_LIST = re.compile(  # a sentence that goes on in the list below: 应当履行以下职责：
    "(?:以下|下列|如下)[^，。]{0,8}$|(?:包括|是指|具备|符合|满足|做到)$|[有属](?:下列|以下)[^，。]{0,10}之一"
)
_RUNS_IN = re.compile(  # a heading without any mark behind it, and how the sentence opens into which it runs
    rf"(?:[{HAN}、“”]{{2,20}}，)?[{HAN}、“”]{{2,20}}?(?:要求|安排|机制|支持|保障|目标|任务|措施|原则|领导|思想|步骤|内容|分工|建设|管理|监督|考核|体系|认识|责任|水平|能力|发展|服务|环境|实施|宣传|重点|范围)"
    r"(?=党的|党中央|以习近平|坚持以|全[国省市县区][^面体]|各(?:级|地|有关|部门|单位|乡镇|县|市|区|街道|成员)|中央有关|按照|根据|围绕|通过|[到至](?:19|20)\d\d|(?:19|20)\d\d年"
    r"|为(?:深入|全面|进一步|切实|认真|贯彻|加强)|成立(?:由|以)|力争)"
)

Parted = Callable[[int], bool]


def heading_end(
    text: str, start: int, end: int, more: bool, of_sentences: bool, parted: Parted, headings: Sequence[str]
) -> int | None:
    """Where the heading ends that opens a line of a unit; None where everything is body.

    `more`: text or units follow the line. `of_sentences`: the unit before it in its list is one sentence that goes on.
    `headings`: what a list of contents gives behind the unit's number.
    """
    line = text[start:end]
    listed = max((len(heading) for heading in headings if line.startswith(heading)), default=0)
    if listed:
        return start + listed
    plain = _blotted(line)
    blank = _parting_blank(text, start, plain, parted)
    if blank:
        return start + blank
    if plain.startswith("问：") and more:
        return end
    stop = _SENTENCE_END.search(plain)
    colon = plain.find("：")
    if _LEADS_LIST.search(plain[:-1]) and (plain[-1] == "：" if stop is None else stop.end() == len(line)):
        return None
    if 0 < colon <= _LONGEST_LEAD and (stop is None or colon < stop.start()) and (colon + 1 < len(line) or more):
        return start + colon
    clause = _trailing_clause(line)
    if stop is None:
        return _end_of_heading_line(line, clause, more, start)
    runs_on = line[stop.end() :]
    follows = not of_sentences and (more or (bool(runs_on) and not clauses_only(runs_on)))
    return start + stop.end() if follows and stop.start() <= _LONGEST_HEADING else None


def runs_in(text: str, start: int, end: int) -> int | None:
    """Where a heading ends that runs into its text, as it does in text without line breaks: 二、工作目标全市…"""
    found = _RUNS_IN.match(text, start, min(end, start + _LONGEST_RUNNING_IN))
    return found.end() if found else None


def _blotted(line: str) -> str:
    """A line without what stands in quotes and brackets, whose marks end nothing."""
    parts: list[str] = []
    at = 0
    unclosed: set[str] = set()  # marks that no partner follows any more: nobody looks for it again
    for opening in _OPENS.finditer(line):
        if opening.start() < at or opening[0] in unclosed:
            continue
        again = line.find("“", opening.end()) if opening[0] == "“" else -1  # quotes do not nest: one was never closed
        end = line.find(_CLOSES[opening[0]], opening.end(), again if again >= 0 else None) + 1
        if end:
            parts += [line[at : opening.start()], "□" * (end - opening.start())]
            at = end
        elif again < 0:
            unclosed.add(opening[0])
    return "".join(parts) + line[at:]


def _end_of_heading_line(line: str, clause: int | None, more: bool, start: int) -> int | None:
    """A line that no full stop ends: a heading over more, unless it is a sentence of a list, leads to one or is too
    long.
    """
    length = clause or len(line)
    bare = line[:length]
    if bare[-1:] in "；;，,、：:" or len(bare) > _LONGEST_LINE or not more:
        return None
    return start + length


def _trailing_clause(line: str) -> int | None:
    """Where the bracketed clause begins that gives the line's work to someone and ends the line."""
    end, depth = len(line.rstrip("。")), 0
    for at in range(end - 1, max(-1, end - _LONGEST_CLAUSE), -1):
        if line[at] in "）］]】〕":
            depth += 1
        elif line[at] in "（［[【〔":
            depth -= 1
        if depth == 0:
            said = _DUTY.search(line, at, end) or _OFFICES.fullmatch(line, at, end)
            return at if at < end - 1 and said else None
    return None


def clauses_only(line: str) -> bool:
    """Whether a line is nothing but clauses, or a line such as 责任单位：…"""
    for _ in range(_MOST_CLAUSES):
        at = _trailing_clause(line)
        if at is None:
            return bool(_DUTY_LINE.match(line))
        if at == 0:
            return True
        line = line[:at]
    return False


def _parting_blank(text: str, start: int, plain: str, parted: Parted) -> int | None:
    """The length of a heading that only a blank parts from its text; a blank inside a word is damage and parts
    nothing.
    """
    stop = _SENTENCE_END.search(plain)
    limit = min(stop.start() if stop else 0, _LONGEST_HEADING)
    for length in range(_SHORTEST_PARTED, limit):
        if (
            parted(start + length)
            and text[start + length] not in "。，、；：）"
            and not _WANTS_MORE.search(text, start, start + length)
            and text[start + length - 1] not in "”》）"  # extraction from pages leaves blanks beside them
            and not text[start + length - 1].isascii()
            and (not text[start + length].isascii() or _opens_with_year(text, start + length, parted))
            and not _inside_word(text, start + length)
        ):
            return length
    return None


def _opens_with_year(text: str, offset: int, parted: Parted) -> bool:
    """Whether a year opens the text behind a blank; who sets blanks around digits has one behind it too."""
    year = _YEAR.match(text, offset)
    return bool(year) and not parted(offset + 4)


def _inside_word(text: str, offset: int) -> bool:
    """Whether a word of Chinese runs across the offset."""
    start = max(0, offset - 6)
    at = start
    for word in cut(text[start : offset + 6]):
        if at < offset < at + len(word):
            return True
        at += len(word)
    return False
