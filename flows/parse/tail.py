"""What stands behind the last unit: signature, date, list of attachments, print line."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from flows.knowledge.genre import ISSUER_ENDS
from flows.knowledge.writing import HAN
from flows.model import Span
from flows.parse.issuers import SEAL, Parted, split_issuers
from flows.parse.numerals import DATE

_DATE = re.sub(r"\?P<\w+>", "?:", DATE.pattern)
_NAME = rf"[{HAN}“”（）、 ]{{2,40}}?(?:{ISSUER_ENDS})(?:{SEAL})?"
_PUBLIC = r"[（(](?:此件|本文)[^）)]{0,20}[）)]"
_ATTACHED = r"(?:相关|有关)?附[件表录图]?(?:[一二三四五六七八九十\d]{1,2}|下载)?(?:[：:].*)?"
_TAIL_LINE = re.compile(
    rf"(?:{_NAME})?\s?(?:{_DATE})(?:印发|印)?|[{HAN}]{{2,30}}\s?(?:{_DATE})印发?|[（(]?(?:信息)?公开(?:方式|属性|类别|形式|选项)[：:].*|[（(]?[^。\n]{{0,24}}(?:点击链接|点击查看)[^。\n]{{0,10}}|{_NAME}|{_PUBLIC}|{_ATTACHED}|抄送[：:].*|主题词[：:].*|联系人(?:[及和、][^：:。]{{1,12}})?[：:].*|（?(?:联系(?:单位|电话|方式|地址)|咨询电话|电话|传真|邮箱|电子邮[箱件]|地址|邮编)[：:][^。]{{0,80}}"
    rf"|本(?:文|公告|通知|通告)?转[自载][^。]{{2,40}}。?|[^。；，]{{2,60}}\.(?:docx?|xlsx?|pdf|wps|et|rar|zip)"
)
_GLUED = re.compile(
    rf"(?<=[。）)])(?P<signed>[{HAN}“”（）、 ]{{2,160}}?(?:{ISSUER_ENDS}))\s?(?P<date>{_DATE})(?:{_PUBLIC})?$"
    rf"|(?<=[。）)]){_PUBLIC}$|(?<=[。）)])附件\d?[：:][^。；]{{4,80}}$"
)
_LONGEST_GLUED = 240  # characters of such a signature with its date and what stands behind it
_SIGNED = re.compile(rf"^{_NAME}$")
_DATE_LINE = re.compile(_DATE)
_LISTED = re.compile(r"^\d{1,2}[.、．]?[^。；]{2,60}$|^[^。；，]{2,60}$")
_ATTACHMENT_MARK = re.compile(r"附(?:[件表录图][一二三四五六七八九十\d]{0,2}(?:[：:.．]|$)|：)")
_NOTE = re.compile(r"[（(]?(?:备?注|说明)[：:]?1[、.．]")  # the first of numbered notes below a table
_NOTED = re.compile(r"\d{1,2}[、.．]")
_LISTED_NAME = re.compile(r"\d{1,2}(?!\d)[.、．]?[^。；，]{2,60}$|[^。；，]{2,60}\.(?:docx?|xlsx?|pdf|wps|et|rar|zip)$")
_TO_BE_NAMED = re.compile(r"(?:（略）)?(?:\d{1,2}[.、．])?")  # the name itself comes on the next line
_COLON = re.compile("[：:]")
_LONGEST_NAME = 60  # characters of an attachment's name
_LINE = re.compile(r"[^\n]+")


@dataclass(slots=True)
class Tail:
    """Where the own text of the last unit ends, and who signed when."""

    start: int
    issuers: list[str] = field(default_factory=list)
    date: re.Match[str] | None = None


def read_tail(text: str, start: int, end: int, parted: Parted) -> Tail:
    """Read backwards from the end of a document while lines are of the tail's kinds; `start` is where the last unit
    opens.
    """
    lines = [match.span() for match in _LINE.finditer(text, start, end)]
    tail = Tail(end)
    attached = _attachment_list(text, lines[1:])
    for line in reversed(lines[1:]):
        if line[0] < attached and not _TAIL_LINE.fullmatch(text, *line):
            break
        tail.start = line[0]
    if tail.start == end and lines:
        glued = _GLUED.search(text, max(lines[-1][0], lines[-1][1] - _LONGEST_GLUED), lines[-1][1])
        if glued:
            tail.start = glued.start()
    _read_signature(tail, text, end, parted)
    return tail


def _attachment_list(text: str, lines: list[Span]) -> int:
    """Where the list of attachments begins, when nothing but its names follows; else the end."""
    begins = lines[-1][1] if lines else 0
    for start, end in reversed(lines):
        if re.fullmatch(_ATTACHED, text[start:end]):
            begins = start
        if not _LISTED.match(text[start:end]):
            break
    return begins


def attachment_lists(text: str, lines: Sequence[Span], captions: Collection[int]) -> list[Span]:
    """The lines that list attachments, wherever they stand, such as 附件：1.任务表 and the names below it.

    They open no units. `captions` are the ends of lines that head an attached table.
    """
    found: list[Span] = []
    listing, named = False, False
    for i, (start, end) in enumerate(lines):
        line = text[start:end]
        mark = _ATTACHMENT_MARK.match(line)
        if end in captions:
            listing = False
        elif mark:
            # Without a colon it opens the attachment itself, whose title is no entry; numbered names may follow.
            above_table = any(text[below] == "|" for below, _ in lines[i + 2 : i + 4])
            names = mark.end() < len(line) and not _TO_BE_NAMED.fullmatch(line, mark.end())
            listing, named = True, names or above_table or not _COLON.search(line)
        elif listing and (_LISTED_NAME.match(line) or (not named and len(line) <= _LONGEST_NAME and "。" not in line)):
            named = True
        else:
            listing = False
        if listing:
            found.append((start, end))
    return found


def notes_of_tables(text: str, lines: Sequence[Span]) -> list[Span]:
    """The lines of numbered notes: 注：1、… and 2、… below it. They open no units."""
    found: list[Span] = []
    noting = False
    for start, end in lines:
        noting = bool(_NOTE.match(text, start, end) or (noting and _NOTED.match(text, start, end)))
        found += [(start, end)] if noting else []
    return found


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed when, and the lines where it stands."""

    lines: tuple[Span, ...] = ()
    issuers: tuple[str, ...] = ()
    date: re.Match[str] | None = None


