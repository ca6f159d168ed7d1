"""Titles: wrappers such as 甲印发《乙》的通知, the lines over which a title stands, and what may stand around one."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence, Set

from flows.knowledge.genre import ANY_DOC_NUMBER, ISSUER_ENDS, doc_type, is_title, type_words, wording
from flows.knowledge.writing import HAN
from flows.model import Span
from flows.parse.issuers import AND_OTHERS, SEAL
from flows.parse.numerals import DATE as _DATE_PATTERN

NUMBER = ANY_DOC_NUMBER.pattern
NUMBER_LINE = re.compile(  # a number alone, in brackets, or in the red head beside who signs
    rf"\|?(?:签发人：[^|。；]{{0,20}}\|)?[|（]?(?P<number>{NUMBER})[）|]{{0,2}}(?:签发人：?[^|。；]{{0,20}})?\|?"
)
RED_HEAD = re.compile(rf"(?P<who>[{HAN}“”（）、]{{2,100}}?)文件")
DATE_TEXT = re.sub(r"\?P<\w+>", "?:", _DATE_PATTERN.pattern)
PUBLIC = r"[（(](?:此件|本文)[^）)]{0,20}[）)]"
WRAPPER = re.compile(
    r"^(?P<issuers>[^《》。]*?)(?:关于)?(?:印发|转发|批转|发布|公布)(?:实施)?(?P<wrapped>.+?)(?:的(?:通知|公告|决定|函))?$"
)
SOLICITS = re.compile(
    r"^(?P<issuers>[^《》。]*?)关于[^《》]{0,10}征求《(?P<wrapped>.+)》[^《》]{0,8}意见(?:建议)?的(?:公告|通知|公示|函)$"
)
SELF_TITLED = re.compile(rf"^(?P<issuers>[{HAN}、 ]{{2,60}}?(?:{ISSUER_ENDS}|{AND_OTHERS}))关于")
_OF_PASSING = re.compile("日|通过|公布|批准")
_SUBTITLE = re.compile(r"^[（(〔][^）)〕]{2,30}[）)〕]$")
SIGNED = re.compile(rf"^(?!.*(?:关于|印发|转发))(?:[{HAN}“”（）、 ]{{2,60}}?(?:{ISSUER_ENDS}))(?:{SEAL})?$")
_COMPILER_NUMBER = re.compile(r"^\d{1,3}[.、]\s?(?=[^\d])")
_GOES_ON = (
    "关于",
    "印发",
    "转发",
    "批转",
    "公布",
    "发布",
)  # how the line below an issuer's name goes on with its title
_CONTINUES = re.compile(  # how the second line of a long plan's title opens: 和2035年远景目标纲要, 第十个五年计划
    r"(?:和|及|与|暨)?(?:国民经济和社会|第[一二三四五六七八九十]{1,3}个(?:五|十)年|[“\"]?(?:十[一二三四五六]?|[六七八九])五[”\"]?"
    r"|二[〇○零]|20\d\d(?:年|[-—]))|(?:和|及|与|暨)"
)
_FOOTNOTE = "·*＊※①"  # the mark of a footnote behind a title
BELOW_TITLE = (
    re.compile(  # where a report was given, and by whom; a subtitle, the years of the plan, the month of its print
        rf"——[^。，]{{6,60}}(?:会议?上?|大会上?)|[{HAN}]{{2,20}}(?:主席|[省市县区州镇乡]长) ?[{HAN}]{{2,4}}|"
        r"[（(〔][^）)〕]{2,30}[）)〕]|(?:19|20)\d\d年?[-—–~～至一](?:19|20)\d\d年?"
        r"|(?:(?:19|20)\d\d|[一二][〇○零O0一二三四五六七八九]{3})年[\d一二三四五六七八九十]{1,2}月"
    )
)
_SELF_NAMED = re.compile(  # what a text that has lost its title says of itself: …工作通知如下：, 提出如下实施意见：
    rf"(?:(?P<said>{type_words()})如下|(?:如下|以下)(?P<named>{type_words()}))[：:。]"
)
_MOST_TITLE_LINES = 5
_LONGEST_TITLE = 140  # characters
_ALONE = re.compile(  # no line of a title: a number, who signed when, 附件
    rf"{PUBLIC}|{NUMBER}|(?:[{HAN}“”（）、]{{2,60}}?(?:{ISSUER_ENDS}))?(?:{DATE_TEXT})|附[件录表]\d{{0,2}}：?"
)
_LANDS = ("中华人民共和国", "全国")
_PLACE = re.compile(rf"[{HAN}]{{1,7}}?(?:自治区|自治州|省|市|县|区|州|盟|旗)")
_DATE_BEHIND = re.compile(rf"[（(]{DATE_TEXT}[）)]$")


def join_titles(text: str, pieces: list[Span]) -> list[Span]:
    """Join a wrapper title that stands on several lines, and a title with the years in brackets below it."""
    joined: list[Span] = []
    at = 0
    while at < len(pieces):
        count = next((n for n in range(_MOST_TITLE_LINES, 1, -1) if _is_one_title(text, pieces[at : at + n], n)), 1)
        span = (pieces[at][0], pieces[at + count - 1][1])
        if joined and _is_subtitle(text, joined[-1], span):
            joined[-1] = (joined[-1][0], span[1])
        else:
            joined.append(span)
        at += count
    return joined


def _is_one_title(text: str, lines: list[Span], count: int) -> bool:
    """Whether so many lines are one title, of a wrapper or with its issuer.

    What goes on opens with 关于 or 印发, or what breaks off is no name of a body, as it would be in a signature.
    """
    if len(lines) < count:
        return False
    parts = [plain(text, line) for line in lines]
    whole = "".join(parts)
    if len(whole) > _LONGEST_TITLE or any(mark in whole for mark in "。：") or not is_title(undated(whole)):
        return False
    if any(_ALONE.fullmatch(part) for part in parts[:-1]):
        return False
    goes_on = [_PLACE.fullmatch(a) or a in _LANDS or _CONTINUES.match(b) for a, b in itertools.pairwise(parts)]
    if all(goes_on) or any(is_title(part) for part in parts[:-1]):
        return all(map(bool, goes_on))
    opens = all(not SIGNED.match(a) or b.startswith(_GOES_ON) or SIGNED.match(b) for a, b in itertools.pairwise(parts))
    return opens and bool(WRAPPER.match(undated(whole)) or SELF_TITLED.match(whole))


def _is_subtitle(text: str, title: Span, line: Span) -> bool:
    """Years or 试行 in brackets below a title; a date there is the document's, as is who passed it."""
    below = text[slice(*line)]
    return is_title(text[slice(*title)]) and bool(_SUBTITLE.match(below)) and not _OF_PASSING.search(below)


