"""The five real texts in raw/, taken apart into sections, units and sentences: what `made` makes its plans of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

RAW = Path(__file__).parents[2] / "raw"
NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Passage:
    """A numbered unit: its heading, and paragraphs of sentences. The clause that gives the work out is left off."""

    heading: str
    paragraphs: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Pool:
    """What plans are made of."""

    sections: list[tuple[str, list[Passage]]]  # heading and units
    bodies: dict[str, list[str]]  # of a province (省) and a city (市), as clauses name them: 委网信办, 发展改革委

    @property
    def passages(self) -> list[Passage]:
        return [passage for _, passages in self.sections for passage in passages]


_SECTION = re.compile(rf"[{NUMERALS}—]+、(.+)")
_UNIT = re.compile(rf"(?:[(（][{NUMERALS}]+[)）]|\d+[.、．](?!\d))\s*(.+)")
_CLAUSE = re.compile(r"[(（\[][^。]*(?:负责|共同推进)[^。()（）]*[)）\]]$")
_BODY = re.compile(
    r"([省市])((?:委|工|发|财|科|公|文|商|农|教|民|人|通|国|环|交|司|质)[^、,，()（）\[\]等市]{1,8})(?=[、,，等])"
)


@cache
def pool() -> Pool:
    """The five real plans, taken apart; the second county text and the advertisement of the compilation are left out."""
    found = Pool([], {"省": [], "市": []})
    for path in sorted(RAW.glob("*.txt")):
        text = re.sub(r"第二篇[\s\S]*?(?=第四篇)", "", path.read_text("utf-8"))
        for line in filter(None, (line.strip() for line in text.split("\n"))):
            line = _without_clause(line, found.bodies)
            if (opened := _SECTION.match(line)) and len(line) < 40:
                found.sections.append((opened[1].rstrip("。"), []))
            elif (line.startswith("第") and line[2:3] == "篇") or "附件" in line or not found.sections:
                continue
            elif opened := _UNIT.match(line):
                heading, _, rest = opened[1].partition("。")
                if len(heading) > 40:
                    heading, rest = heading[:20].split("，")[0].split(",")[0], opened[1]
                found.sections[-1][1].append(Passage(heading.strip(), [_sentences(rest)] if rest.strip() else []))
            elif found.sections[-1][1] and len(line) > 12:
                found.sections[-1][1][-1].paragraphs.append(_sentences(line))
    return Pool([(heading, units) for heading, units in found.sections if units], found.bodies)


def _without_clause(line: str, bodies: dict[str, list[str]]) -> str:
    """A line without the clause that ends it; the bodies that the clause names are added to those known."""
    clause = _CLAUSE.search(line)
    if clause is None:
        return line
    for mark, name in _BODY.findall(clause[0]):
        if name not in bodies[mark]:
            bodies[mark].append(name)
    return line[: clause.start()].rstrip()


def _sentences(text: str) -> list[str]:
    return [f"{sentence}。" for sentence in text.strip().split("。") if sentence]


@cache
def promotion() -> list[str]:
    """The sentences of the advertisement in the compilation."""
    text = (RAW / "compilation-internet-policies.txt").read_text("utf-8")
    (told,) = re.findall(r"第三篇.*\n([\s\S]*?)第四篇", text)
    return [sentence for line in told.split("\n") for sentence in _sentences(line)]
