"""By what else things are found than by what texts say: names in English, and the short names that people write.

甘肃省发展和改革委员会 → 甘肃省发改委, 甘肃省发展改革委: 省发改委, 发改委 and 发改 stand in them
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from flows.knowledge import facts
from flows.present.dimensions import functions_in_english
from flows.present.site.documents import provinces
from flows.present.site.search_words import fold
from flows.tables import Words, table

Row = Mapping[str, Any]


def spelled(agency: Row) -> list[str]:
    """The short names of a body that its full name gives, each short word for its work with each for its type; and
    what people call all bodies for that work (工信).
    """
    found = dict.fromkeys(_shortened(agency["name"], agency["function"]))
    shorts = [short for _, found in _words(agency["function"])[:1] for short in found[1:] if len(short) > 1]
    return [each for each in (*found, *shorts) if each not in (agency["name"], agency["short_name"])]


def also(agency: Row) -> list[str]:
    """The function of an agency and its province, in both languages."""
    function = agency["function"]
    named = [function, functions_in_english().get(function)] if function else []
    return [each for each in (*named, *_both(_province(agency))) if each]


def about(document: Row) -> list[str]:
    """The province, genre and subject of a document, in both languages."""
    enums = [(table("documents")[name].enum or {}).get(document[name] or "") for name in ("genre", "subject")]
    return [text for words in (_province(document), *enums) for text in _both(words)]


def naming(documents: Iterable[Row]) -> dict[str, list[str]]:
    """Words that name what a document is of, folded: whoever asks for one of them alone wants all that it says."""
    places = {part for row in documents for part in _parts(row["region_name"])}
    english = [words for row in documents if (words := _province(row))]
    places |= {part for words in english for part in (words.zh, *words.en.split())}
    genres = [(table("documents")["genre"].enum or {}).get(row["genre"] or "") for row in documents]
    kinds = {part for words in genres for text in _both(words) for part in text.split()}
    return {"places": sorted(map(fold, places)), "kinds": sorted(map(fold, kinds - places))}


def _shortened(name: str, function: str | None) -> Iterator[str]:
    held = [(word, shorts) for word, shorts in _words(function) if word in name]
    for word, shorts in sorted(held, key=lambda each: -len(each[0]))[:1]:
        before, _, tail = name.partition(word)
        for ending in _endings().get(tail, [tail]) if before else ():
            yield from (f"{before}{short}{ending}" for short in shorts)


@cache
def _words(function: str | None) -> tuple[tuple[str, tuple[str, ...]], ...]:
    given = facts("agencies.yml")["functions"].get(function) or {}
    return tuple((each["word"], (each["word"], *each.get("short", ()))) for each in given.get("words") or ())


@cache
def _endings() -> dict[str, list[str]]:
    """How each type of body is shortened: 委员会 is 委."""
    found: dict[str, list[str]] = {}
    for short, full in facts("agencies.yml")["types"].items():
        found.setdefault(full, []).append(short)
    return found


def _parts(region: str | None) -> Iterator[str]:
    """The whole name of a region, and its last part: 长沙市 of 湖南省长沙市."""
    if region:
        yield region
        start = max((region.rfind(mark, 0, -1) for mark in "省市州盟县区旗"), default=-1) + 1
        yield region[start:]


def _province(row: Row) -> Words | None:
    code = row["region_code"]
    known = provinces().get(code[:2] + "0000") if code else None
    return known.name if known else None


def _both(words: Words | None) -> tuple[str, ...]:
    return (words.zh, words.en) if words else ()
