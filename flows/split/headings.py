"""Headings that a compiler put above the documents of a collection: 3. 某市…的通知（2023年2月27日）, on some lines.

Numbered items of a plan and entries of a list can look the same. So a heading counts where a document follows it (its
number or its recipients), or else where it goes on with the compiler's count and text of its own follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from flows.knowledge.genre import ANY_DOC_NUMBER, genre, is_title, type_words
from flows.knowledge.writing import HAN
from flows.model import Span
from flows.read.numerals import numeral

_LONGEST = 200  # characters of a heading
_MOST_LINES = 5
_SHORTEST_LIST = 3  # headings one right below the other that make a list, of contents or of what is cited
_SHORTEST_TEXT = 60  # characters below a heading that can be a document
_MOST_SKIPPED = 3  # numbers that the compiler's count may leave out, where a heading is damaged
_DATES = (  # how a date in a heading is written; a line may break anywhere in it
    r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日?",
    r"(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}日?",
    r"[二一][〇○零O一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日",
)
_DATE = re.compile("|".join(_DATES))
_BRACKETS = re.compile(r"[（(]([^（()）。；，：]{6,20})[）)]")
_RECIPIENTS = (
    rf"(?:各|省|市|县|区|本[省市县区]|有关|国务院|党中央|中央|驻|机关|局|厅|委|[{HAN}]{{2,8}}(?:市|县|区|部|委|局|厅|政府|公司)[，、])"
    r"[^。；：\n]{2,400}：(?=\n|现|为|根据|按照|经|《|近年|今年)"
)
_FOLLOWED = re.compile(rf"\n?(?:{ANY_DOC_NUMBER.pattern}|{_RECIPIENTS})")
_LEADER = re.compile(r"\n?[.…·]{2,}|\d|\n\d{1,4}(?:\n|$)")  # to the page of an entry of a list of contents
_RUNS_ON = re.compile(r"[。；，、：）]")  # a sentence goes on behind a date that is no heading's
_NUMERAL = re.compile(r"\d+|[一二三四五六七八九十]+")
_LONGEST_LINE_ABOVE = 80  # characters of an item of a list


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: the whole of it, its title without number and date, and where its part of the collection is headed."""

    span: Span
    title: Span
    parts_from: int  # where lines such as （一）上海 begin above it; else where it begins


@dataclass(frozen=True, slots=True)
class _Candidate:
    span: Span
    title: Span
    number: int
    followed: bool  # by the number of a document, or by recipients
    dated: bool
    listed: bool  # an entry of a list of contents, by its dots and its page


def find_headings(text: str) -> tuple[list[Heading], Span | None]:
    """The headings in a clean text, in order, and the range of a list of contents above the first.

    Takes time linear in the length of the text.
    """
    candidates = list(_candidates(text))
    lists = _lists(text, candidates)
    accepted: list[_Candidate] = []
    for i, each in enumerate(candidates):
        end = candidates[i + 1].span[0] if i + 1 < len(candidates) else len(text)
        if i not in lists and (each.followed or _goes_on(text, each, accepted, end)):
            accepted.append(each)
    if not accepted:
        return [], None
    headings = [Heading(each.span, each.title, _parts_from(text, each)) for each in accepted]
    above = [i for i in sorted(lists) if candidates[i].span[1] <= headings[0].span[0]]
    contents = (candidates[above[0]].span[0], headings[0].parts_from) if len(above) >= _SHORTEST_LIST else None
    return headings, contents


def _candidates(text: str) -> Iterator[_Candidate]:
    """What has the form of a heading. In a line it counts only behind a sentence or a date, with a document below."""
    at = 0
    for mark in _marks().finditer(text):
        if mark.start() < at:
            continue
        found = _match_dated(text, mark.end())
        dated = bool(found)
        found = found or _undated().match(text, mark.end(), mark.end() + 2 * _LONGEST)
        if not found or found["title"].count("\n") >= _MOST_LINES or not _is_headed(found["title"], dated):
            continue
        end = found.end()
        followed = bool(_FOLLOWED.match(text, end))
        if followed or (dated and _opens_line(text, mark.start())):
            leader = bool(_LEADER.match(text, end)) and not followed
            number = value(mark[0])
            yield _Candidate((mark.start(), end), found.span("title"), number, followed, dated, leader)
            at = end


def _match_dated(text: str, start: int) -> re.Match[str] | None:
    """A title with a date in brackets behind it, before which other brackets may stand."""
    brackets = (match for match in _BRACKETS.finditer(text, start, start + _LONGEST))
    end = next((match for match in brackets if _DATE.fullmatch(match[1].replace("\n", ""))), None)
    return _dated().fullmatch(text, start, end.end()) if end else None


