"""index.html: what the dataset is, what is in it, how to get it, and how far to rely on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flows.present.catalogue import embedded
from flows.present.citation import dataset_citations
from flows.present.recipes import recipes
from flows.present.site import accuracy, downloads, examples
from flows.present.site.charts import charts
from flows.present.site.documents import Document, documents, provinces
from flows.present.site.findings import findings, queries
from flows.present.site.markdown import newest_changes, to_html
from flows.present.site.pages import Site
from flows.present.site.values import said
from flows.present.texts import plain, script_json
from flows.publish.datapackage import DESCRIPTION, TITLE
from flows.tables import Words, table

LISTED = 10  # documents in the page itself; the others come in parts
PART = 1000  # documents a part
QUARANTINED = 20  # sources named on the page
COUNTED = ("documents", "articles", "targets", "agencies", "assignments", "citations")


def write_start(site: Site) -> None:
    """Write index.html and the lists and numbers that it loads."""
    release, found = site.release, documents(site.release)
    told = findings(release)
    drawn = charts(release, found)
    for each in drawn:
        site.render("figure.html", f"figures/{each.name}.html", figure=each)
    parts = _write_list(site, found)
    quarantined = accuracy.quarantined(release)
    site.render(
        "index.html",
        "index.html",
        embedded=embedded(release, "../"),
        title=TITLE,
        description=DESCRIPTION,
        counts=[(name, table(name).title, _count(site, name, found)) for name in COUNTED],
        findings=told,
        queries={key: each for key, each in queries().items() if key in {one.name for one in told}},
        charts=drawn,
        said=said,
        documents=found[:LISTED],
        n_documents=len(found),
        n_parts=parts,
        choices=_choices(found),
        targets=examples.targets(release),
        titles={each.doc_id: each for each in found},
        kinds=table("targets")["kind"].enum,
        comparators=table("targets")["comparator"].enum or {},
        whole=downloads.whole(release),
        flat=downloads.flat_tables(release),
        tables=downloads.tables(release),
        accuracy=accuracy.figures(release),
        measured=(release.index.get("accuracy") or {}).get("sources") or [],
        unseen=accuracy.figures_unseen(release),
        unseen_plans=(release.index.get("accuracy_on_unseen_plans") or {}).get("plans"),
        doubts=accuracy.doubts(release),
        quarantined=quarantined[:QUARANTINED],
        n_quarantined=len(quarantined),
        recipes=recipes(),
        changes=_changes(site),
        citations=dataset_citations(release),
    )


def write_recipes(site: Site) -> None:
    """Write recipes.html: how to load a release into the programs that people use."""
    site.render("recipes.html", "recipes.html", recipes=recipes())


def _write_list(site: Site, found: list[Document]) -> int:
    """Write all documents as data, in parts, and say how many parts there are."""
    parts = [found[at : at + PART] for at in range(0, len(found), PART)]
    for number, part in enumerate(parts):
        rows = [_listed(each) for each in part]
        site.write(f"data/documents-{number}.js", f"plansDocuments({number},{script_json(rows)});\n")
    return len(parts)


def _listed(each: Document) -> list[Any]:
    """A document as documents.js reads it."""
    counts = [each.n_articles, each.n_targets, each.n_assignments]
    return [
        each.doc_id,
        plain(each.title),
        plain(each.region),
        each.region_code,
        plain(each.doc_type),
        each.date or (each.year and str(each.year)),
        *counts,
    ]


def _count(site: Site, name: str, found: list[Document]) -> int:
    return len(found) if name == "documents" else site.release.n_rows(name)


def _choices(found: Iterable[Document]) -> dict[str, list[tuple[str, Words]]]:
    """What the list of documents can be narrowed to: the values that occur, with their names."""
    rows = list(found)
    names = {code: province.name for code, province in provinces().items()}
    types = sorted({plain(each.doc_type) for each in rows if each.doc_type})
    years = sorted({each.year for each in rows if each.year}, reverse=True)
    there = {each.province for each in rows}
    return {
        "province": [(code, name) for code, name in sorted(names.items()) if code in there],
        "type": [(each, Words(each, each)) for each in types],
        "year": [(str(year), Words(str(year), str(year))) for year in years],
    }


def _changes(site: Site) -> Any:
    path = site.release.folder / "CHANGES.md"
    return to_html(newest_changes(path.read_text("utf-8")), deeper=1) if path.is_file() else None