def join_own_title(text: str, pieces: list[Span], issued: Set[str]) -> list[int]:
    """Join, in place, the lines on which a title stands that the notice says it issues; answers where it stands.

    `issued` are the titles by their wording.
    """
    for at in range(len(pieces) - 1 if issued else 0):
        for count in range(2, _MOST_TITLE_LINES):
            lines = pieces[at : at + count]
            if len(lines) == count and _is_issued(wording(plain(text, (lines[0][0], lines[-1][1]))), issued):
                pieces[at : at + count] = [(lines[0][0], lines[-1][1])]
                return [at]
    return []


def _is_issued(title: str, issued: Set[str]) -> bool:
    """Whether it is a title that a notice issues, before which the title itself may name the place: 某市…方案."""
    place = _PLACE.match(title)
    return title in issued or bool(place and title[place.end() :] in issued)


def type_said(text: str, spans: Sequence[Span]) -> str | None:
    """The type word by which a preamble calls its own document."""
    said = next((match for span in spans if (match := _SELF_NAMED.search(text, *span))), None)
    return doc_type(said["said"] or said["named"]) if said else None


def plain(text: str, span: Span) -> str:
    return _COMPILER_NUMBER.sub("", text[slice(*span)].replace("\n", "")).rstrip(_FOOTNOTE)


def undated(title: str) -> str:
    return _DATE_BEHIND.sub("", title)