def _is_headed(title: str, dated: bool) -> bool:
    """Whether words can be the title in a heading: somebody issues something, or it ends as titles do."""
    plain = title.replace("\n", "")
    if plain.startswith("《") and plain.endswith("》"):  # an entry of a list of what is cited
        return False
    return bool(_acts().search(plain)) or (dated and _ends_as_titles_do(plain))


def _ends_as_titles_do(title: str) -> bool:
    return is_title(title) or title.endswith(tuple(genre()["headings"]["ends"]))


def _lists(text: str, candidates: Sequence[_Candidate]) -> set[int]:
    """The candidates that are entries of lists: with a page behind, or one right below the other, counting up."""
    found = {i for i, each in enumerate(candidates) if each.listed}
    run: list[int] = []
    for i, each in enumerate(candidates):
        if run and not (_adjoin(candidates[i - 1], each) and each.number == candidates[i - 1].number + 1):
            found.update(run if len(run) >= _SHORTEST_LIST else ())
            run = []
        run.append(i)
    return found | set(run if len(run) >= _SHORTEST_LIST else ())


def _adjoin(above: _Candidate, below: _Candidate) -> bool:
    return below.span[0] - above.span[1] <= 1


def _goes_on(text: str, each: _Candidate, accepted: Sequence[_Candidate], end: int) -> bool:
    """Whether a heading that neither number nor recipients follow takes its place in the compiler's count."""
    title = text[slice(*each.title)].replace("\n", "")
    bare = end - each.span[1] < _SHORTEST_TEXT and not accepted
    if bare or "，" in title or not _ends_as_titles_do(title) or _RUNS_ON.match(text, each.span[1]):
        return False
    if _continues_list(text, each):
        return False
    before = accepted[-1].number if accepted else each.number - 1
    return before < each.number <= before + _MOST_SKIPPED or (
        each.number == 1 and _parts_from(text, each) < each.span[0]
    )


def _continues_list(text: str, each: _Candidate) -> bool:
    """Whether the line above is the item before this one: a list of attachments goes on with a title."""
    end = max(0, each.span[0] - 1)
    above = text[max(0, end - _LONGEST_LINE_ABOVE) : end].rsplit("\n", 1)[-1]
    mark = _marks().match(above)
    return bool(mark and "。" not in above and value(mark[0]) == each.number - 1)


def _parts_from(text: str, each: _Candidate) -> int:
    """Where the lines begin that head a part of the collection, above a heading with which the count begins."""
    at = each.span[0]
    while each.number == 1 and at > 0:
        start = text.rfind("\n", max(0, at - _LONGEST_LINE_ABOVE), at - 1) + 1
        if not _part().fullmatch(text, start, at - 1):  # nor does what is longer than a line can be
            break
        at = start
    return at


def _opens_line(text: str, at: int) -> bool:
    return at == 0 or text[at - 1] == "\n"


@cache
def _numbers() -> str:
    return "|".join(each["pattern"] for each in genre()["headings"]["numbers"])


@cache
def _marks() -> re.Pattern[str]:
    """The numbers that open headings, at the start of a line or where text runs on behind a sentence or a date."""
    return re.compile(rf"(?:^|(?<=[。）日]))(?:{_numbers()})\n?", re.MULTILINE)


@cache
def _title() -> str:
    """A character of a title, over lines of which none opens with a number of its own."""
    return rf"(?:[^。；：\n]|\n(?!{_numbers()}))"


@cache
def _dated() -> re.Pattern[str]:
    return re.compile(rf"(?P<title>{_title()}{{6,160}}?)\n?{_BRACKETS.pattern}")


@cache
def _undated() -> re.Pattern[str]:
    """A title without date, which a document must follow."""
    return re.compile(
        rf"(?=[^。；：\n]{{2,60}}?{_acts().pattern})(?P<title>{_title()}{{6,140}}?(?:{type_words()})》?"
        rf"(?:[（(][^）)\n]{{2,12}}[）)])?(?:的通知)?)(?={_FOLLOWED.pattern})"
    )


@cache
def _acts() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(genre()['headings']['acts'])})")


@cache
def _part() -> re.Pattern[str]:
    return re.compile(genre()["headings"]["parts"])


@cache
def _values() -> dict[str, int]:
    return {numeral(number, "chineseCounting"): number for number in range(1, 1000)}


def value(mark: str) -> int:
    """The number in the mark that opens a heading; 0 where it is none."""
    number = _NUMERAL.search(mark)
    if number is None:
        return 0
    return int(number[0]) if number[0].isdecimal() else _values().get(number[0], 0)
