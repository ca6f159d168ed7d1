"""Which curated indicator a target is about (codebook: indicators), from its row alone.

The wording must be one of an indicator's as a whole, for a part (规模以上…) and a share of another base are other
indicators; kind and unit must fit. What is new in a year and what changes are indicators of their own, whose ids are
made from that of the stock: `-new`, `-growth`, `-reduction`, and `-yearly` behind a rate a year.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any

from flows.knowledge.indicators import (
    Indicator,
    alike,
    indicators,
    patterns,
    plain,
    products,
    trimmed,
    without_brackets,
    wordings,
    words,
)

LONGEST = 60  # letters of a wording that can be one of an indicator
_MEASURED = ("level", "share", "growth", "frequency")
# Suffix of the id → how the name of the indicator goes on, in Chinese and English.
_MADE = {
    "-new": ("新增{}", "New: {}"),
    "-growth": ("{}增幅", "Growth: {}"),
    "-reduction": ("{}降幅", "Reduction: {}"),
    "-growth-yearly": ("{}年均增速", "Growth a year: {}"),
    "-reduction-yearly": ("{}年均降幅", "Reduction a year: {}"),
}


def indicator_of(row: Mapping[str, Any]) -> str | None:
    """The id of the indicator that a target is about; None where none fits or more than one does."""
    if row["kind"] not in _MEASURED or len(row["indicator"]) > LONGEST:
        return None
    return _indicator_of(row["indicator"], row["kind"], row["unit"], row["period"]) or _product_of(row)


def indicator_row(indicator_id: str) -> dict[str, Any]:
    """What is known of an indicator, as a row of the table has it."""
    stem, suffix = _taken_apart(indicator_id)
    known = _by_id()[stem]
    if not suffix:
        return _row(known)
    zh, en = _MADE[suffix]
    made = replace(known, id=indicator_id, name=zh.format(known.name), name_en=en.format(known.name_en))
    if suffix == "-new":
        return _row(made)
    return _row(replace(made, unit="百分点" if known.of_whole else "%", direction=known.direction and "more"))


@lru_cache(maxsize=1 << 14)
def _indicator_of(wording: str, kind: str, unit: str | None, period: str | None) -> str | None:
    for given in dict.fromkeys((wording, without_brackets(wording))):
        text = plain(given)
        exact = _only(_fitting(wordings().get(text, ()), kind, unit))
        found = exact or (_change(alike(given), unit, period) if kind == "growth" else _new(text, kind, unit))
        if found:
            return found
    return _by_pattern(plain(wording), kind, unit)


def _new(text: str, kind: str, unit: str | None) -> str | None:
    """What comes in addition: 新增… of a stock is another indicator; of a flow it is the flow."""
    start = next((word for word in words()["new"] if text.startswith(word)), None)
    if start is None:
        return None
    base = wordings().get(trimmed(text[len(start) :]), ())
    fitting = [each for each in _fitting(base, kind, unit) if not each.of_whole]
    return _only(fitting) and fitting[0].id + ("" if fitting[0].flow else "-new")


def _change(text: str, unit: str | None, period: str | None) -> str | None:
    """A rise or a fall of an indicator, in the direction in which it is to go."""
    units, yearly = words()["units"], period == "year" or any(word in text for word in words()["yearly"])
    text = trimmed(text)
    end = next((word for word in _ends() if text.endswith(word)), "")
    text = trimmed(text.removesuffix(end))
    if unit not in units["rate"]:
        return None
    fitting = [
        each for each in wordings().get(text, ()) if (unit in units["points"]) == each.of_whole and each.kinds != {"growth"}
    ]
    if _only(fitting) is None:
        return None
    known, falls = fitting[0], end in words()["fall"]
    if end and known.direction != ("less" if falls else "more") and (known.direction or falls):
        return None  # a fall of what is to rise
    suffix = "-reduction" if falls or (known.direction == "less" and not end) else "-growth"
    return known.id + suffix + ("-yearly" if yearly else "")


def _by_pattern(text: str, kind: str, unit: str | None) -> str | None:
    """The indicator whose words all stand in a wording, of several the one with the longest words."""
    found: dict[int, set[str]] = {}
    for start in {text[at : at + 2] for at in range(len(text) - 1)}:
        for pattern in patterns().get(start, ()):
            stands = all(word in text for word in pattern.has) and not any(word in text for word in pattern.lacks)
            if stands and _fitting([pattern.indicator], kind, unit):
                found.setdefault(sum(map(len, pattern.has)), set()).add(pattern.indicator.id)
    best = found[max(found)] if found else set()
    return best.pop() if len(best) == 1 else None


def _product_of(row: Mapping[str, Any]) -> str | None:
    """The output of a product, where the sentence speaks of output and not of what is built for it."""
    known = products().get(plain(row["indicator"]), ())
    if not known or row["kind"] != "level" or not _holds(row["text"], "output") or _holds(row["text"], "capacity"):
        return None
    return _only(_fitting(known, "level", row["unit"]))


def _holds(text: str, key: str) -> bool:
    return any(word in text for word in words()[key])


def _fitting(known: Iterable[Indicator], kind: str, unit: str | None) -> list[Indicator]:
    return [each for each in known if kind in each.kinds and unit in each.units]


def _only(known: list[Indicator]) -> str | None:
    return known[0].id if len(known) == 1 else None


def _row(known: Indicator) -> dict[str, Any]:
    return {
        "indicator_id": known.id, "name": known.name, "name_en": known.name_en, "unit": known.unit,
        "direction": known.direction, "subject": known.subject, "source": known.source,
    }  # fmt: skip


def _taken_apart(indicator_id: str) -> tuple[str, str]:
    if indicator_id in _by_id():
        return indicator_id, ""
    suffix = next(end for end in sorted(_MADE, key=len, reverse=True) if indicator_id.endswith(end))
    return indicator_id.removesuffix(suffix), suffix


@cache
def _by_id() -> dict[str, Indicator]:
    return {each.id: each for each in indicators()}


@cache
def _ends() -> tuple[str, ...]:
    return tuple(sorted({*words()["rise"], *words()["fall"]}, key=lambda word: (-len(word), word)))