def read_signature(text: str, lines: Sequence[Span], parted: Parted) -> Signature:
    """The signature of a policy that attachments follow: names of bodies, each on a line, above a date."""
    for i, (start, end) in enumerate(lines):
        if not _DATE_LINE.fullmatch(text, start, end):
            continue
        first = i
        while first and _SIGNED.match(text[slice(*lines[first - 1])]):
            first -= 1
        below = text[slice(*lines[i + 1])] if i + 1 < len(lines) else ""
        if first < i or re.fullmatch(_PUBLIC, below):
            names = [name for line in lines[first:i] for name in split_issuers(text, line, parted)]
            last = i + 1
            while last < len(lines) and re.fullmatch(_PUBLIC, text[slice(*lines[last])]):
                last += 1
            return Signature(tuple(lines[first:last]), tuple(names), DATE.search(text, start, end))
    return Signature()


def _read_signature(tail: Tail, text: str, end: int, parted: Parted) -> None:
    names: list[str] = []
    for line in (match.span() for match in _LINE.finditer(text, tail.start, end)):
        date = DATE.search(text, *line)
        if date and not text[date.end() :].startswith("印"):
            tail.date = date
            tail.issuers = names + split_issuers(text, (line[0], date.start()), parted)
            return
        if _SIGNED.match(text[slice(*line)]):
            names += split_issuers(text, line, parted)
