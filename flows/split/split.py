"""Cut a source into blocks."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from flows.clean import Clean
from flows.knowledge.genre import ANY_DOC_NUMBER, BODY_ENDS, is_title, type_words, wording
from flows.knowledge.writing import HAN
from flows.model import Span
from flows.split.contents import Contents, find_contents
from flows.split.copies import copies_of
from flows.split.headings import Heading, find_headings, value
from flows.split.marks import boilerplate_reasons, is_advertisement, is_compiler_heading, opens_text

_LINE = re.compile(r"[^\n]+")
_NUMBERED = re.compile(
    r"^(?:第[一二三四五六七八九十百\d]{1,4}[章节编条]|[一二三四五六七八九十]{1,3}[、.]|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[.、．](?!\d)"
    rf"|\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}(?=[{HAN}])|问：)",
    re.MULTILINE,
)
_NUMBERED_INSIDE = re.compile(
    r"[一二三四五六七八九十（(第](?:(?<=[。：；）][一二三四五六七八九十])[一二三四五六七八九十]{0,2}、"
    r"|(?<=[。：；）][（(])[一二三四五六七八九十]{1,3}[）)]|(?<=第)[一二三四五六七八九十百]{1,4}[章节条])"
)
_CHAPTER_BELOW = re.compile(r"\n+(?:[^\n。]{1,40}\n+)?第[一二三四五六七八九十百\d]{1,4}[章节]")
_NAMES_PLAN = re.compile(r"五年(?:规划|计划)|(?:规划|计划)纲要|发展规划")
_ISSUES = re.compile(r"现(?:将|予|提出|就|印发)|印发给你们|通知如下|制定本|提出(?:如下|以下)")
_NUMBER_ALONE = re.compile(rf"^[（]?(?:{ANY_DOC_NUMBER.pattern})[）]?$", re.MULTILINE)
_OPENS_DOCUMENT = re.compile(
    rf"^(?:\d{{1,3}}[.、])?[{HAN}、 ]{{2,50}}?(?:{BODY_ENDS})(?:关于|印发|转发|批转)[^。\n]{{2,90}}?"
    r"(?:{types})》?(?:的通知)?(?P<rest>[^\n]*)$"
)
_AFTER_TITLE = re.compile(rf"^(?:[（(][^）)]{{2,30}}[）)])?(?:{ANY_DOC_NUMBER.pattern})?(?:各[^。\n]{{2,300}}：.*)?$")
_TITLES = re.compile(r"《((?:[^《》\n]|《[^《》\n]*》)+)》")
_BREAK = re.compile(r"(?<![。：）])\n")  # within a sentence
_SHORTEST_DOCUMENT = 600  # characters before a title that can be the document before it
_LONGEST_TITLE_LINE = 600  # characters of a title with number and recipients on one line
_HEAD = 1500  # characters in which a title and the words stand by which it is issued
_TITLE_LINES = 12
_MOST_LINES = 3  # over which the title of one of several policies stands
_SHORTEST = 60  # characters of a block that can be judged at all


@dataclass(frozen=True, slots=True)
class Block:
    """A range of the clean text of one kind. A document may have boilerplate inside: `holes`."""

    kind: str  # document | advertisement | off_topic | boilerplate
    span: Span
    reason: str | None = None
    holes: tuple[tuple[Span, str], ...] = ()
    contents: Contents | None = None  # the list of contents, one of the holes
    shares_notice: bool = False  # a second policy under the notice of the block before
    heading: Heading | None = None  # what the compiler of a collection put above it


def split(clean: Clean) -> list[Block]:
    """Cut a source into blocks that follow each other without overlap; only line breaks lie between them."""
    headings, contents = find_headings(clean.text)
    first = contents[0] if contents else headings[0].parts_from if headings else len(clean.text)
    blocks = [_whole(clean.text, block) if headings else block for block in _between(clean.text, 0, first)]
    if contents:
        blocks.append(Block("boilerplate", _trimmed(clean.text, contents), "list of contents"))
    for heading, following in itertools.zip_longest(headings, headings[1:]):
        blocks += _headed(clean.text, heading, following.parts_from if following else len(clean.text))
    return blocks


def _headed(text: str, heading: Heading, end: int) -> Iterator[Block]:
    """The document below a compiler's heading, which is its title, and what follows it without a heading."""
    if heading.parts_from < heading.span[0]:
        yield Block("boilerplate", _trimmed(text, (heading.parts_from, heading.span[0])), "compiler's heading")
    if len(text[heading.span[1] : end].strip("\n")) < _SHORTEST:
        yield Block("boilerplate", _trimmed(text, (heading.span[0], end)), "compiler's heading")
        return
    for block in _between(text, heading.span[0], end, heading.span[1]):
        opened = block.span[0] == heading.span[0] and block.kind != "boilerplate"
        yield replace(block, kind="document", reason=None, heading=heading) if opened else block


