"""agency.html, a page for whatever agency its address names, and agencies/<part>.js, what it shows of each.

A sum over the letters of its id says in which part an agency stands, here and in agency.js, so that no list of ids is
loaded; there are as many parts as keep each small.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from flows.present.dimensions import functions_in_english
from flows.present.release import Release
from flows.present.site.documents import documents, named_region
from flows.present.site.pages import Site
from flows.present.site.reader_page import opening
from flows.present.site.region_pages import regions_with_pages
from flows.present.site.values import said
from flows.present.texts import script_json
from flows.tables import table

A_PART = 48  # agencies of a part, about
PRIME = 65_521
WORK = 40  # articles of an agency that are listed; search lists all
TARGETS = 25
PARTNERS = 12
Row = Mapping[str, Any]


def write_agencies(site: Site) -> None:
    """Write the page of agencies and its parts."""
    release = site.release
    agencies = sorted(release.table("agencies").to_pylist(), key=lambda row: row["agency_id"])
    n = parts_for(len(agencies))
    data = _Data(release, agencies)
    parts: dict[int, list[Any]] = {}
    for row in agencies:
        parts.setdefault(part_of(row["agency_id"], n), []).append(data.of(row))
    for part, rows in parts.items():
        site.write(f"agencies/{part}.js", f"plansAgencies({part},{script_json(rows)});\n")
    words = {
        "roles": {key: [each.zh, each.en] for key, each in (table("assignments")["role"].enum or {}).items()},
        "systems": {key: [each.zh, each.en] for key, each in (table("agencies")["system"].enum or {}).items()},
    }
    site.render("agency.html", "agency.html", parts=n, words=words)


def parts_for(n: int) -> int:
    """How many parts there are for so many agencies: a power of two, so that most stay where they are."""
    parts = 1
    while n > A_PART * parts:
        parts *= 2
    return parts


def part_of(agency_id: str, parts: int) -> int:
    """The part that an agency stands in."""
    found = 0
    for sign in agency_id:
        found = (found * 31 + ord(sign)) % PRIME
    return found % parts


class _Data:
    """What the tables say of each agency."""

    def __init__(self, release: Release, agencies: list[Row]) -> None:
        self._documents = {each.doc_id: each for each in documents(release)}
        self._regions = regions_with_pages(self._documents.values())
        self._names = {row["agency_id"]: row["name"] for row in agencies}
        self._work: dict[str, dict[str, list[Any]]] = {}  # agency → article → doc, role
        self._years: dict[tuple[str, str], list[int]] = {}  # agency, as written → years
        self._in_article: dict[str, set[str]] = {}
        self._read_work(release)
        self._headings = dict(_headings(release, self._in_article))
        self._targets: dict[str, list[Row]] = {}
        columns = ("article_id", "target_id", "doc_id", "indicator", "indicator_id", "value_text", "kind", "period")
        for batch in release.batches("targets", *columns, "deadline_year"):
            for row in batch.to_pylist():
                if row["article_id"] in self._in_article:
                    self._targets.setdefault(row["article_id"], []).append(row)
        self._aliases: dict[str, list[tuple[str, int]]] = {}
        for row in release.table("agency_aliases").to_pylist():
            self._aliases.setdefault(row["agency_id"], []).append((row["alias"], row["n"]))

    def _read_work(self, release: Release) -> None:
        for batch in release.batches("assignments", "doc_id", "article_id", "agency_id", "agency_text", "role"):
            for row in batch.to_pylist():
                of = self._work.setdefault(row["agency_id"], {})
                if row["article_id"] not in of or row["role"] == "lead":
                    of[row["article_id"]] = [row["doc_id"], row["role"]]
                self._in_article.setdefault(row["article_id"], set()).add(row["agency_id"])
                document = self._documents.get(row["doc_id"])
                years = self._years.setdefault((row["agency_id"], row["agency_text"]), [])
                if document and document.year:
                    years.append(document.year)

    def of(self, row: Row) -> list[Any]:
        """An agency as agency.js reads it."""
        agency = row["agency_id"]
        work = self._work.get(agency, {})
        leads = sorted(work, key=lambda article: work[article][1] != "lead")
        partners = Counter(other for article in work for other in self._in_article[article] if other != agency)
        with_whom = sorted(partners.items(), key=lambda item: (-item[1], item[0]))[:PARTNERS]
        targets = [target for article in work for target in self._targets.get(article, ())]
        region = named_region(row["region_code"]) if row["region_code"] else None
        function = row["function"]
        return [
            agency,
            row["name"],
            [function, functions_in_english().get(function, function)] if function else None,
            row["system"],
            [row["region_code"] in self._regions and row["region_code"], region.zh, region.en] if region else None,
            [row["n_lead"], row["n_assignments"], len(work), len(targets)],
            self._written(agency),
            [[other, self._names[other], n] for other, n in with_whom],
            self._by_document(work, leads[:WORK]),
            [self._target(each) for each in targets[:TARGETS]],
        ]

    def _written(self, agency: str) -> list[Any]:
        """How texts write it, how often, and from which year to which."""
        found = []
        for alias, n in sorted(self._aliases.get(agency, ()), key=lambda item: (-item[1], item[0])):
            years = self._years.get((agency, alias)) or [0]
            found.append([alias, n, min(years), max(years)])
        return sorted(found, key=lambda each: each[2] or 9999)

    def _by_document(self, work: Mapping[str, list[Any]], articles: list[str]) -> list[Any]:
        """The articles whose work it is given, by document, the newest first; those that it leads first."""
        found: dict[str, list[Any]] = {}
        for article in articles:
            doc_id, role = work[article]
            found.setdefault(doc_id, []).append([article, self._headings.get(article, ""), role])
        order = [doc_id for doc_id in self._documents if doc_id in found]
        return [
            [
                doc_id,
                self._documents[doc_id].title,
                self._documents[doc_id].date or self._documents[doc_id].year,
                found[doc_id],
            ]
            for doc_id in order
        ]

    def _target(self, row: Row) -> list[Any]:
        value = said(row["value_text"], row["kind"], row["period"], row["indicator"])
        link = [row["doc_id"], row["target_id"], row["indicator_id"]]
        return [*link, row["indicator"], [value.zh, value.en], row["deadline_year"]]


def _headings(release: Release, wanted: Mapping[str, set[str]]) -> Iterator[tuple[str, str]]:
    """What stands for each of the articles that are wanted: its label, and its heading or the beginning of its text."""
    for batch in release.batches("articles", "article_id", "label", "heading", "body"):
        for row in batch.to_pylist():
            if row["article_id"] in wanted:
                yield row["article_id"], f"{row['label'] or ''}{opening(row)}"
