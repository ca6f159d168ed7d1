"""The words that agencies' names are made of, read from agencies.yml and agencies_central.yml into look-up tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from flows.knowledge import facts

LATEST = 9999  # stands for "no year given": the newest body then holds
OPEN_PARTS = 2  # shortest word that may be part of a compound: 文化+旅游, not 民+…


@dataclass(frozen=True, slots=True)
class Body:
    """A kind of body (安全生产监督管理 + 局), or one whole name, and the years in which it bore it."""

    full: str
    function: str | None
    system: str
    seat: str | None = None  # party: 中共…委; government: …人民政府
    rank: str | None = None  # the only level that has it: a 中级人民法院 is a city's
    since: int = 0
    until: int = LATEST


@dataclass(frozen=True, slots=True)
class Ending:
    """Bodies told by how their name ends, and what else it holds."""

    ends: tuple[str, ...]
    has: tuple[str, ...]
    system: str
    function: str | None

    def fits(self, name: str) -> bool:
        """Whether a name is of this kind."""
        return name.endswith(self.ends) and (not self.has or any(part in name for part in self.has))


def central_body(name: str, year: int | None) -> Body | None:
    """The central body that a name or short form means in a year."""
    return _of_year(_central().get(name, ()), year)


def central_names() -> Iterable[str]:
    """All names and short forms of central bodies."""
    return _central().keys()


def whole_name(name: str, level: str | None, year: int | None) -> Body | None:
    """The body of a whole name (网信办, 总工会) without its rank, for a level of government."""
    bodies = _names().get(name, ())
    return _of_year([body for body in bodies if body.rank == level and level], year) or _of_year(
        [body for body in bodies if body.rank is None], year
    )


def word_and_type(name: str) -> Body | None:
    """The body that a word of the work and a type make up: 工信+委, 文化+旅游+局; None when the word is not known."""
    for short, full in _types():
        if name.endswith(short) and len(name) > len(short):
            stem = name.removesuffix(short)
            word = _words().get(stem)
            if word:
                return Body(_join(word.full, full), word.function, word.system, word.seat)
            parts = compound(stem)
            if parts:
                return Body(stem + full, parts[0].function, parts[0].system, parts[0].seat)
    return None


def compound(stem: str) -> list[Body]:
    """The words that a compound is made of, longest first from the left (农业农村|和|水务); empty for other stems."""
    parts: list[Body] = []
    at = 0
    while at < len(stem):
        size = next((n for n in range(min(12, len(stem) - at), OPEN_PARTS - 1, -1) if stem[at : at + n] in _words()), 0)
        if size:
            parts.append(_words()[stem[at : at + size]])
        elif stem[at] not in "和与及、" or not parts:
            return []
        at += size or 1
    return parts if len(parts) > 1 else []


def opens_with_word(name: str) -> bool:
    """Whether a name opens with the word of some work: 会展 in 会展服务中心."""
    return any(name[:size] in _words() for size in range(2, min(len(name), 8)))


def ending(name: str) -> Ending | None:
    """The kind of body that a name's ending tells."""
    return next((kind for kind in _endings() if kind.fits(name)), None)


@cache
def rules(section: str) -> Any:
    """A section of agencies.yml as it stands."""
    return facts("agencies.yml")[section]


@cache
def prefixes(section: str) -> tuple[str, ...]:
    """A list of agencies.yml, for str.startswith."""
    return tuple(rules(section))


def _of_year(bodies: Sequence[Body], year: int | None) -> Body | None:
    """The body that bore a name in a year; without a year, or in a year that none has, the latest."""
    when = LATEST if year is None else year
    current = [body for body in bodies if body.since <= when <= body.until]
    latest_last = current or list(bodies)
    return latest_last[-1] if latest_last else None


@cache
def _central() -> dict[str, tuple[Body, ...]]:
    found: defaultdict[str, list[Body]] = defaultdict(list)
    for row in facts("agencies_central.yml"):
        body = Body(
            row["name"],
            row["function"],
            row.get("system", "government"),
            since=row.get("from", 0),
            until=row.get("to", LATEST),
        )
        for name in (row["name"], *row.get("short", ())):
            found[name].append(body)
    return {name: tuple(bodies) for name, bodies in found.items()}


def _body(entry: Mapping[str, Any], key: str, function: str, defaults: Mapping[str, Any]) -> Body:
    seat = entry.get("seat", defaults.get("seat"))
    system = entry.get("system", "party" if seat == "party" else defaults.get("system", "government"))
    return Body(entry[key], function, system, seat, entry.get("rank"), entry.get("from", 0), entry.get("to", LATEST))


@cache
def _names() -> dict[str, tuple[Body, ...]]:
    found: defaultdict[str, list[Body]] = defaultdict(list)
    for function, section in rules("functions").items():
        for entry in section.get("names", ()):
            for name in dict.fromkeys((entry["name"], *entry.get("short", ()))):
                found[name].append(_body(entry, "name", function, section))
    return {name: tuple(bodies) for name, bodies in found.items()}


@cache
def _words() -> dict[str, Body]:
    """Words by spelling; a word's own spelling goes before another's short form."""
    words: dict[str, Body] = {}
    sections = rules("functions").items()
    for function, section in sections:
        for entry in section.get("words", ()):
            words.setdefault(entry["word"], _body(entry, "word", function, section))
    for function, section in sections:
        for entry in section.get("words", ()):
            for short in entry.get("short", ()):
                words.setdefault(short, _body(entry, "word", function, section))
    return words


@cache
def _types() -> tuple[tuple[str, str], ...]:
    """The shortest first, which leaves most to the word: 金融监管+局 is not 金融+监管局."""
    return tuple(sorted(rules("types").items(), key=lambda pair: len(pair[0])))


def _join(word: str, kind: str) -> str:
    """出入境管理 + 管理局 is 出入境管理局."""
    shared = next((n for n in range(min(len(word), len(kind)), 0, -1) if word.endswith(kind[:n])), 0)
    return word + kind[shared:]


@cache
def _endings() -> tuple[Ending, ...]:
    return tuple(
        Ending(tuple(row["end"]), tuple(row.get("has", ())), row["system"], row.get("function"))
        for row in rules("endings")
    )
