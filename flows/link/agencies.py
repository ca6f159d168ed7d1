"""Agencies of the corpus: one row a body, with the names it goes by."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flows.link.ids import make_id
from flows.model import Agency
from flows.tables import to_table

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]
FACTS = ("name", "region_code", "admin_level", "system", "function")


def agency_id(agency: Agency) -> str:
    """The id of a body: its full name and its region, which two unknown bodies of one name may differ in."""
    return make_id("agency", agency.name, agency.region_code)


def facts_of(agency: Agency) -> Row:
    """What is known of a body itself."""
    return {fact: getattr(agency, fact) for fact in FACTS}


class Tally:
    """The bodies that are given work or issue documents, how often, and what they are called."""

    def __init__(self) -> None:
        self._bodies: dict[str, Row] = {}
        self._written: dict[str, Counter[str]] = defaultdict(Counter)
        self._signed: dict[str, Counter[str]] = defaultdict(Counter)
        self._leads: Counter[str] = Counter()

    @classmethod
    def of(cls, assignments: Iterable[Row], issuers: Iterable[Row], bodies: dict[str, Row]) -> Tally:
        """The tally of assignments and issuers with ids, given the facts of the bodies by id."""
        tally = cls()
        tally._sign(issuers, bodies)
        for row in assignments:
            key = row["agency_id"]
            tally._know(key, bodies[key])
            tally._written[key][row["agency_text"]] += 1
            tally._leads[key] += row["role"] == "lead"
        return tally

    def add(self, agencies: pa.Table, aliases: pa.Table, issuers: pa.Table) -> None:
        """Add the rows of another tally, and the issuers that it counted."""
        for row in agencies.to_pylist():
            self._know(row["agency_id"], {fact: row[fact] for fact in FACTS})
            self._leads[row["agency_id"]] += row["n_lead"]
        for row in aliases.to_pylist():
            self._written[row["agency_id"]][row["alias"]] += row["n"]
        self._sign(issuers.to_pylist(), self._bodies)

    def tables(self) -> dict[str, pa.Table]:
        """The tables agencies and agency_aliases."""
        agencies = [
            {
                "agency_id": key, **body, "short_name": _most_often(self._written[key] or self._signed[key]),
                "n_lead": self._leads[key], "n_assignments": self._written[key].total(),
            }
            for key, body in self._bodies.items()
        ]  # fmt: skip
        aliases = [
            {"agency_id": key, "alias": alias, "n": n}
            for key, written in self._written.items()
            for alias, n in written.items()
        ]
        return {"agencies": to_table("agencies", agencies), "agency_aliases": to_table("agency_aliases", aliases)}

    def _sign(self, issuers: Iterable[Row], bodies: dict[str, Row]) -> None:
        for row in issuers:
            if key := row.get("agency_id"):
                self._know(key, bodies[key])
                self._signed[key][row["name"]] += 1

    def _know(self, key: str, body: Row) -> None:
        """Of two readings of one body the one that says more, whatever their order."""
        known = self._bodies.get(key)
        if known is None or _says_more(body) > _says_more(known):
            self._bodies[key] = body


def _says_more(body: Row) -> tuple[tuple[bool, str], ...]:
    return tuple((body[fact] is not None, body[fact] or "") for fact in FACTS)


def _most_often(written: Counter[str]) -> str:
    return min(written, key=lambda name: (-written[name], len(name), name))
