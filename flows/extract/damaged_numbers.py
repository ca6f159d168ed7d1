"""Numbers that a scanner damaged past repair: 1L5万吨 may be 115 or 11.5. They give no rows, but doubts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from flows.extract.target_words import UNITS
from flows.knowledge import facts
from flows.knowledge.writing import HAN
from flows.model import Doubt, Span

_MESSAGE = "The number in this passage is damaged and may have been another; no target is read from it."
_DIGIT = re.compile(r"\d")
_SHOWN = 12  # characters before and behind such a number in the sentence of a doubt


def damaged_numbers(text: str, start: int, end: int) -> list[Span]:
    """The damaged numbers of a paragraph, in order, each as far as its last digit."""
    if not _DIGIT.search(text, start, end):
        return []
    return [match.span("number") for match in _pattern().finditer(text, start, end)]


def damage_doubts(numbers: Sequence[Span], start: int, end: int) -> Iterator[Doubt]:
    """A doubt for each damaged number of a paragraph."""
    for first, last in numbers:
        yield Doubt("damaged-number", (max(start, first - _SHOWN), min(end, last + _SHOWN)), _MESSAGE)


@cache
def _pattern() -> re.Pattern[str]:
    """A damaged number, before a unit that Latin letters do not write: these may be part of the damage."""
    forms = "|".join(line["pattern"] for line in facts("damage.yml")["damaged_numbers"])
    units = sorted((word for word in UNITS.words if re.match(f"[{HAN}%‰]", word)), key=lambda word: (-len(word), word))
    unit = rf"(?:至|到|[-—~～])?\d*(?:[百千万亿]|{'|'.join(map(re.escape, units))})"
    return re.compile(rf"(?<![A-Za-z0-9.])(?P<number>{forms})(?={unit})")
