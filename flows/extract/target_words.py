"""The words of knowledge/targets.yml and knowledge/units.yml, as tables that are looked up at the edge of a number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flows.knowledge import facts


@dataclass(frozen=True, slots=True)
class Lookup:
    """A table of words that is asked for the longest one that begins or ends at a place of a text."""

    words: Mapping[str, str]
    longest: int

    @classmethod
    def of(cls, words: Mapping[str, str] | Iterable[str]) -> Lookup:
        """A table of words with a meaning each, or of words that mean themselves."""
        table = dict(words) if isinstance(words, Mapping) else {word: word for word in words}
        return cls(table, max(map(len, table)))

    @classmethod
    def inverted(cls, meanings: Mapping[str, Iterable[str]]) -> Lookup:
        """A table from the form {meaning: [words]} in which the YAML lists them."""
        return cls.of({word: meaning for meaning, words in meanings.items() for word in words})

    def at(self, text: str, start: int, end: int) -> str | None:
        """The longest word that starts at `start` and ends by `end`."""
        for stop in range(min(start + self.longest, end), start, -1):
            if text[start:stop] in self.words:
                return text[start:stop]
        return None

    def before(self, text: str, end: int, start: int) -> str | None:
        """The longest word that ends at `end` and starts no earlier than `start`."""
        for begin in range(max(end - self.longest, start), end):
            if text[begin:end] in self.words:
                return text[begin:end]
        return None


def words(key: str) -> list[str]:
    """A list of knowledge/targets.yml."""
    listed: list[str] = facts("targets.yml")[key]
    return listed


def any_of(listed: Iterable[str]) -> str:
    """A pattern that matches one of the words, the longest first; by first characters, so that few are tried."""
    by_first: dict[str, list[str]] = {}
    for word in sorted(set(listed), key=lambda word: (-len(word), word)):
        by_first.setdefault(word[0], []).append(re.escape(word[1:]))
    return "(?:" + "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in sorted(by_first.items())) + ")"


_NO_DEED = r"开发[区商]|(?:开发|建设|发展)银行|建设[局厅委]|发展和?改革"
DEED = rf"(?:(?!{_NO_DEED}){any_of(words('deeds'))}|(?<![保占国私公共稀持所特])有(?![机效序关色利限力望]))"
# ^ verbs that make a count a commitment; no 有机, no 保有量, no 开发区

_UNITS = facts("units.yml")
_WORDS = facts("targets.yml")


def _products() -> dict[str, str]:
    """Every prefix before every unit that takes one, in words and as signs: 兆帕, MPa → 兆帕."""
    return {
        spelled: prefix + unit
        for prefix, sign in _UNITS["prefixes"].items()
        for unit, unit_sign in _UNITS["prefixed"].items()
        for spelled in (prefix + unit, sign + unit_sign)
    }


_SPELLED = {
    word: unit for kind in ("counts", "measures", "times") for unit, told in _UNITS[kind].items() for word in told
}
UNITS = Lookup.of(_products() | _SPELLED)
PER = Lookup.of({word: word for word in _UNITS["per"]} | _UNITS["per_signs"])
COUNTS = frozenset(_UNITS["counts"])
MEASURES = frozenset(_UNITS["measures"])
TIMES = frozenset(_UNITS["times"])

BEFORE = Lookup.inverted(_WORDS["before"])
AFTER = Lookup.inverted(_WORDS["after"])
FILLERS = Lookup.of(_WORDS["fillers"])
RISE = Lookup.of(_WORDS["rise"])
FALL = Lookup.of(_WORDS["fall"])
RATES = Lookup.of(_WORDS["rates"])
HEADS = Lookup.of(_WORDS["heads"])
NAME_TAILS = Lookup.of(_WORDS["name_tails"])
