"""The counts behind the charts of the start page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, groupby
from math import ceil, sqrt
from typing import Any

from flows.present.dimensions import functions_in_english
from flows.present.release import Release
from flows.present.site.documents import Document, provinces
from flows.tables import Words, table

SHADES = 5  # of a map or matrix
FUNCTIONS = 12  # shown of those that agencies have
PARTNERS = 10  # a side of the matrix
LONGEST = 40  # years in a row, those without a count included
WHOLE = ("政府", "党委")  # of a region, and no function among others
UNKNOWN = Words("不详", "not known")


@dataclass(frozen=True, slots=True)
class Cell:
    """A count in a table, and how dark it is: 0 (none) to SHADES."""

    n: int
    shade: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of counts; `rows` and `columns` are its heads, in both languages or as the data write them."""

    rows: tuple[Words, ...]
    columns: tuple[Words, ...]
    cells: tuple[tuple[Cell, ...], ...]
    total: int = 0  # of rows before the table was cut to the most frequent


def by_province(found: Iterable[Document]) -> dict[str, Cell]:
    """Documents by province, for the map."""
    counts = Counter(each.province for each in found)
    most = max(counts.values(), default=0)
    return {code: Cell(counts[code], shade(counts[code], most)) for code in provinces()}


def by_year_and_level(found: Iterable[Document]) -> Grid:
    """Documents by year and administrative level."""
    levels = table("documents")["admin_level"].enum or {}
    pairs = Counter((each.year, each.level) for each in found)
    return _grid(pairs, _years((level, year) for year, level in pairs), [*levels], _year, levels.__getitem__)


def by_deadline_and_kind(release: Release) -> Grid:
    """Targets by the year of their deadline and kind."""
    kinds = table("targets")["kind"].enum or {}
    pairs = _count(release, "targets", "deadline_year", "kind")
    return _grid(pairs, _years((kind, year) for year, kind in pairs), [*kinds], _year, kinds.__getitem__)


def by_function_and_role(release: Release) -> Grid:
    """Assignments by the function of their agency, the most frequent ones, and role."""
    functions, roles = _functions(release), table("assignments")["role"].enum or {}
    pairs: Counter[tuple[Any, Any]] = Counter()
    for (agency, role), n in _count(release, "assignments", "agency_id", "role").items():
        if function := functions.get(agency):
            pairs[function, role] += n
    shown, total = _most(pairs, FUNCTIONS)
    return _grid(pairs, shown, [*roles], _function, roles.__getitem__, total)


def together(release: Release) -> Grid:
    """In how many articles bodies of two functions are given work, for the functions that meet most often."""
    functions = _functions(release)
    pairs: Counter[tuple[str, str]] = Counter()
    for agencies in _by_article(release):
        pairs.update(combinations(sorted({functions[each] for each in agencies if each in functions}), 2))
    both = Counter({**pairs, **{(b, a): n for (a, b), n in pairs.items()}})
    shown, total = _most(both, PARTNERS)
    return _grid(both, shown, shown, _function, _function, total)


def shade(n: int, most: int) -> int:
    """How dark a count is, by its root, which sets small counts apart; one beside a thousand is still to be seen."""
    return ceil(SHADES * sqrt(n / most)) if n else 0


def _grid(
    pairs: Mapping[Any, int],
    rows: Collection[Any],
    columns: Collection[Any],
    row: Callable[[Any], Words],
    column: Callable[[Any], Words],
    total: int = 0,
) -> Grid:
    """The table of `pairs` (row, column) with these rows and columns, whose heads `row` and `column` give."""
    counts = [[pairs.get((of, at), 0) for at in columns] for of in rows]
    most = max((n for line in counts for n in line), default=0)
    cells = tuple(tuple(Cell(n, shade(n, most)) for n in line) for line in counts)
    return Grid(tuple(map(row, rows)), tuple(map(column, columns)), cells, total or len(rows))


def _most(pairs: Counter[Any], n: int) -> tuple[list[str], int]:
    """The rows with the highest sums, ties in the order of their names, and how many rows there are."""
    sums: Counter[str] = Counter()
    for (of, _), count in pairs.items():
        sums[of] += count
    return sorted(sums, key=lambda of: (-sums[of], of))[:n], len(sums)


def _count(release: Release, name: str, *columns: str) -> Counter[tuple[Any, ...]]:
    counts: Counter[tuple[Any, ...]] = Counter()
    for batch in release.batches(name, *columns):
        counts.update(zip(*(batch[column].to_pylist() for column in columns), strict=True))
    return counts


def _functions(release: Release) -> dict[str, str]:
    rows = release.table("agencies", "agency_id", "function", "system").to_pylist()
    return {
        row["agency_id"]: row["function"]
        for row in rows
        if row["function"] and row["function"] not in WHOLE and row["system"] != "collective"
    }


def _by_article(release: Release) -> Iterator[set[str]]:
    """The agencies of each article. Rows of a document stand together."""

    def rows() -> Iterator[tuple[str, str, str]]:
        for batch in release.batches("assignments", "doc_id", "article_id", "agency_id"):
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)

    for _, of_document in groupby(rows(), key=lambda row: row[0]):
        articles: dict[str, set[str]] = {}
        for _, article, agency in of_document:
            articles.setdefault(article, set()).add(agency)
        yield from articles.values()


def _years(pairs: Iterable[tuple[Any, int | None]]) -> list[int | None]:
    """Every year from the first to the last (of a longer time those that occur), then None if some are not known."""
    found = {year for _, year in pairs}
    known = sorted(year for year in found if year is not None)
    if known and known[-1] - known[0] < LONGEST:
        known = [*range(known[0], known[-1] + 1)]
    return [*known, None] if None in found else [*known]


def _year(year: int | None) -> Words:
    return UNKNOWN if year is None else Words(str(year), str(year))


def _function(name: str) -> Words:
    return Words(name, functions_in_english().get(name, name))