def _whole(text: str, block: Block) -> Block:
    """What stands above the first heading is the end of a document where it has no title and opens in mid-count."""
    if block.kind != "document":
        return block
    head = text[slice(*block.span)][:_HEAD]
    number = _NUMBERED.search(head)
    titled = any(is_title(line) and not _NUMBERED.match(line) for line in head.split("\n")[:_TITLE_LINES])
    if titled or number is None or value(number[0]) == 1:
        return block
    return replace(block, kind="off_topic", reason="the end of a document that begins elsewhere")


def _trimmed(text: str, span: Span) -> Span:
    """A range without the line breaks at its end."""
    return span[0], span[0] + len(text[slice(*span)].rstrip("\n"))


def _between(text: str, start: int, end: int, headed: int = 0) -> Iterator[Block]:
    """The blocks of a range without headings that count, but for one up to the offset `headed`."""
    for first, last, compiled in _parts(text, start, end, headed):
        if compiled:
            yield Block("boilerplate", (first, last), "compiler's heading")
        else:
            yield from _blocks(text, first, last)


def _parts(text: str, begin: int, end: int, headed: int) -> Iterator[tuple[int, int, bool]]:
    """Ranges between compilers' headings and where a new document opens; the headings themselves are True."""
    opens = re.compile(_OPENS_DOCUMENT.pattern.replace("{types}", type_words()))
    start, last, numbered = None, 0, 0
    for match in _LINE.finditer(text, begin, end):
        line = match[0]
        compiled = match.start() >= headed and is_compiler_heading(line) and not _heads_chapters(text, match.end())
        long = start is not None and match.start() - start >= _SHORTEST_DOCUMENT
        if start is not None and (
            compiled or (long and opens_text(line)) or (long and numbered > 1 and _opens_document(opens, line))
        ):
            yield start, last, False
            start, numbered = None, 0
        if compiled:
            yield match.start(), match.end(), True
        elif start is None:
            start = match.start()
        numbered += _count_numbered(line)
        last = match.end()
    if start is not None:
        yield start, last, False


def _heads_chapters(text: str, end: int) -> bool:
    """Whether 第一篇 is a part of a plan: one of the next two lines heads a chapter of it."""
    return bool(_CHAPTER_BELOW.match(text, end))


def _opens_document(opens: re.Pattern[str], line: str) -> bool:
    """Whether a line is the title of a new document: issuer, title, and at most its number and recipients."""
    match = opens.match(line) if len(line) <= _LONGEST_TITLE_LINE else None
    return bool(match and _AFTER_TITLE.match(match["rest"]))


def _blocks(text: str, start: int, end: int) -> Iterator[Block]:
    lines = [match.span() for match in _LINE.finditer(text, start, end)]
    reasons = boilerplate_reasons([text[slice(*line)] for line in lines])
    kept = [i for i, reason in enumerate(reasons) if reason is None]
    if not kept:
        yield Block("boilerplate", (start, end), next((reason for reason in reasons if reason), "no text"))
        return
    first, last = kept[0], kept[-1]
    if first:
        yield Block("boilerplate", (lines[0][0], lines[first - 1][1]), reasons[0])
    yield from _judge(
        text,
        (lines[first][0], lines[last][1]),
        tuple((lines[i], reason) for i in range(first, last) if (reason := reasons[i])),
    )
    if last + 1 < len(lines):
        yield Block("boilerplate", (lines[last + 1][0], lines[-1][1]), reasons[last + 1])


