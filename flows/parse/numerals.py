"""Chinese numerals and dates as policy documents write them."""

from __future__ import annotations

import re
from datetime import date

_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "○": 0,
    "◯": 0,
    "Ｏ": 0,
    "O": 0,
    "0": 0,
    "两": 2,
}
_TENS = {"十": 10, "百": 100, "千": 1000}

DATE = re.compile(
    r"(?P<y>(?:19|20)\d\d|[一二][〇○◯零O0一二三四五六七八九]{3})年(?P<m>\d{1,2}|[一二三四五六七八九十]{1,2})月"
    r"(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3})日"
)
SITE_DATE = re.compile(
    r"(?P<y>(?:19|20)\d\d)(?:[-/.年])(?P<m>\d{1,2})(?:[-/.月])(?P<d>\d{1,2})日?|(?P<d2>\d{1,2})\.(?P<m2>\d{1,2})\.(?P<y2>(?:19|20)\d\d)"
)


def numeral(text: str) -> int:
    """The value of an Arabic or Chinese numeral below ten thousand: 12, 十二, 二十四, 一百零三, 二〇一七.

    Raises ValueError for anything else.
    """
    if text.isdecimal():
        return int(text)
    if not any(char in _TENS for char in text):
        return int("".join(str(_digit(char)) for char in text))
    total, digit = 0, 0
    for char in text:
        if char in _TENS:
            total += (digit or (0 if total and char != "十" else 1)) * _TENS[char]
            digit = 0
        else:
            digit = _digit(char)
    return total + digit


def _digit(char: str) -> int:
    try:
        return _DIGITS[char]
    except KeyError:
        raise ValueError(f"no numeral: {char}") from None


def iso_date(match: re.Match[str] | None) -> str | None:
    """The ISO date of a match of DATE or SITE_DATE; None where there is no such day."""
    if match is None:
        return None
    parts = match.groupdict()
    try:
        return date(*(numeral(parts[key] or parts[f"{key}2"]) for key in "ymd")).isoformat()
    except (ValueError, KeyError):
        return None
