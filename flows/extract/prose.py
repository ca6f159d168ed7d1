"""Assignments in running prose: 由省发展改革委牵头，省财政厅等配合; 国家发展改革委牵头设立工作专班; 公安部负责维护治安.

A body merely mentioned is no row: 由 must open it, or the sentence must open with the body that leads or has the duty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flows.extract.readings import Reading, read
from flows.extract.roles import LEAD, RESPONSIBLE, SUPPORT
from flows.knowledge.agencies import is_collective, is_office_by_form, is_placed, resolve
from flows.knowledge.lexicon import prefixes
from flows.model import Span

Found = tuple[Span, Reading]

_BY = re.compile(r"由(?=([^，。；：“”《》（）\n]{2,60}))|(?<=[。；，])(?=([^，。；：“”《》（）、由\n]{4,30}?牵头))")
_OPENS = re.compile(r"(?=([^，。；：“”《》（）、由\n]{4,30}?牵头))")  # a paragraph that opens with who leads
_VERB = re.compile(r"(?:负责)?牵头(?:负责)?|负责|(?=(?:具体)?承[担办]|会同|(?:统一|统筹)组织|组织实施)")
_AFTER_LEAD = re.compile(
    r"[，。；、]|$|\n|设立|成立|组织|会同|推进|落实|实施|开展|制定|建立|抓|做好|协调|统筹|研究|编制|办理|完成"
)
_NO_DUTY = r"人|同志|制(?![定订])|解释|的"  # 负责人, 由市卫生局负责解释
_PAYS = r"的|[^，。；\n]{0,12}(?:责任|风险|费用|损失)"  # 承担首要责任, 由银行承担的费用
_AFTER_DUTY = re.compile(
    rf"(?:具体)?承办(?!的)|(?:具体)?承担(?!{_PAYS})|组织|统[一筹]组织|(?!(?:具体)?承[担办]|会同|{_NO_DUTY})"
)
_OFFICES = re.compile(r"部门|单位|政府|党委|管委会|机关")
_JOINED = re.compile(  # 市发改委牵头会同市财政局、有关部门|制定…
    r"，?会同[^，。；：“”《》（）\n]{2,60}?(?:[局委部厅办院会署行府]|单位|部门)(?=共同|另行|联合|制定|确定|认定|公布|研究|组织|开展|推进|推动|建立|编制|抓|做|负责|落实|实施|提出|[，。；]|$)"
)
_NOBODY_NAMED = ("责任单位", "牵头单位", "主办单位", "承办单位", "责任部门", "牵头部门")  # 各牵头单位要牵头抓总
_HELPERS = re.compile(r"[，、]([^，。；：“”《》（）\n]{2,120})")
_HELP = re.compile(r"(?:共同)?(?:积极)?(?:参加|参与|配合|协助|协同配合)")
_DUTY = re.compile(rf"负责(?!{_NO_DUTY}|[，。；、])|承担(?!{_PAYS}|[^，。；\n]{{0,30}}的(?:部门|单位|机构|省|市))")
_PART = r"[^，。；：“”《》\n由]"
_BIDS = "支持|鼓励|引导|推动|督促|指导|协调|委托|依托|明确|要求|发挥|组织"  # who is bidden, not who has the duty
_SUBJECT = re.compile(  # what may stand between the opening of a sentence and its duty
    rf"(?<=[。；，：\n])(?!{_BIDS})(?P<names>{_PART}{{2,60}}?)(?:（以下简?称{_PART}{{1,20}}）)?"
    rf"(?:是{_PART}{{2,40}}(?:部门|机构|单位)，|[：:]?\n?|按照?{_PART}{{2,20}}，?)?"
    r"(?:具体|统一|统筹|主要|分别|共同|应当?|要)*$"
)
# 省科技厅要发挥主责作用，牵头做好…，省教育厅、省科协等相关单位要主动协调配合
_PLAYS = re.compile(
    rf"(?<=[。；\n])(?!{_BIDS})(?P<names>{_PART}{{2,60}}?)(?:要|应当?)?(?:切实|充分|认真)?(?:发挥|履行|落实|扛起|承担)好?"
    r"[^，。；\n]{0,10}(?:作用|职责|责任)，(?:切实|认真)?牵头"
    rf"(?:[^。；\n]{{2,60}}?，(?P<helpers>{_PART}{{2,80}}?)(?:要|应当?)?(?:积极|主动|密切|加强|认真|协调)*配合)?"
)
# A list of duties: 市财政局：安排经费。市教育局：组织宣传; a body that heads the paragraph below it.
_ENTRY = re.compile(
    rf"(?P<names>{_PART}{{2,60}}(?:（[^（）\n]{{1,12}}）)?)(?:[：:]\n?|。?\n|。(?=负责|牵头|承担|落实|组织|做好|加强|指导|配合|制定))"
    r"(?!指[^导挥]|是指|即|包括|为)(?:(?P<lead>牵头|抓总)|(?P<support>配合|协助|参与)|[\u4e00-\u9fff])"
)
_STOP = re.compile(r"[；。\n]\n?|职责(?:分工)?[：:]")
_LONGEST_SUBJECT = 110  # characters from the opening of a sentence to its verb
_OWN_DUTY = (
    "局",
    "委",
    "办",
    "厅",
    "公司",
    "管委会",
    "办公室",
    "部门",
    "政府",
    "支队",
    "大队",
    "总队",
)  # ends of names that need no place
_STAFFS = ("指挥部", "领导小组", "专班", "联席会议", "委员会")  # a line that heads who they are made of
_SAYS = re.compile("是|负责|按")  # a sentence that ends as a name does
_LONGEST_WORK = 20  # characters of the work between who leads and who helps
_LONGEST_HEAD = 40  # characters of a line that heads a duty
_BARE = frozenset({"领导小组", "指挥部", "专班", "工作专班", "联席会议", "办公室"})  # one that was just set up


def find_prose(text: str, start: int, end: int, region: str | None, listing: bool) -> Iterator[Found]:
    """The assignments that a paragraph's prose makes, each with the span of its words.

    `listing`: it may be a list of duties, no letter to the bodies that it opens with.
    """
    taken = start
    listed = list(_listed(text, start, end, region)) if listing else []
    others = (
        []
        if listed
        else [
            *_led(text, start, end, region),
            *_duties(text, start, end, region),
            *_played(text, start, end, region),
        ]
    )
    for span, reading in sorted([*listed, *others], key=lambda f: f[0]):
        if span[0] >= taken:
            taken = span[1]
            yield span, reading


def _led(text: str, start: int, end: int, region: str | None) -> Iterator[Found]:
    """由…牵头, 由…负责, and a sentence that opens with the body that leads."""
    opening = None if text[start - 1 : start] in tuple("。；，") else _OPENS.match(text, start, end)
    for by in [*([opening] if opening else []), *_BY.finditer(text, start, end)]:
        begin = by.end()
        verb = _VERB.search(text, begin + 2, min(by.end(by.lastindex or 0), end))
        if verb is None or (
            "牵头" not in verb[0] and text[begin - 2 : begin - 1] == "（"
        ):  # a remark: （由甲局负责运营）
            continue
        after = (_AFTER_LEAD if "牵头" in verb[0] else _AFTER_DUTY).match(text, verb.end(), end)
        joined = _JOINED.match(text, verb.end(), end)
        if after is None and joined is None and verb.end() != end:
            continue
        led = joined.end() if joined else verb.end()
        helpers = ((led, _end_of_helpers(text, led, end)), _helpers_behind(text, led, end))
        for mark, stop in (*(pair for pair in helpers if pair[1] > pair[0]), (led, led)):
            reading = read(text, [(begin, led), *([(mark + 1, stop)] if stop > mark else [])], region)
            if _is_duty(reading, region):
                yield (by.start(), stop), reading
                break


def _played(text: str, start: int, end: int, region: str | None) -> Iterator[Found]:
    """A body that is to play its part and lead, and those that the rest of the sentence has help."""
    for match in _PLAYS.finditer(text, start, end):
        reading = read(text, [match.span("names")], region)
        if not _is_duty(reading, region):
            continue
        reading.names = [(name, LEAD) for name, _ in reading.names]
        helpers = read(text, [match.span("helpers")], region) if match["helpers"] else None
        if helpers and _is_duty(helpers, region):
            reading.names += [(name, SUPPORT) for name, _ in helpers.names]
            reading.open_ended |= helpers.open_ended
        yield match.span(), reading


def _listed(text: str, start: int, end: int, region: str | None) -> Iterator[Found]:
    """The entries of a list of duties; the first opens the paragraph, but for a heading (成员单位职责：)."""
    for begin in (start, *(stop.end() for stop in _STOP.finditer(text, start, end))):
        entry = _ENTRY.match(text, begin, end)
        reading = read(text, [entry.span("names")], region) if entry else None
        if entry and reading and _are_offices(reading, entry.end("names"), region):
            role = LEAD if entry["lead"] else SUPPORT if entry["support"] else RESPONSIBLE
            reading.names = [(name, role) for name, _ in reading.names]
            yield (begin, entry.end()), reading


def heads_duty(text: str, span: Span, region: str | None) -> bool:
    """Whether a line is nothing but bodies, whose duty then stands below it."""
    start, end = span[0], span[0] + len(text[slice(*span)].rstrip("：:"))
    bodies = end - start <= _LONGEST_HEAD and text[start:end].endswith(prefixes("name_ends"))
    if not bodies or text[start:end].endswith(_STAFFS):  # 防汛指挥部|总指挥：…
        return False
    return _are_offices(read(text, [(start, end)], region), end, region)


def _are_offices(reading: Reading, end: int, region: str | None) -> bool:
    """Whether a list that ends there is of bodies that do a work and of nothing else."""
    if not reading.names or reading.strangers or reading.loose or reading.names[-1][0].span[1] != end:
        return False
    return all(_has_duty(name.full, region) for name, _ in reading.names)


def _has_duty(name: str, region: str | None) -> bool:
    """Whether a body may stand in a list of duties: no 各责任单位, no 用人单位."""
    if name.endswith(_NOBODY_NAMED) or name in _BARE or _SAYS.search(name):
        return False
    if is_collective(name):
        return bool(_OFFICES.search(name))
    told = name.endswith(_OWN_DUTY) or is_placed(name, region)  # no 建设大数据中心, no 中药材产业集聚区
    return told and resolve(name, region, None, None).known


def _duties(text: str, start: int, end: int, region: str | None) -> Iterator[Found]:
    """A paragraph that opens with bodies and their duty (公安部、交通部负责…; 县财政局：负责…), and goes on so."""
    opened = False
    for verb in _DUTY.finditer(text, start, end):
        begin = max(start, verb.start() - _LONGEST_SUBJECT)
        opening = "。" if begin == start else ""  # a paragraph opens as a sentence does
        subject = _SUBJECT.search(opening + text[begin : verb.start()])
        if subject is None:  # 甲局负责编制规划，负责立项；乙局负责…
            continue
        first, last = (begin - len(opening) + at for at in subject.span("names"))
        reading = read(text, [(first, last)], region)
        opened |= first == start
        own = text[first - 1] in "。；\n" and not any(is_collective(name.full) for name, _ in reading.names)
        if (opened or own) and _is_duty(reading, region):
            yield (first, verb.end()), reading


def _end_of_helpers(text: str, place: int, end: int) -> int:
    """Behind 「，各有关部门参加」 when it follows, else where it would begin."""
    found = _HELPERS.match(text, place, end)
    helps = _HELP.search(text, found.start(1), found.end()) if found else None
    return helps.end() if helps and text[helps.end() : helps.end() + 1] in ("，", "。", "；", "的", "") else place


def _helpers_behind(text: str, led: int, end: int) -> Span:
    """Where helpers stand behind a few words on the work: 市教育局牵头|组织实施|，市财政局配合。"""
    comma = text.find("，", led, min(led + _LONGEST_WORK, end))
    if comma < 0 or "。" in text[led:comma]:
        return led, led
    stop = _end_of_helpers(text, comma, end)
    return (comma, stop) if text[stop : stop + 1] in ("。", "；", "") else (led, led)


def _is_duty(reading: Reading, region: str | None) -> bool:
    """Whether nothing but bodies was read, an office first."""
    return bool(reading.names) and not reading.strangers and _is_office(reading.names[0][0].full, region)


def _is_office(name: str, region: str | None) -> bool:
    """Whether a name in prose is an office, and no kind of firms or schools (由高校牵头)."""
    if (is_collective(name) and not _OFFICES.search(name)) or name.endswith(_NOBODY_NAMED) or name in _BARE:
        return False
    body = resolve(name, region, None, None)
    if body.system in ("institution", "enterprise"):
        return is_placed(name, region)
    return body.known or is_office_by_form(name, region)
