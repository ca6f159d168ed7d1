"""Damage from digitising, mended by lines of knowledge/damage.yml. The text keeps its length."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from flows.clean.letters import DROPPED
from flows.clean.numbers import mend_numbers
from flows.knowledge import facts
from flows.model import Span

_BLANK = f" \u3000{DROPPED}"


@dataclass(frozen=True, slots=True)
class Repair:
    """A repair: the span in the raw text, what stands there in clean text, the name of the rule."""

    span: Span
    after: str
    rule: str


def mend_damage(text: str) -> tuple[str, list[Repair]]:
    """Repair damaged wordings; answers the text and the repairs in order.

    Raises ValueError when a repair in knowledge/damage.yml is longer than what it repairs: offsets could not survive.
    """
    repairs: list[Repair] = []
    for pattern, after, rule in _rules():

        def mend(match: re.Match[str], after: str | None = after, rule: str = rule) -> str:
            new = match.expand(after) if after is not None else _confusions()[match[0]]
            blank = len(match[0]) - len(match[0].lstrip(_BLANK))
            repairs.append(Repair((match.start() + blank, match.end()), new[blank:].replace(DROPPED, ""), rule))
            return new.ljust(len(match[0]), DROPPED)

        text = pattern.sub(mend, text)
    text, numbers = mend_numbers(text)
    repairs += [Repair(*number) for number in numbers]
    return text, sorted(repairs, key=lambda repair: repair.span)


@cache
def _confusions() -> dict[str, str]:
    confusions = {line["before"]: line["after"] for line in facts("damage.yml")["confusions"]}
    for before, after in confusions.items():
        if len(after) > len(before):
            raise ValueError(f"knowledge/damage.yml: {before} → {after} is longer than what it repairs")
    return confusions


@cache
def _rules() -> list[tuple[re.Pattern[str], str | None, str]]:
    """(pattern, replacement or None to look it up among the confusions, rule)."""
    literal = re.compile("|".join(map(re.escape, sorted(_confusions(), key=len, reverse=True))))
    patterns = [
        (re.compile(line["pattern"], re.MULTILINE), line["after"], line["rule"])
        for line in facts("damage.yml")["patterns"]
    ]
    return [(literal, None, "confused-character"), *patterns]
