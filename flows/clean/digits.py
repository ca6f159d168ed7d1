"""Digits that a page set apart: 1 2家, 2 0 2 7年, 3 000平方米, 3，000平方米. The text keeps its length."""

from __future__ import annotations

import re

from flows.clean.letters import DROPPED

_HAN = "\u4e00-\u9fff"
_GAP = "[ \u3000\\0]"
# Single digits with a blank between them, in prose: words before, a unit behind. After 附件, 表 and kin the first digit
# is a number of its own (附件1 2家…).
_SPACED = re.compile(
    rf"(?<=[{_HAN}，、（：；—～])(?<![件表图栏册])({_GAP}?\d(?:{_GAP}\d)+(?:\.\d+)?)(?={_GAP}?[%‰{_HAN}])"
)
# The comma of thousands, or a blank in its place. A row of a table has blanks around its numbers, prose has words.
_UNIT = rf"(?=(?:\.\d+)?[%{_HAN}mk])"
_THOUSANDS = re.compile(
    rf"\d(?:(?<![\d.,，].)\d{{0,2}}(?:，\d{{3}})+{_UNIT}|(?<=[{_HAN}，、].)\d{{0,2}}{_GAP}\d{{3}}{_UNIT})"
)


def join_digits(text: str) -> str:
    """Take out the blanks inside numbers, and make the comma of thousands a narrow one."""
    text = _SPACED.sub(lambda m: _BLANK.sub(DROPPED, m[0]), text)
    return _THOUSANDS.sub(lambda m: m[0].replace("，", ",").replace(" ", DROPPED), text)


_BLANK = re.compile("[ \u3000]")
