"""The tables that the views need and a release has not: functions, regions, dates, made from its tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import yaml

from flows.knowledge import regions as known
from flows.knowledge.gazetteer import table as gazetteer
from flows.present.release import Release
from flows.present.views import added
from flows.tables import Table
from flows.tables.arrow import schema_of

FIVE_YEAR_PLANS = ("六五", "七五", "八五", "九五", "十五", "十一五", "十二五", "十三五", "十四五", "十五五", "十六五")
SIXTH_PLAN = 1981  # its first year; they follow each other without a gap since


def dimensions(release: Release) -> dict[str, pa.Table]:
    """The tables functions, regions and dates of a release."""
    rows = {"functions": _functions(release), "regions": _regions(release), "dates": _dates(release)}
    return {name: _table(added()[name], found) for name, found in rows.items()}


@cache
def functions_in_english() -> dict[str, str]:
    """The functions of the controlled list in English (functions_en.yml)."""
    words: dict[str, str] = yaml.safe_load(Path(__file__).with_name("functions_en.yml").read_text("utf-8"))
    return words


def _table(declared: Table, rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema_of(declared)).sort_by([(key, "ascending") for key in declared.sort])


def _functions(release: Release) -> list[dict[str, Any]]:
    agencies = release.table("agencies", "agency_id", "function", "n_lead", "n_assignments")
    known_ones = agencies.filter(pc.is_valid(agencies["function"]))
    grouped = known_ones.group_by("function").aggregate(
        [("agency_id", "count"), ("n_lead", "sum"), ("n_assignments", "sum")]
    )
    columns = ["function", "n_agencies", "n_lead", "n_assignments"]
    rows: list[dict[str, Any]] = grouped.rename_columns(columns).to_pylist()
    return [row | {"function_en": functions_in_english().get(row["function"])} for row in rows]


def _regions(release: Release) -> list[dict[str, Any]]:
    documents = release.table("documents", "region_code", "status")
    coded = documents.filter(pc.is_valid(documents["region_code"]))
    published = coded.filter(pc.equal(coded["status"], "published"))["region_code"]
    here = {each["values"]: each["counts"] for each in pc.value_counts(published).to_pylist()}
    agencies = pc.unique(release.table("agencies", "region_code")["region_code"].drop_null()).to_pylist()
    named = {known.CENTRE, *gazetteer(), *coded["region_code"].to_pylist(), *agencies}
    codes = named.union(*map(_above, named))
    within = dict.fromkeys(codes, 0) | here
    for code, n in here.items():
        for holder in set(_above(code)) - {known.CENTRE}:
            within[holder] += n
    return [_region(code) | {"n_documents": here.get(code, 0), "n_documents_within": within[code]} for code in codes]


def _above(code: str) -> Iterator[str]:
    """The regions that hold a region, the whole country the last."""
    while code != known.CENTRE:
        code = known.parent(code)
        yield code


def _region(code: str) -> dict[str, Any]:
    full, level = _named(code)
    province = code[:2] + "0000"
    found = gazetteer().get(code)
    return {
        "region_code": code,
        "name": known.local_name(code) if found else full,
        "full_name": full,
        "admin_level": level,
        "parent_code": None if code == known.CENTRE else known.parent(code),
        "province_code": province,
        "province_name": _named(province)[0],
        "is_current": code == known.CENTRE or (found is not None and found.code == found.place),
    }


def _named(code: str) -> tuple[str, str | None]:
    """The full name and the level of a region; a code that no year has is its own name."""
    return known.region(code) if code in gazetteer() or code == known.CENTRE else (code, None)


def _dates(release: Release) -> list[dict[str, Any]]:
    years = sorted(_years(release))
    if not years:
        return []
    first, last = date(years[0], 1, 1), date(years[-1], 12, 31)
    return [_day(first + timedelta(n)) for n in range((last - first).days + 1)]


def _years(release: Release) -> Iterator[int]:
    """The first and last years among the dates and deadlines of each column."""
    days = {"documents": ("date", "date_issued", "date_published"), "targets": ("deadline",), "assignments": ("due",)}
    for name, columns in days.items():
        for values in release.table(name, *columns).columns:
            yield from (day.year for day in pc.min_max(values).as_py().values() if day)
    for name, column in (("documents", "year"), ("targets", "deadline_year")):
        yield from (year for year in pc.min_max(release.table(name, column).column(0)).as_py().values() if year)


def _day(day: date) -> dict[str, Any]:
    quarter = (day.month + 2) // 3
    return {
        "date": day,
        "year": day.year,
        "half": (quarter + 1) // 2,
        "quarter": quarter,
        "month": day.month,
        "year_quarter": f"{day.year}-Q{quarter}",
        "year_month": f"{day.year}-{day.month:02}",
        "five_year_plan": _five_year_plan(day.year),
        "is_year_end": (day.month, day.day) == (12, 31),
    }


def _five_year_plan(year: int) -> str | None:
    nth = (year - SIXTH_PLAN) // 5
    return FIVE_YEAR_PLANS[nth] if 0 <= nth < len(FIVE_YEAR_PLANS) else None
