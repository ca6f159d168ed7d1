"""The figures of the start page: drawn, each with the table that it shows, an address of its own, and links in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

import yaml
from markupsafe import Markup

from flows.knowledge.gazetteer import table as gazetteer
from flows.knowledge.regions import local_name
from flows.present.release import Release
from flows.present.site import figures
from flows.present.site.documents import Document, provinces
from flows.present.site.drawing import WIDTH, bar, link, picture, words
from flows.present.site.figures import Cell, Grid
from flows.present.site.known_values import Value, by_indicator, highest, indicator_words, known_values
from flows.tables import Words, table

SHOWN = 5  # indicators of the figure
A_GROUP = 4  # regions of an indicator
YEARS = 18  # bars in a row
SERIES = ("c1", "c2", "c3", "c4", "c5")
TILE = WIDTH / 7


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: `draw` makes it for a page, given what leads from there to site/; rows as its table shows them."""

    name: str
    title: Words
    note: Words
    head: tuple[Words, ...]
    rows: tuple[tuple[Words, ...], ...]
    draw: Callable[[str], Markup]


def charts(release: Release, found: Sequence[Document]) -> list[Figure]:
    """All figures that the tables give something for."""
    indicators = {row["indicator_id"]: row for row in release.table("indicators").to_pylist()}
    made = (
        _indicators(by_indicator(known_values(release)), indicators),
        _together(figures.together(release)),
        _functions(figures.by_function_and_role(release)),
        _years(figures.by_year_and_level(found)),
        _deadlines(figures.by_deadline_and_kind(release)),
        _map(figures.by_province(found)),
    )
    return [each for each in made if each.rows]


def short_region(each: Value) -> Words:
    """The region without what it lies in: 长沙市."""
    if each.region.zh != each.region.en or not each.region_code:
        return each.region
    zh = local_name(each.region_code) if each.region_code in gazetteer() else each.region.zh
    return Words(zh, zh)


def _indicators(found: Mapping[str, Sequence[Value]], indicators: Mapping[str, Mapping[str, str]]) -> Figure:
    """Indicators by region: what each region is to reach, as bars with the values of the texts."""
    groups = {key: highest(values)[:A_GROUP] for key, values in [*found.items()][:SHOWN]}
    named = {key: indicator_words(indicators[key]) for key in groups}

    def draw(root: str) -> Markup:
        parts, y = [], 0.0
        for key, values in groups.items():
            most = max(each.value for each in values) or 1
            head = words(0, y + 14, named[key], "strong", room=0.9 * WIDTH)
            parts.append(link(f"{root}indicators/{key}.html", named[key], head))
            y += 22
            for each in values:
                width = max(110 * max(each.value, 0) / most, 2)
                due = f" {each.due}" if each.due else ""
                at = short_region(each)
                label = words(104, y + 12, Words(f"{at.zh}{due}", f"{at.en}{due}"), "small", "end", 104)
                value = words(114 + width, y + 12, each.said, "small", room=WIDTH - 114 - width)
                says = Words(f"{each.region.zh} {each.said.zh}", f"{each.region.en} {each.said.en}")
                parts.append(link(root + each.href, says, label, bar(110, y + 2, width, 13, "c1"), value))
                y += 18
            y += 10
        return picture(y, parts, words_of("indicators")[0])

    rows = tuple(
        (named[key], each.region, _year(each.due), each.said, Words(each.title, each.title))
        for key, values in groups.items()
        for each in values
    )
    head = (*_titles("targets", "indicator_id", "deadline_year", "value_text"), table("documents")["title"].title)
    head = (table("indicators")["name"].title, table("documents")["region_name"].title, *head[1:])
    return Figure("indicators", *words_of("indicators"), head, rows, draw)


def _years(grid: Grid) -> Figure:
    return _columns("years", grid, lambda year: f"index.html?year={year}#documents", Words("年份", "Year"))


def _deadlines(grid: Grid) -> Figure:
    return _columns("deadlines", grid, lambda year: f"search.html#kind=targets&due={year}", Words("期限", "Deadline"))


