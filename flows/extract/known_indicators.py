"""Which curated indicator a target is about (codebook: indicators), from its row alone.

The wording must be one of an indicator's as a whole, for a part (规模以上…) and a share of another base are other
indicators; kind and unit must fit. What is new in a year and what changes are indicators of their own, whose ids are
made from that of the stock: `-new`, `-growth`, `-reduction`, and `-yearly` behind a rate a year.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

from flows.extract.additions import standing
from flows.knowledge import facts
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
_AGAINST = re.compile(r"[比较](?:19|20)\d\d年(?!.*(?:年均|每年))")
_NEAR = 20  # letters before a value in which its base stands
_INCREASE = "增"  # what `plain` leaves of 增量 of a stock, which is in its own unit
_MEASURED = ("level", "share", "growth", "frequency")
# Suffix of the id → what the name of the indicator becomes, in Chinese and English.
_RATES = {
    "-growth": ("{}增幅", "Growth: {}"),
    "-reduction": ("{}降幅", "Reduction: {}"),
    "-growth-yearly": ("{}年均增速", "Growth a year: {}"),
    "-reduction-yearly": ("{}年均降幅", "Reduction a year: {}"),
}
_MADE = _RATES | {
    "-new": ("新增{}", "New: {}"),
    "-national": ("国家级{}", "{} (national)"),
    "-provincial": ("省级{}", "{} (provincial)"),
    "-municipal": ("市级{}", "{} (municipal)"),
    "-county": ("县级{}", "{} (county)"),
    "-provincial-up": ("省级以上{}", "{} (provincial and above)"),
    "-municipal-up": ("市级以上{}", "{} (municipal and above)"),
    "-county-up": ("县级以上{}", "{} (county and above)"),
}


def indicator_of(row: Mapping[str, Any]) -> str | None:
    """The id of the indicator that a target is about; None where none fits or more than one does."""
    if row["kind"] not in _MEASURED or len(row["indicator"]) > LONGEST:
        return None
    found = _indicator_of(row["indicator"], row["kind"], row["unit"], _is_yearly(row))
    return _as_it_stands(found, row) if found else _product_of(row)


def indicator_row(indicator_id: str) -> dict[str, Any]:
    """What is known of an indicator, as a row of the table has it."""
    known = _by_id().get(indicator_id)
    if known:
        return {
            "indicator_id": known.id, "name": known.name, "name_en": known.name_en, "unit": known.unit,
            "direction": known.direction, "subject": known.subject, "named_in": known.source,
        }  # fmt: skip
    end = _last(indicator_id)
    stem = indicator_row(indicator_id.removesuffix(end))
    zh, en = _MADE[end]
    made = stem | {"indicator_id": indicator_id, "name": zh.format(stem["name"]), "name_en": en.format(stem["name_en"])}
    if end not in _RATES:
        return made
    return made | {
        "unit": "百分点" if _known(indicator_id).of_whole else "%",
        "direction": stem["direction"] and "more",
    }


def _as_it_stands(found: str, row: Mapping[str, Any]) -> str | None:
    """The indicator, or that of what is added, where the sentence says that it is no stock."""
    known, said = _known(found), standing(row)
    if row["kind"] == "growth" or said == "stock":
        return found
    if known.of_whole or known.flow or found.endswith("-new"):  # nothing is added to these
        return None if said in ("joint", "of some") else found
    return found + "-new" if said == "added" else None


@lru_cache(maxsize=1 << 14)
def _indicator_of(wording: str, kind: str, unit: str | None, yearly: bool) -> str | None:
    for given in dict.fromkeys((wording, without_brackets(wording))):
        found = _change(alike(given), unit, yearly) if kind == "growth" else None
        if found := found or _counted(plain(given), kind, unit):
            return found
    return _by_pattern(plain(wording), kind, unit)


def _counted(text: str, kind: str, unit: str | None) -> str | None:
    """An indicator by its whole wording; what is new of a stock, or of one rank, is another than the stock."""
    known = _fitting(wordings().get(text, ()), kind, unit)
    if known:
        return _only(known)
    new = next((word for word in words()["new"] if text.startswith(word)), "")
    stock = text.removesuffix(_INCREASE) if text.endswith(_INCREASE) else trimmed(text[len(new) :]) if new else text
    known, suffix = _fitting(wordings().get(stock, ()), kind, unit), ""
    if not known and unit in _counts():
        suffix, start = next(((end, start) for start, end in _ranks() if stock.startswith(start)), ("", ""))
        known = _fitting(wordings().get(trimmed(stock[len(start) :]), ()), kind, unit) if start else []
    if _only(known) is None or known[0].of_whole:
        return None
    return known[0].id + suffix + ("-new" if stock != text and not known[0].flow else "")


def _change(text: str, unit: str | None, yearly: bool) -> str | None:
    """A rise or a fall of an indicator, in the direction in which it is to go."""
    units = words()["units"]
    yearly = yearly or any(word in text for word in words()["yearly"])
    text = trimmed(text)
    end = next((word for word in _ends() if text.endswith(word)), "")
    text = trimmed(text.removesuffix(end))
    if unit not in units["rate"]:
        return None
    fitting = [
        each
        for each in wordings().get(text, ())
        if (unit in units["points"]) == each.of_whole and each.kinds != {"growth"}
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


def _is_yearly(row: Mapping[str, Any]) -> bool:
    """Whether a rate is one a year, and not against a year that the text names right before it (比1980年增长5%)."""
    if row["period"] != "year":
        return False
    text, value = row["text"], row["value_text"]
    at = text.find(value) if value else -1
    return at < 0 or not _AGAINST.search(text, max(0, at - _NEAR), at)


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


def _known(indicator_id: str) -> Indicator:
    """The curated indicator that an id is made from, or is."""
    while indicator_id not in _by_id():
        indicator_id = indicator_id.removesuffix(_last(indicator_id))
    return _by_id()[indicator_id]


def _last(indicator_id: str) -> str:
    return next(end for end in sorted(_MADE, key=len, reverse=True) if indicator_id.endswith(end))


@cache
def _ranks() -> tuple[tuple[str, str], ...]:
    """What a wording opens with, the longest first, and the suffix that it gives the id."""
    ranks = ((start, suffix) for suffix, starts in words()["ranks"].items() for start in starts)
    return tuple(sorted(ranks, key=lambda rank: (-len(rank[0]), rank[0])))


@cache
def _counts() -> frozenset[str]:
    return frozenset(facts("units.yml")["counts"])


@cache
def _by_id() -> dict[str, Indicator]:
    return {each.id: each for each in indicators()}


@cache
def _ends() -> tuple[str, ...]:
    return tuple(sorted({*words()["rise"], *words()["fall"]}, key=lambda word: (-len(word), word)))
