"""All values of an indicator, drawn: a strip of dots a deadline, and a line through time for each region."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import log10

from markupsafe import Markup

from flows.present.site.charts import short_region, words_of
from flows.present.site.drawing import WIDTH, dot, line, link, picture, words
from flows.present.site.known_values import Value, comparable
from flows.present.site.values import amount
from flows.tables import Words

LEFT, RIGHT = 44.0, WIDTH - 12.0  # of the dots
APART = 9.0  # dots that are nearer lie above each other
WIDE = 200  # a largest value so many times the least is drawn by powers of ten
SPOKEN = 3  # dots of a row that say whose they are
LINES = 6  # regions that have a colour
COLOURS = ("c1", "c2", "c3", "c4", "c5", "c6")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure whose numbers are the table of its page."""

    name: str
    title: Words
    note: Words
    values: tuple[Value, ...]
    lines: bool

    def draw(self, root: str) -> Markup:
        """The picture, for a page from which `root` leads to site/."""
        return _trend(self, root) if self.lines else _strip(self, root)


def drawings(values: Sequence[Value]) -> list[Drawing]:
    """What can be drawn of the values of an indicator."""
    made, values = [], comparable(values)
    if len({each.value for each in values}) > 1:
        made.append(Drawing("strip", *words_of("strip"), tuple(values), False))
    if any(len(points) > 1 for points in _by_region(values).values()):
        made.append(Drawing("trend", *words_of("trend"), tuple(values), True))
    return made


def _strip(given: Drawing, root: str) -> Markup:
    at = _scale([each.value for each in given.values], LEFT, RIGHT)
    parts, y = [], 6.0
    for due in sorted({each.due or 0 for each in given.values}):
        row = sorted(
            (each for each in given.values if (each.due or 0) == due), key=lambda each: (each.value, each.target_id)
        )
        placed = list(_stacked([at(each.value) for each in row]))
        high = 10.0 * max(level for _, level in placed)
        base = y + max(22.0, high + 16) - 9 + (14 if len(row) <= SPOKEN else 0)
        parts.append(line([(LEFT, base), (RIGHT, base)], "rule"))
        parts.append(words(0, base + 4, _year(due), "small"))
        for each, (x, level) in zip(row, placed, strict=True):
            parts.append(_dot(each, root, x, base - 10 * level, "c1"))
        told = row if len(row) <= SPOKEN else [row[0], row[-1]]
        parts += _labels([(at(each.value), each) for each in told], base, high, len(row) > SPOKEN)
        y = base + (34 if len(row) > SPOKEN else 18)
    return picture(y, parts, given.title)


def _labels(told: Sequence[tuple[float, Value]], base: float, high: float, below: bool) -> Iterator[Markup]:
    """The values at the ends of a row, or whose and what each is where there are few."""
    free = 0.0
    for place, (x, each) in enumerate(told):
        region = "" if below else f"{short_region(each).zh} "
        region_en = "" if below else f"{short_region(each).en} "
        said = Words(f"{region}{each.said.zh}", f"{region_en}{each.said.en}")
        size = max(12.0 * len(said.zh.encode("gb18030", "replace")) / 2, 6.0 * len(said.en))
        start = min(max(x - size / 2, free, LEFT - 40), WIDTH - size)
        if start >= free or place == 0:
            yield words(start, base + 18 if below else base - high - 10, said, "small")
            free = start + size + 8


def _trend(given: Drawing, root: str) -> Markup:
    regions = _by_region(given.values)
    points = [each for values in regions.values() for each in values]
    years = [each.due or 0 for each in points]
    x = _scale(years, 52.0, RIGHT - 8, even=True)
    y = _scale([each.value for each in points], 200.0, 24.0)
    parts = []
    for value in (min(each.value for each in points), max(each.value for each in points)):
        parts.append(line([(46, y(value)), (RIGHT, y(value))], "rule"))
        parts.append(words(42, y(value) + 4, Words(amount(value), amount(value)), "tiny faint", "end"))
    for year in sorted({min(years), max(years)}):
        parts.append(words(x(year), 222, _year(year), "small faint", "middle"))
    with_lines = sorted((key for key, values in regions.items() if len(values) > 1), key=lambda key: -len(regions[key]))
    colours = dict(zip(with_lines[:LINES], COLOURS, strict=False))
    for key, values in regions.items():
        if len(values) > 1:
            parts.append(line([(x(each.due or 0), y(each.value)) for each in values], "trend"))
        parts += [_dot(each, root, x(each.due or 0), y(each.value), colours.get(key, "c6")) for each in values]
    for place, (key, colour) in enumerate(colours.items()):
        across, down = place % 3, place // 3
        parts.append(dot(6 + 120 * across, 240 + 18 * down, colour))
        parts.append(words(16 + 120 * across, 244 + 18 * down, short_region(regions[key][0]), "small", room=104))
    return picture(250 + 18 * (len(colours) // 4), parts, given.title)


def _by_region(values: Sequence[Value]) -> dict[str | None, list[Value]]:
    """The values of each region through time, one a year: of the whole region where there is one."""
    found: dict[str | None, dict[int, Value]] = {}
    for each in sorted(values, key=lambda each: (each.is_whole, each.value)):
        if each.due:
            found.setdefault(each.region_code, {})[each.due] = each
    return {key: [of[year] for year in sorted(of)] for key, of in found.items()}


def _dot(each: Value, root: str, x: float, y: float, class_: str) -> Markup:
    due = f"{each.due} " if each.due else ""
    says = Words(f"{each.region.zh} {due}{each.said.zh}", f"{each.region.en} {due}{each.said.en}")
    return link(root + each.href, says, dot(x, y, class_))


def _stacked(places: Sequence[float]) -> Iterator[tuple[float, int]]:
    """Places from the left, each with how many dots lie below it."""
    last: list[float] = []  # the last dot of each level
    for x in places:
        level = next((level for level, before in enumerate(last) if x - before >= APART), len(last))
        last[level : level + 1] = [x]
        yield x, level


def _scale(values: Sequence[float], first: float, last: float, even: bool = False) -> Callable[[float], float]:
    """Where a value lies between two places; by powers of ten where values are far apart."""
    least, most = min(values), max(values)
    by_powers = not even and least > 0 and most / least > WIDE
    low, high = (log10(least), log10(most)) if by_powers else (least, most)

    def at(value: float) -> float:
        place = log10(value) if by_powers else value
        return first + (last - first) * ((place - low) / (high - low) if high > low else 0.5)

    return at


def _year(year: int) -> Words:
    return Words(str(year), str(year)) if year else Words("无期限", "no date")