def _columns(name: str, grid: Grid, href: Callable[[str], str], head: Words) -> Figure:
    """A bar a year, in parts, with its sum above."""
    kept = [(row, cells) for row, cells in zip(grid.rows, grid.cells, strict=True) if row.zh.isdigit()][-YEARS:]
    there = [at for at, _ in enumerate(grid.columns) if any(cells[at].n for _, cells in kept)]

    def draw(root: str) -> Markup:
        step = WIDTH / max(len(kept), 6)
        most = max((sum(cell.n for cell in cells) for _, cells in kept), default=1) or 1
        parts = [*_legend([grid.columns[at] for at in there])]
        every = max(1, -(-36 // int(step)))
        for place, (row, cells) in enumerate(kept):
            total, y, x = sum(cell.n for cell in cells), 190.0, place * step
            pieces = []
            for at in there:
                height = 140 * cells[at].n / most
                y -= height
                pieces.append(bar(x + 1, y, step - 2, height, SERIES[there.index(at)]))
            pieces.append(words(x + step / 2, y - 4, _as_is(f"{total:,}"), "small", "middle"))
            if total:
                says = Words(f"{row.zh} 年：{total:,}", f"{row.en}: {total:,}")
                parts.append(link(root + href(row.zh), says, *pieces))
            if (len(kept) - 1 - place) % every == 0:
                parts.append(words(x + step / 2, 206, row, "small faint", "middle"))
        return picture(214, parts, words_of(name)[0])

    return Figure(name, *words_of(name), *_table(grid, head), draw)


def _functions(grid: Grid) -> Figure:
    def draw(root: str) -> Markup:
        most = max((sum(cell.n for cell in cells) for cells in grid.cells), default=1)
        parts, y = [*_legend(grid.columns)], 24.0
        for row, cells in zip(grid.rows, grid.cells, strict=True):
            x, pieces = 146.0, [words(140, y + 14, row, "small", "end", 140)]
            for at, cell in enumerate(cells):
                pieces.append(bar(x, y + 2, 174 * cell.n / most, 15, SERIES[at]))
                x += 174 * cell.n / most
            total = sum(cell.n for cell in cells)
            pieces.append(words(x + 4, y + 14, _as_is(f"{total:,}"), "small"))
            href = f"{root}search.html#kind=articles&function={quote(row.zh)}"
            parts.append(link(href, Words(f"{row.zh} {total:,}", f"{row.en} {total:,}"), *pieces))
            y += 22
        return picture(y + 2, parts, words_of("functions")[0])

    return Figure("functions", *words_of("functions"), *_table(grid, Words("职能", "Function")), draw)


def _together(grid: Grid) -> Figure:
    """Half a matrix: a label at the end of each row is that of the column below it too."""

    def draw(root: str) -> Markup:
        side = 25.0
        parts = []
        for at, row in enumerate(grid.rows):
            y = at * side
            for other in range(at):
                cell, of = grid.cells[at][other], grid.rows[other]
                box = bar(other * side, y, side - 2, side - 2, f"heat h{cell.shade}")
                if not cell.n:
                    parts.append(box)
                    continue
                number = words(
                    other * side + side / 2 - 1, y + 16, _as_is(str(cell.n)), f"tiny on{cell.shade}", "middle"
                )
                href = f"{root}search.html#kind=articles&function={quote(row.zh)}&with={quote(of.zh)}"
                says = Words(f"{row.zh}、{of.zh}：{cell.n}", f"{row.en}, {of.en}: {cell.n}")
                parts.append(link(href, says, box, number))
            parts.append(words(at * side + 3, y + 16, row, "small", room=WIDTH - at * side - 3))
        return picture(len(grid.rows) * side, parts, words_of("together")[0])

    return Figure("together", *words_of("together"), *_table(grid, Words("职能", "Function")), draw)


def _map(counts: Mapping[str, Cell]) -> Figure:
    """A tile a province, about where it lies."""

    def draw(root: str) -> Markup:
        parts = []
        for code, province in provinces().items():
            cell = counts[code]
            x, y = (province.column - 1) * TILE, (province.row - 1) * TILE
            class_ = f"small on{cell.shade}" if cell.n else "small faint"
            name = Words(province.name.zh, province.letters)
            pieces = [
                bar(x, y, TILE - 3, TILE - 3, f"heat h{cell.shade}"),
                words(x + 4, y + 16, name, class_, room=TILE),
            ]
            if cell.n:
                pieces.append(words(x + 4, y + 36, _as_is(f"{cell.n:,}"), f"strong on{cell.shade}"))
                says = Words(f"{province.name.zh} {cell.n:,}", f"{province.name.en} {cell.n:,}")
                parts.append(link(f"{root}regions/{code}.html", says, *pieces))
            else:
                parts += pieces
        return picture(8 * TILE, parts, words_of("map")[0])

    rows = tuple((provinces()[code].name, _as_is(str(cell.n))) for code, cell in counts.items() if cell.n)
    head = (Words("地区", "Region"), Words("文件", "Documents"))
    return Figure("map", *words_of("map"), head, rows, draw)


def _legend(names: Sequence[Words]) -> list[Markup]:
    parts, x = [], 0.0
    for at, name in enumerate(names):
        parts += [bar(x, 3, 10, 10, SERIES[at]), words(x + 14, 12, name, "small")]
        x += 28 + max(13 * len(name.zh), 7 * len(name.en))
    return parts


def _table(grid: Grid, head: Words) -> tuple[tuple[Words, ...], tuple[tuple[Words, ...], ...]]:
    rows = ((row, *(_as_is(f"{cell.n:,}") for cell in cells)) for row, cells in zip(grid.rows, grid.cells, strict=True))
    return (head, *grid.columns), tuple(rows)


def _titles(name: str, *columns: str) -> tuple[Words, ...]:
    return tuple(table(name)[column].title for column in columns)


def _year(year: int | None) -> Words:
    return _as_is(str(year) if year else "")


def _as_is(text: str) -> Words:
    return Words(text, text)


def words_of(name: str) -> tuple[Words, Words]:
    """The title of a figure, and what must be known to read it."""
    given = _words()[name]
    return Words(**given["title"]), Words(**given["note"])


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    found: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text("utf-8"))
    return found
