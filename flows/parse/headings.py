"""Where a heading ends and the text of its unit begins (codebook: heading)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from flows.knowledge.tokens import cut

_LONGEST_HEADING = 40  # characters (codebook: heading)
_LONGEST_LEAD = 12  # characters before ： (codebook: heading)
_LONGEST_LINE = 80  # characters of a heading line that no mark closes
_SHORTEST_PARTED = 4  # characters before a blank that parts heading and text
_CLOSES = {"“": "”", "《": "》", "（": "）"}
_OPENS = re.compile("[“《（]")
_DUTY = re.compile(r"负责|牵头|配合|落实|推进|参[与加]|分工|(?:单位|部门|处室|科室)[：:]")
_DUTY_LINE = re.compile(
    r"(?:(?:牵头|责任|负责|配合|主办|主责|承办|协办|协助|参与|参加|落实|实施|支持)及?){1,3}"
    r"(?:单位|部门|处室|科室|机构|领导)[：:]|(?:完成|办结|推进|落实|工作)?(?:时限|期限|时间)(?:要求|节点)?[：:]"
)
_OFFICES = re.compile(
    r"[（(［\[【](?:[\u4e00-\u9fff]{1,12}(?:局|厅|委|办|政府)[、，]?){1,20}[）)］\]】]"
)  # （杭州市局、湖州市局）
_LONGEST_CLAUSE = 1500  # characters; no clause in the plans at hand has more than 600
_MOST_CLAUSES = 6  # that follow each other at the end of one line
_SENTENCE_END = re.compile(r"[。！？](?![”’》」])")

_LEADS_LIST = re.compile(  # a sentence that goes on in the list below: 应当履行以下职责：
    "(?:以下|下列|如下)[^，。]{0,8}$|(?:包括|是指|具备|符合|满足|做到)$|[有属](?:下列|以下)[^，。]{0,10}之一"
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


def _blotted(line: str) -> str:
    """A line without what stands in quotes and brackets, whose marks end nothing."""
    parts: list[str] = []
    at = 0
    unclosed: set[str] = set()  # marks that no partner follows any more: nobody looks for it again
    for opening in _OPENS.finditer(line):
        if opening.start() < at or opening[0] in unclosed:
            continue
        end = line.find(_CLOSES[opening[0]], opening.end()) + 1
        if end:
            parts += [line[at : opening.start()], "□" * (end - opening.start())]
            at = end
        else:
            unclosed.add(opening[0])
    return "".join(parts) + line[at:]


def _end_of_heading_line(line: str, clause: int | None, more: bool, start: int) -> int | None:
    """A line that no full stop ends: a heading over more, unless it is a sentence of a list, leads to one or is too
    long.
    """
    length = clause or len(line)
    bare = line[:length]
    if bare[-1:] in "；;，,：:" or len(bare) > _LONGEST_LINE or not more:
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
            and text[start + length - 1] not in "”》）"  # extraction from pages leaves blanks behind them
            and not (text[start + length - 1].isascii() or text[start + length].isascii())
            and not _inside_word(text, start + length)
        ):
            return length
    return None


def _inside_word(text: str, offset: int) -> bool:
    """Whether a word of Chinese runs across the offset."""
    start = max(0, offset - 6)
    at = start
    for word in cut(text[start : offset + 6]):
        if at < offset < at + len(word):
            return True
        at += len(word)
    return False
