"""The indicators of plans, curated in indicators/*.yml: what each is called, and how wordings are read alike.

A wording in YAML is short for many: [ ] may be left out, { | } are alternatives. All are made and read like the rows'
own wordings, so that looking one up is one look into a dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

from flows.knowledge import folder

SHORTEST = 2  # letters of a wording that may stand for an indicator; 粮 alone does not
_MARKS = re.compile(r"[\s“”\"‘’'《》〈〉【】\[\]、，,。；;：:·—\-－/／的]+")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_BRACKET = re.compile(r"[（）()]")
_FORM = re.compile(r"([\[\]{}|])")


@dataclass(frozen=True, slots=True)
class Indicator:
    """A quantity that several plans set."""

    id: str
    name: str
    name_en: str
    unit: str | None
    direction: str | None  # more | less, the better; None where neither is
    subject: str
    source: str
    kinds: frozenset[str]
    units: frozenset[str | None]
    flow: bool  # counts what is added: 新增 says nothing more

    @property
    def of_whole(self) -> bool:
        """Whether it is a share, which changes by points."""
        return self.unit in words()["units"]["percent"]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words that stand together in a wording, in any order, and those that may not."""

    has: tuple[str, ...]
    lacks: tuple[str, ...]
    indicator: Indicator


@cache
def words() -> Mapping[str, Any]:
    """indicators/words.yml as it is."""
    found: Mapping[str, Any] = dict(folder("indicators"))["words"]
    return found


@cache
def indicators() -> tuple[Indicator, ...]:
    """All indicators, by id."""
    return tuple(sorted((found for found, _ in _declared()), key=lambda indicator: indicator.id))


@cache
def wordings() -> dict[str, tuple[Indicator, ...]]:
    """Wording as `plain` has it → the indicators that are worded so; more than one only where their units differ."""
    return _index("wordings")


@cache
def products() -> dict[str, tuple[Indicator, ...]]:
    """The bare names of products, which mean their output only where the sentence says so."""
    return _index("said")


@cache
def patterns() -> dict[str, tuple[Pattern, ...]]:
    """Patterns by the first two letters of their longest word."""
    found: dict[str, list[Pattern]] = {}
    for indicator, row in _declared():
        for given in row.get("has", ()):
            has = tuple(sorted((alike(word) for word in given.split()), key=len, reverse=True))
            parts = [word for word in words()["parts"] if not any(word in own for own in has)]
            lacks = tuple(alike(word) for word in [*row.get("not", ()), *parts])
            found.setdefault(has[0][:2], []).append(Pattern(has, lacks, indicator))
    return {start: tuple(each) for start, each in found.items()}


def plain(wording: str) -> str:
    """A wording without marks and what changes nothing, its words read alike."""
    return trimmed(alike(wording))


def alike(wording: str) -> str:
    """A wording without marks, its words read alike."""
    text = _MARKS.sub("", _BRACKET.sub("", wording)).upper()
    for pattern, reading in _readings():
        text = pattern.sub(lambda found, reading=reading: reading[found[0]], text)  # type: ignore[misc]
    return text


def without_brackets(wording: str) -> str:
    """A wording without what stands in brackets."""
    return _BRACKETS.sub("", wording)


def trimmed(text: str) -> str:
    """Without the words before and behind that change nothing."""
    before, behind = _ends()
    start = before.match(text).end()  # type: ignore[union-attr]  # it matches the empty text
    text = text[start:] or text
    while text.endswith(behind):
        cut = next(len(word) for word in behind if text.endswith(word))
        if len(text) <= cut + 1:
            break
        text = text[:-cut]
    return text


def forms(short: str) -> Iterator[str]:
    """All wordings that one in YAML stands for."""
    parts = iter([part for part in _FORM.split(short) if part])
    yield from _forms(parts, "")


def _forms(parts: Iterator[str], end: str) -> list[str]:
    """The wordings up to the sign `end`."""
    done: list[str] = []
    now = [""]
    for part in parts:
        if part == end:
            break
        if part == "|":
            done, now = done + now, [""]
        else:
            more = [*_forms(parts, "]"), ""] if part == "[" else _forms(parts, "}") if part == "{" else [part]
            now = [a + b for a, b in product(now, dict.fromkeys(more))]
    return done + now


@cache
def _readings() -> tuple[tuple[re.Pattern[str], dict[str, str]], ...]:
    steps = []
    for step in words()["alike"]:
        reading = {_MARKS.sub("", _BRACKET.sub("", word)).upper(): to for to, given in step.items() for word in given}
        reading |= {to: to for to in step}  # what is there already stays: GDP of 地区GDP
        longest_first = sorted(reading, key=lambda word: (-len(word), word))
        steps.append((re.compile("|".join(map(re.escape, longest_first))), reading))
    return tuple(steps)


@cache
def _ends() -> tuple[re.Pattern[str], tuple[str, ...]]:
    before, behind = (sorted(words()[key], key=lambda word: (-len(word), word)) for key in ("before", "behind"))
    return re.compile(f"(?:{'|'.join(map(re.escape, before))})*"), tuple(behind)


@cache
def _declared() -> tuple[tuple[Indicator, Mapping[str, Any]], ...]:
    files = [file for name, file in folder("indicators") if name != "words"]
    given = [(row, file["subject"]) for file in files for row in file["indicators"]]
    known = {row["id"] for row, _ in given}
    crops = [(row, file["subject"]) for file in files for row in _crops(file) if row["id"] not in known]
    return tuple((_indicator(row, subject), row) for row, subject in (*given, *crops))


def _crops(file: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Area, output and output value of each crop of a file, as one template gives them."""
    for crop, names in file.get("crops", {}).items():
        for row in file["of_crops"]:
            called = {key: row[key].format(crop=names[0], en=crop.replace("-", " ")) for key in ("name", "en")}
            forms = [form.replace("X", name) for form in row["wordings"] for name in names]
            yield {**row, **called, "id": f"{crop}-{row['id']}", "wordings": forms}


def _indicator(row: Mapping[str, Any], subject: str) -> Indicator:
    unit = row["unit"]
    share = unit in words()["units"]["percent"]
    return Indicator(
        row["id"], row["name"], row["en"], unit, row["direction"], subject, words()["sources"][row["source"]],
        frozenset(row.get("kinds", ("share", "level") if share else ("level",))),
        frozenset(each for given in row.get("units", _class_of(unit)) for each in _units(given)),
        row.get("flow", False),
    )  # fmt: skip


def _class_of(unit: str | None) -> Sequence[str]:
    """The class of units that a unit is in, or itself alone."""
    if unit is None:
        return [""]
    return [next((name for name, units in _classes().items() if unit in units and name != "rate"), unit)]


def _units(given: str) -> Sequence[str | None]:
    return _classes().get(given, [given or None])


@cache
def _classes() -> dict[str, list[str]]:
    from flows.knowledge import facts

    return {**words()["units"], "count": list(facts("units.yml")["counts"])}


def _index(key: str) -> dict[str, tuple[Indicator, ...]]:
    found: dict[str, dict[str, Indicator]] = {}
    for indicator, row in _declared():
        for text in dict.fromkeys(plain(form) for short in row.get(key, ()) for form in forms(short)):
            if len(text) >= SHORTEST:
                found.setdefault(text, {})[indicator.id] = indicator
    return {text: tuple(each.values()) for text, each in found.items()}
