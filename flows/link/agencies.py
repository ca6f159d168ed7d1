"""Agencies of the corpus: one row a body, with the names it goes by."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from flows.link.ids import make_id
from flows.model import Agency

Row = dict[str, Any]


def agency_id(agency: Agency) -> str:
    """The id of a body: its full name and its region, which two unknown bodies of one name may differ in."""
    return make_id("agency", agency.name, agency.region_code)


def agency_rows(assignments: Iterable[Row]) -> tuple[list[Row], list[Row]]:
    """The rows of agencies and of agency_aliases, from assignments that carry an `agency`."""
    bodies: dict[str, Agency] = {}
    written: dict[str, Counter[str]] = defaultdict(Counter)
    leads: Counter[str] = Counter()
    for row in assignments:
        key = row["agency_id"]
        bodies.setdefault(key, row["agency"])
        written[key][row["agency_text"]] += 1
        leads[key] += row["role"] == "lead"
    agencies = [_row(key, bodies[key], written[key], leads[key]) for key in bodies]
    aliases = [{"agency_id": key, "alias": alias, "n": n} for key in bodies for alias, n in written[key].items()]
    return agencies, aliases


def _row(key: str, agency: Agency, written: Counter[str], leads: int) -> Row:
    most = min(written, key=lambda name: (-written[name], len(name), name))
    return {
        "agency_id": key, "name": agency.name, "short_name": most, "region_code": agency.region_code,
        "admin_level": agency.admin_level, "system": agency.system, "function": agency.function,
        "n_lead": leads, "n_assignments": written.total(),
    }  # fmt: skip