def _judge(text: str, span: Span, holes: tuple[tuple[Span, str], ...]) -> Iterator[Block]:
    body = text[slice(*span)]
    if _is_policy(body):
        copies = copies_of(text, span)
        for copy in itertools.pairwise([span[0], *copies, span[1]]):
            cuts = [copy[0], *_further_policies(text, copy), copy[1]]
            for i, cut in enumerate(itertools.pairwise(cuts)):
                start, end = _trimmed(text, cut)
                inside = tuple(hole for hole in holes if start <= hole[0][0] < end)
                contents = find_contents(text, start, end)
                inside = _with_contents(inside, contents) if contents else inside
                yield Block("document", (start, end), None, inside, contents, shares_notice=i > 0)
    elif is_advertisement(body):
        yield Block("advertisement", span, "words of promotion, no policy", holes)
    else:
        yield Block("off_topic", span, "neither title nor numbered units nor a notice", holes)


def _with_contents(holes: tuple[tuple[Span, str], ...], contents: Contents) -> tuple[tuple[Span, str], ...]:
    """The holes of a document with its list of contents, and without those in it."""
    start, close = contents.start, contents.close
    outside = (hole for hole in holes if hole[0][1] <= start or hole[0][0] >= close)
    return tuple(sorted([*outside, ((start, close), "list of contents")]))


def _is_policy(body: str) -> bool:
    """A policy has two of: a title, numbered units, the words or the number with which it is issued."""
    if len(body) < _SHORTEST:
        return False
    head = body[:_HEAD]
    titled = _is_titled(body) or bool(_TITLES.search(head[:300])) or bool(_NAMES_PLAN.search(head))
    issued = bool(_ISSUES.search(head) or _NUMBER_ALONE.search(head))
    return titled + (_count_numbered(body) > 1) + issued >= 2


def _is_titled(body: str) -> bool:
    """Whether a title stands in the first lines, or runs into the text."""
    lines = (line.rstrip("·*") for line in body[:_HEAD].split("\n")[:_TITLE_LINES])  # 计划·: the mark of a footnote
    return any(map(is_title, lines)) or bool(_opens_with_title().match(body, 0, _HEAD))


@cache
def _opens_with_title() -> re.Pattern[str]:
    """A title that runs into the text, in text without line breaks."""
    return re.compile(
        rf"[{HAN}“”《》+、]{{4,60}}?(?:{type_words()})(?:[（(][^）)]{{2,30}}[）)])?"
        rf"(?:为|根据|按照|目录|第一章|一、|{ANY_DOC_NUMBER.pattern})"
    )


def _count_numbered(body: str) -> int:
    return len(_NUMBERED.findall(body)) + len(_NUMBERED_INSIDE.findall(body))


def _further_policies(text: str, span: Span) -> list[int]:
    """Where the second and further policies under one notice begin: lines that are titles which the notice issues.

    Titles one right below the other are a list of them.
    """
    head = _BREAK.sub("", text[span[0] : min(span[1], span[0] + _HEAD)])
    issued = next(
        (line for line in head.split("\n") if "印发" in line and "。" in line and len(_TITLES.findall(line)) > 1), ""
    )
    named = {wording(title) for title in _TITLES.findall(issued) if is_title(title)}
    titles = {title for title in named if not any(other.endswith(title) for other in named - {title})}  # no short forms
    if len(titles) < 2:
        return []
    lines = [(match.start(), wording(match[0])) for match in _LINE.finditer(text, *span)]
    starts: dict[str, int] = {}
    for at in range(len(lines)):
        count = next((n for n in range(1, _MOST_LINES + 1) if _joined(lines, at, n) in titles), 0)
        if count and not any(_joined(lines, at + count, n) in titles for n in range(1, _MOST_LINES + 1)):
            starts.setdefault(_joined(lines, at, count), lines[at][0])
    return sorted(starts.values())[1:]


def _joined(lines: list[tuple[int, str]], at: int, count: int) -> str:
    """The wording of some lines as one."""
    return "".join(line for _, line in lines[at : at + count])
