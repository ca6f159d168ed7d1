"""Numbers in old print (5·2%) and numbers that a scanner damaged (37，1%, 1O0万吨). Text keeps its length.

The point of old print is typography, and needs no row among the corrections. A comma for a point and a letter for a
digit are damage: they are repaired, with a row, where a unit behind the number leaves one reading only. What has none
is told by `flows.extract.damaged_numbers`.
"""

from __future__ import annotations

import re
from functools import cache

from flows.clean.letters import DROPPED
from flows.knowledge import facts
from flows.knowledge.writing import HAN
from flows.model import Span

_POINT = re.compile(r"[ \u3000]?[·•・∙‧][ \u3000]?")
_CELL = re.compile(r"^([ \u3000|]*\d{1,9})([ \u3000]?[·•・][ \u3000]?)(?=\d{1,4}[ \u3000|]*$)", re.MULTILINE)
_COMMA = re.compile(r"(\d{1,3})[，,](\d{1,2})")
_NUMBER = re.compile(r"(?:0|[1-9]\d{0,11})(?:\.\d{1,4})?|[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_SHARED = re.compile(r"分别[^，。；]{0,8}$")  # 分别为12，15%: two numbers that share a unit
_LONGEST = 24  # characters of a number
_BEFORE = 12  # characters before it that tell whether it is one number


def mend_numbers(text: str) -> tuple[str, list[tuple[Span, str, str]]]:
    """Set decimal points as they are printed today, and repair damaged numbers.

    Answers the text and the repairs: the span, what the number is now, the rule.
    """
    text = _CELL.sub(lambda cell: cell[1] + ".".ljust(len(cell[2]), DROPPED), text)
    pieces: list[str] = []
    repairs: list[tuple[Span, str, str]] = []
    at = 0
    for match in _runs().finditer(text):
        new, rule = _mended(match, text[max(0, match.start() - _BEFORE) : match.start()])
        if rule:
            repairs.append((match.span(), new, rule))
        pieces += [text[at : match.start()], new.ljust(len(match[0]), DROPPED)]
        at = match.end()
    return "".join([*pieces, text[at:]]), repairs


def _mended(match: re.Match[str], before: str) -> tuple[str, str | None]:
    """A number as it must have been printed, and the rule by which it was damaged; None where it was not, or the number
    may have been another.
    """
    old, measured = match[0], match["measure"] is not None
    digits = "".join(_digit(old, place) for place in range(len(old)))
    new = _POINT.sub(".", digits) if measured else digits
    comma = _COMMA.fullmatch(new)
    if comma and measured and not _SHARED.search(before):
        new = f"{comma[1]}.{comma[2]}"
    if not _NUMBER.fullmatch(new):
        return old, None
    return new, "letter-for-digit" if digits != old else "comma-for-point" if comma and "." in new else None


def _digit(number: str, place: int) -> str:
    """A character of a number, or the digit that a letter stands for: at an edge only those like 1 and 0."""
    inside = 0 < place < len(number) - 1
    like: str | None = _letters()["inside" if inside else "edge"].get(number[place])
    return like if like and any(map(str.isdigit, number)) else number[place]


@cache
def _letters() -> dict[str, dict[str, str]]:
    lines = facts("damage.yml")["letters_for_digits"]
    everywhere = {letter: line["digit"] for line in lines for letter in line["letters"]}
    edge = {letter: line["digit"] for line in lines if line["edge"] for letter in line["letters"]}
    return {"inside": everywhere, "edge": edge}


@cache
def _runs() -> re.Pattern[str]:
    """Digits, what scanners read for them and points, before a unit; `measure` where it is none of whole things."""
    letters = re.escape("".join(_letters()["inside"]))
    units = facts("units.yml")
    measured = [word for words in units["measures"].values() for word in words] + ["小时", "个月"]
    counted = [word for kind in ("counts", "times") for words in units[kind].values() for word in words]
    apart = facts("damage.yml")["open_other_words"]
    measure = _any(["万", "亿", *(word for word in measured if word not in apart)])
    start = rf"(?<![A-Za-z0-9.,，·])(?<![0-9][ \u3000])[0-9{letters}]"
    further = rf"(?:[0-9{letters}.]|{_POINT.pattern}(?=[0-9{letters}])|[,，](?=[0-9{letters}])){{1,{_LONGEST}}}+"
    unit = rf"(?P<measure>(?={measure}))|{_any([*measured, *counted, '千', '百'])}"
    return re.compile(rf"{start}{further}(?=[ \u3000]?(?:{unit}))")


def _any(words: list[str]) -> str:
    """One of the words that no Latin letters write, for these may be what the number itself was damaged to."""
    plain = sorted({word for word in words if re.match(f"[{HAN}%‰℃㎡]", word)}, key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(map(re.escape, plain))})"
