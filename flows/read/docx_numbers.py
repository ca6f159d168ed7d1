"""The numbers that Word writes before paragraphs by itself; they are in no paragraph's text, only in its numbering.

A paragraph names, itself or through its style, a list (numId) and a level; the list names its definition (abstractNum)
and may change it; a definition has up to nine levels with a form (chineseCounting), a pattern (（%1）) and a start.
Lists of one definition count on together, unless a list says where it starts again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from flows.read.docx_package import W, flag, value
from flows.read.numerals import numeral

_PLACE = re.compile(r"%([1-9])")
_MOST_STYLES = 20  # that a style is based on, one on the other
_LEVELS = 9
_LONGEST = 40  # characters of a pattern that are read: nine levels with a mark each have 27
_CLOSED = re.compile(r"[^0-9A-Za-z\u3400-\u9fff]$")  # a mark ends the number: nothing need part it from the text


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str
    pattern: str
    restart: int | None  # the level that starts this one again; None is any above it
    digits: bool  # all numbers of the pattern in digits
    style: str | None  # the style whose paragraphs are of this level


@dataclass(slots=True)
class _List:
    """A list as paragraphs name it: its definition with its own changes."""

    definition: str
    levels: dict[int, _Level]
    starts: dict[int, int]  # levels that start anew where the list is first used
    used: set[int] = field(default_factory=set)


class Numbers:
    """Counts through a document; `label` must be asked for every paragraph once, in order."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        definitions = {} if numbering is None else _definitions(numbering)
        self.lists = {} if numbering is None else _lists(numbering, definitions)
        self.styles = {} if styles is None else _styles(styles)
        self.counts: dict[str, dict[int, int]] = {}  # definition → level → the last number

    def label(self, paragraph: etree._Element) -> str:
        """The number before a paragraph, with a blank where no mark ends it; empty where it has none."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None and "" not in self.styles:
            return ""
        found = self._place(properties)
        if found is None:
            return ""
        numbered, level = found
        self._count(numbered, level)
        return self._write(numbered, level)

    def _place(self, properties: etree._Element | None) -> tuple[_List, int] | None:
        """The list and the level of a paragraph."""
        style = value(properties.find(f"{W}pStyle")) if properties is not None else None
        number, level = self._by_style(style or "")
        if properties is not None and (own := properties.find(f"{W}numPr")) is not None:
            number = value(own.find(f"{W}numId")) or number
            level = _number(value(own.find(f"{W}ilvl"))) if own.find(f"{W}ilvl") is not None else level
        numbered = self.lists.get(number or "0")
        if numbered is None:
            return None
        if level is None:
            level = next((i for i, one in numbered.levels.items() if one.style and one.style == style), 0)
        return (numbered, level) if level in numbered.levels else None

    def _by_style(self, style: str) -> tuple[str | None, int | None]:
        """What a style, or one that it is based on, says of the list and the level."""
        number: str | None = None
        level: int | None = None
        named = style
        for _ in range(_MOST_STYLES):
            if style not in self.styles:
                break
            based_on, own_number, own_level = self.styles[style]
            number, level = number or own_number, own_level if level is None else level
            style = based_on
        numbered = self.lists.get(number or "0")
        if numbered and level is None:
            level = next((i for i, one in numbered.levels.items() if one.style == named), None)
        return number, level

    def _count(self, numbered: _List, level: int) -> None:
        counts = self.counts.setdefault(numbered.definition, {})
        if level not in numbered.used:
            numbered.used.add(level)
            if level in numbered.starts:
                counts[level] = numbered.starts[level] - 1
        counts[level] = counts.get(level, numbered.levels[level].start - 1) + 1
        for lower in range(level + 1, _LEVELS):
            restart = numbered.levels[lower].restart if lower in numbered.levels else None
            if restart is None or (restart > 0 and level < restart):
                counts.pop(lower, None)

    def _write(self, numbered: _List, level: int) -> str:
        own = numbered.levels[level]
        if own.form == "bullet":
            return own.pattern if own.pattern and not "\ue000" <= own.pattern[0] <= "\uf8ff" else ""
        counts = self.counts[numbered.definition]

        def number(match: re.Match[str]) -> str:
            named = int(match[1]) - 1
            one = numbered.levels.get(named, own)
            form = "decimal" if own.digits and one.form != "none" else one.form
            return numeral(counts.get(named, one.start), form)

        label = _PLACE.sub(number, own.pattern).strip()
        return label if not label or _CLOSED.search(label) else label + " "


def _definitions(numbering: etree._Element) -> dict[str, dict[int, _Level]]:
    """By id of definition: its levels; one that only links to a style of lists gets the levels of that style."""
    levels, linked, styled = {}, {}, {}
    for definition in numbering.iterchildren(f"{W}abstractNum"):
        name = value(definition, "abstractNumId") or ""
        levels[name] = dict(_levels(definition))
        if link := value(definition.find(f"{W}numStyleLink")):
            linked[name] = link
        if style := value(definition.find(f"{W}styleLink")):
            styled[style] = name
    for name, link in linked.items():
        levels[name] = levels[name] or levels.get(styled.get(link, ""), {})
    return levels


def _levels(parent: etree._Element) -> list[tuple[int, _Level]]:
    found = ((_number(value(level, "ilvl")), _level(level)) for level in parent.iterchildren(f"{W}lvl"))
    return [(place, level) for place, level in found if place < _LEVELS]


def _level(level: etree._Element) -> _Level:
    restart = value(level.find(f"{W}lvlRestart"))
    return _Level(
        start=_number(value(level.find(f"{W}start")), 0 if level.find(f"{W}start") is None else 1),
        form=value(level.find(f"{W}numFmt")) or "decimal",
        pattern=(value(level.find(f"{W}lvlText")) or "")[:_LONGEST],
        restart=None if restart is None else _number(restart),
        digits=flag(level, "isLgl"),
        style=value(level.find(f"{W}pStyle")),
    )


def _lists(numbering: etree._Element, definitions: dict[str, dict[int, _Level]]) -> dict[str, _List]:
    lists = {}
    for number in numbering.iterchildren(f"{W}num"):
        definition = value(number.find(f"{W}abstractNumId")) or ""
        levels = dict(definitions.get(definition, {}))
        starts = {}
        for change in number.iterchildren(f"{W}lvlOverride"):
            levels.update(_levels(change))
            if (start := change.find(f"{W}startOverride")) is not None:
                starts[_number(value(change, "ilvl"))] = _number(value(start), 1)
        lists[value(number, "numId") or ""] = _List(definition, levels, starts)
    lists.pop("0", None)  # numId 0 takes a number away
    return lists


def _styles(styles: etree._Element) -> dict[str, tuple[str, str | None, int | None]]:
    """By id: the style that one is based on, its list, its level; the default style is also the one without id."""
    found = {}
    for style in styles.iterchildren(f"{W}style"):
        if value(style, "type") != "paragraph":
            continue
        numbering = style.find(f"{W}pPr/{W}numPr")
        number = value(numbering.find(f"{W}numId")) if numbering is not None else None
        level = value(numbering.find(f"{W}ilvl")) if numbering is not None else None
        entry = (value(style.find(f"{W}basedOn")) or "-", number, None if level is None else _number(level))
        found[value(style, "styleId") or "-"] = entry
        if value(style, "default") in ("1", "true"):
            found[""] = entry
    if found.get("", ("", None, None))[1] is None:
        found.pop("", None)
    return found


def _number(text: str | None, otherwise: int = 0) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else otherwise
