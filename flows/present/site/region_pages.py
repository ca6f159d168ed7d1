"""regions/<region_code>.html: a region's documents, and its targets against those above it and of its equals."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flows.knowledge import regions as known
from flows.present.release import Release
from flows.present.site.documents import Document, documents, named_region
from flows.present.site.known_values import Value, by_indicator, highest, indicator_words, known_values
from flows.present.site.side_links import side_page
from flows.tables import Words

FOLLOWED = 3  # documents that a document follows, as many as are named


@dataclass(frozen=True, slots=True)
class Follows:
    """A document that one of the region follows: how many of its articles do, and how many word for word."""

    href: str  # of the two side by side
    title: str
    n: int
    n_verbatim: int


@dataclass(frozen=True, slots=True)
class Compared:
    """What a region aims at for an indicator, beside the last values of the region above and of its equals."""

    indicator_id: str
    name: Words
    own: tuple[Value, ...]
    above: Value | None
    highest: Value | None  # of its equals
    lowest: Value | None
    place: int  # among its equals, the highest first
    n: int  # equals, itself included


def region_pages(release: Release) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Path, template and contents of the page of each region that has documents or holds one, and of their list."""
    found = documents(release)
    by_region: dict[str, list[Document]] = {}
    for each in found:
        if each.region_code:
            by_region.setdefault(each.region_code, []).append(each)
    codes = sorted(regions_with_pages(found))
    follows, values = _follows(release, found), by_indicator(known_values(release))
    indicators = {row["indicator_id"]: row for row in release.table("indicators").to_pylist()}
    by_place = _by_place(values)
    lasts = {key: _Last(of) for key, of in values.items()}
    below: dict[str, list[str]] = {}
    for code in codes:
        if code != known.CENTRE:
            below.setdefault(known.parent(code), []).append(code)
    for code in codes:
        own = by_region.get(code, [])
        above = [other for other in _above(code) if other in codes]
        shown = {
            "code": code,
            "region": named_region(code),
            "above": [(other, named_region(other)) for other in above],
            "below": [(other, named_region(other)) for other in below.get(code, ()) if code != known.CENTRE],
            "documents": own,
            "follows": {each.doc_id: follows[each.doc_id] for each in own if each.doc_id in follows},
            "compared": list(_compared(by_place.get(code, {}), lasts, above, indicators)),
        }
        yield f"regions/{code}.html", "region.html", shown
    listed = [(code, named_region(code), len(by_region.get(code, ()))) for code in codes]
    yield "regions/index.html", "regions.html", {"listed": listed}


def regions_with_pages(found: Iterable[Document]) -> set[str]:
    """The codes of regions that have documents, and of the provinces and cities that hold one."""
    codes = {each.region_code for each in found if each.region_code}
    return codes | ({above for code in codes for above in _above(code)} - {known.CENTRE})


def _by_place(values: Mapping[str, Sequence[Value]]) -> dict[str, dict[str, list[Value]]]:
    """The values of each region by indicator."""
    found: dict[str, dict[str, list[Value]]] = {}
    for key, of in values.items():
        for each in of:
            if each.region_code:
                found.setdefault(each.region_code, {}).setdefault(key, []).append(each)
    return found


class _Last:
    """The last values of an indicator: of each region, and of each level of regions, the highest first."""

    def __init__(self, values: Sequence[Value]) -> None:
        found = highest(values)
        self.of = {each.region_code: each for each in found}
        self.equals: dict[str | None, list[Value]] = {}
        for each in found:
            self.equals.setdefault(each.level, []).append(each)
        self._ranks = {level: [-each.value for each in of] for level, of in self.equals.items()}

    def place(self, each: Value) -> int:
        """Its place among its equals."""
        return 1 + bisect_left(self._ranks[each.level], -each.value)


def _compared(
    own: Mapping[str, Sequence[Value]],
    lasts: Mapping[str, _Last],
    above: Sequence[str],
    indicators: Mapping[str, Mapping[str, Any]],
) -> Iterator[Compared]:
    for key, mine in own.items():
        last = lasts[key]
        here = last.of.get(mine[0].region_code)
        equals = last.equals[here.level] if here else []
        ends = [equals[1 if equals[0] is here else 0], equals[-2 if equals[-1] is here else -1]] if equals[1:] else []
        yield Compared(
            indicator_id=key,
            name=indicator_words(indicators[key]),
            own=tuple(sorted(mine, key=lambda each: (each.due or 9999, -each.value, each.target_id))),
            above=next((last.of[code] for code in above if code in last.of), None),
            highest=ends[0] if ends else None,
            lowest=ends[1] if ends else None,
            place=last.place(here) if here else 1,
            n=len(equals),
        )


def _follows(release: Release, found: Sequence[Document]) -> dict[str, list[Follows]]:
    """The documents that each document follows, those that it follows most first."""
    titles = {each.doc_id: each.title for each in found}
    articles: dict[tuple[str, str], dict[str, bool]] = {}
    for batch in release.batches("alignments", "doc_id", "followed_doc_id", "article_id", "relation"):
        for row in batch.to_pylist():
            copied = articles.setdefault((row["doc_id"], row["followed_doc_id"]), {})
            copied[row["article_id"]] = copied.get(row["article_id"], False) or row["relation"] == "verbatim"
    counts = Counter({pair: len(of) for pair, of in articles.items()})
    made: dict[str, list[Follows]] = {}
    for (doc_id, other), n in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        of = made.setdefault(doc_id, [])
        if other in titles and len(of) < FOLLOWED:
            of.append(Follows(side_page(doc_id, other), titles[other], n, sum(articles[doc_id, other].values())))
    return made


def _above(code: str) -> Iterator[str]:
    """The regions that hold a region, the nearest first, the whole country the last."""
    while code != known.CENTRE:
        code = known.parent(code)
        yield code
