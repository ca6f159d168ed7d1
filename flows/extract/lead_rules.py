"""Sentences in which a document says who leads: the first name of a list, those before a stop, those with a mark."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flows.extract.names import MARKS
from flows.model import Span

_PART = r"[^，。；：、（）《》\n]"
_LEADING = r"(?:总)?(?:牵头|主办|主责)(?:单位|部门)?"
_IS = r"(?:为|是|系|即|作|负责|表示|代表)"
_FIRST = r"(?:第一|首位|首列|排首|列首|最前|首个)"
_HINT = re.compile(rf"{_FIRST}|括号[中内里]|号[”」]?[之以]?前|[{MARKS}]")
_STOPS = {"逗": "，,", "分": "；;", "顿": "、"}
# The groups `stop` and `mark` say what tells the leads; without one it is the first name.
_RULES = re.compile(
    rf"(?:{_FIRST}){_PART}{{0,14}}?{_IS}{_LEADING}"
    rf"|(?<=[排列位])[在名于序]?{_FIRST}{_PART}{{0,14}}?{_LEADING}"
    r"|第一[个家位]?(?:单位|部门)(?:牵头|主办)"
    rf"|(?:牵头|主办|主责)(?:单位|部门)?(?:为|是|排|列|由){_PART}{{0,8}}{_FIRST}"
    rf"|(?P<stop>[逗分顿])号[”」]?[之以]?前{_PART}{{0,14}}?{_LEADING}"
    rf"|(?P<all>括号[中内里])(?:的|所列)?(?:单位|部门)?{_IS}{_LEADING}"
    rf"|(?:牵头|主办|主责)(?:单位|部门)?(?:为|是|在|列){_PART}{{0,6}}(?P<stop2>[逗分顿])号[”」]?[之以]?前"
    rf"|(?<![{MARKS}])(?P<mark>[{MARKS}])[”」]?{_PART}{{0,12}}?{_IS}{_LEADING}"
    rf"|(?:牵头|主办|主责)(?:单位|部门)(?:名称)?{_PART}{{0,8}}(?:标|加|用|以|带|注){_PART}{{0,6}}?(?P<mark2>[{MARKS}])"
)
_OTHERS_HELP = re.compile(r"[^。\n]{0,12}?(?:其[余他它]|[后尾]面?|未标)[^，。；\n]{0,12}?(?:配合|参与|参加|协助|协办)")


@dataclass(frozen=True, slots=True)
class Rule:
    """A sentence that says who leads: the first name, those before a stop, or those with a mark."""

    span: Span
    stops: str  # the stops before which the leads stand
    mark: str  # the mark that leads bear
    others_help: bool  # it says that all others help
    everyone: bool  # all in the brackets lead


def rules_in(text: str, start: int, end: int) -> list[Rule]:
    """The rules that a text states, in many wordings."""
    if not _HINT.search(text, start, end):
        return []
    return [
        Rule(
            match.span(),
            _STOPS.get(match["stop"] or match["stop2"] or "", ""),
            match["mark"] or match["mark2"] or "",
            _OTHERS_HELP.match(text, match.end(), end) is not None,
            bool(match["all"]),
        )
        for match in _RULES.finditer(text, start, end)
    ]
