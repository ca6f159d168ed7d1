"""Search in the browser: the page, its index in parts, and the texts that it shows.

    site/search.html
    site/search/meta.js             what is loaded first: how many, the facets of documents, the first key of each part
    site/search/terms/0.js …        sorted keys and the entries that hold them
    site/search/articles/<doc_id>.js   what stands in its articles, for excerpts; targets/ in the same way
    site/search/documents/0.js …    fifty documents for a list of documents; agencies/ in the same way
    site/search/functions/0.js …    the entries that agencies of a function work on
    site/search/due.js              the year in which each target is due

Parts are scripts that call `plansPart`, because a page on the disk may load a script and nothing else. The libraries
for search in pages hold the whole index in memory (MiniSearch, FlexSearch, Orama), or need a web server and find of
Chinese only the words of a dictionary (Pagefind).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from flows.present.dimensions import functions_in_english
from flows.present.site.pages import Site
from flows.present.site.search_entries import (
    AGENCY,
    TARGET,
    Contents,
    Entries,
    Row,
    aliases,
    contents,
    entries,
)
from flows.present.site.search_index import Field, Index, encoded, lists, parts
from flows.present.site.search_meta import meta
from flows.present.site.search_names import about, also, spelled
from flows.present.site.search_words import fold_of
from flows.present.texts import script_json

TOGETHER = 50  # documents or agencies of a part


def write_search(site: Site) -> None:
    """Write search.html, and search/ with what it loads."""
    found = entries(site.release)
    work = _Work({row["agency_id"]: place for place, row in enumerate(found.agencies)}, array("q"), array("q"))
    called = aliases(site.release)
    characters: set[str] = set()
    due = np.zeros(int(found.n_targets.sum()), np.int64)
    (site.folder / "search").mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=site.folder / "search") as folder:
        index = Index(Path(folder))
        index.add(_watched(_agency_fields(found, called), characters))
        for inside in contents(site.release, found):
            _write_texts(site, found.documents[inside.rank], inside)
            index.add(_watched(_fields(found, inside), characters))
            work.add(found, inside)
            _set_due(due, found, inside)
        firsts = [_write_terms(site, place, part) for place, part in enumerate(parts(index.terms()))]
    _write_part(site, "due", encoded(due)[0])
    functions = _write_work(site, found, called, work)
    _write_documents(site, found)
    named = {"functions": functions, "functions_en": [functions_in_english().get(each, each) for each in functions]}
    _write_part(site, "meta", {**meta(found, TOGETHER), **named, "parts": firsts, "fold": fold_of(characters)})
    site.render("search.html", "search.html", empty=not found.documents)


@dataclass(frozen=True, slots=True)
class _Work:
    """Which agency works on which articles and targets: pairs of its place and a post."""

    places: Mapping[str, int]
    agencies: array[int]
    posts: array[int]

    def add(self, found: Entries, inside: Contents) -> None:
        """Take in the assignments of a document."""
        of: dict[str, list[int]] = {}
        for kind, rows in (("articles", inside.articles), ("targets", inside.targets)):
            first = found.firsts[kind][inside.rank]
            for place, row in enumerate(rows):
                of.setdefault(row["article_id"], []).append(first + place)
        for row in inside.work:
            for entry in of.get(row["article_id"], ()):
                self.agencies.append(self.places[row["agency_id"]])
                self.posts.append(entry << 1 | (row["role"] == "lead"))


def _fields(found: Entries, inside: Contents) -> Iterator[Field]:
    """The texts of a document by which it, its articles and its targets are found."""
    given = found.documents[inside.rank]
    yield Field(inside.rank, "\n".join(_titles(given)), is_heading=True)
    yield Field(inside.rank, "\n".join(filter(None, (given["issuers"], given["region_name"], *about(given)))))
    first = found.firsts["articles"][inside.rank]
    for entry, row in enumerate(inside.articles, first):
        yield Field(entry, row["heading"] or "", is_heading=True)
        yield Field(entry, f"{row['body'] or ''}\n{row['clauses']}")
    first = found.firsts["targets"][inside.rank]
    for entry, row in enumerate(inside.targets, first):
        called = found.indicators.get(row["indicator_id"], ())
        yield Field(entry, "\n".join((row["indicator"], row["scope"] or "", *called)), is_heading=True)
        yield Field(entry, f"{row['value_text'] or ''}\n{row['text']}")


def _agency_fields(found: Entries, called: Mapping[str, Sequence[str]]) -> Iterator[Field]:
    for entry, row in enumerate(found.agencies, found.first["agencies"]):
        names = [row["name"], row["short_name"] or "", *called.get(row["agency_id"], ()), *spelled(row)]
        yield Field(entry, "\n".join(names), is_heading=True)
        yield Field(entry, "\n".join(also(row)))


def _watched(fields: Iterable[Field], characters: set[str]) -> Iterator[Field]:
    for each in fields:
        characters.update(each.text)
        yield each


def _titles(document: Row) -> list[str]:
    return [document[name] for name in ("title", "notice_title", "doc_number") if document[name]]


def _issuers(document: Row) -> list[str]:
    return document["issuers"].split("；") if document["issuers"] else []


def _about(document: Row) -> list[Any]:
    """What a result says of its document: id, title, number, date, region, type, code; and by what else it is found."""
    title = document["title"] or document["notice_title"] or document["doc_number"] or document["doc_id"]
    told = (document["doc_number"], document["date"] or document["year"], document["region_name"], document["doc_type"])
    others = [*_titles(document), *_issuers(document), *about(document)]
    return [document["doc_id"], title, *_plain_values(told), document["region_code"], others]


def _write_texts(site: Site, document: Row, inside: Contents) -> None:
    """Write what a document's articles and targets say."""
    about = _about(document)
    articles = [
        [row["article_id"], row["label"], row["heading"], row["body"], row["clauses"] or None]
        for row in inside.articles
    ]
    targets = [_plain_values(row[name] for name in TARGET) for row in inside.targets]
    for name, rows in (("articles", articles), ("targets", targets)):
        if rows:
            _write_part(site, f"{name}/{document['doc_id']}", [about, rows])


def _set_due(due: np.ndarray[Any, Any], found: Entries, inside: Contents) -> None:
    first = found.firsts["targets"][inside.rank] - found.first["targets"]
    for place, row in enumerate(inside.targets, first):
        due[place] = row["deadline_year"] or (row["deadline"].year if row["deadline"] else 0)


def _write_terms(site: Site, place: int, part: tuple[list[str], list[str]]) -> str:
    """Write a part of the index; its first key."""
    keys, posts = part
    _write_part(site, f"terms/{place}", [" ".join(keys), " ".join(posts)])
    return keys[0]


def _write_documents(site: Site, found: Entries) -> None:
    counts = np.stack([found.n_articles, found.n_targets], axis=1).tolist()
    rows = [[*_about(row), *counts[rank]] for rank, row in enumerate(found.documents)]
    _write_lists(site, "documents", rows)


def _write_work(site: Site, found: Entries, called: Mapping[str, Sequence[str]], work: _Work) -> list[str]:
    """Write the agencies, each with what it works on, and the same by function; the functions."""
    agencies, posts = np.array(work.agencies, np.int64), np.array(work.posts, np.int64)
    own = dict(lists(agencies, posts))
    rows = []
    for place, row in enumerate(found.agencies):
        others = sorted({*called.get(row["agency_id"], ())} - {row["name"], row["short_name"]})
        rows.append([*_plain_values(row[name] for name in AGENCY), others, spelled(row), also(row), own.get(place, "")])
    _write_lists(site, "agencies", rows)
    functions = sorted({row["function"] for row in found.agencies if row["function"]})
    number = {function: place for place, function in enumerate(functions)}
    function_of = np.array([number.get(row["function"], -1) for row in found.agencies], np.int64)
    bodies = (found.first["agencies"] + np.arange(len(found.agencies))) << 1
    holders = np.concatenate([function_of[agencies], function_of])
    for place, held in lists(holders, np.concatenate([posts, bodies])):
        if place >= 0:
            _write_part(site, f"functions/{place}", held)
    return functions


def _plain_values(values: Iterable[Any]) -> list[Any]:
    return [value.isoformat() if isinstance(value, Date) else value for value in values]


def _write_lists(site: Site, name: str, rows: Sequence[Any]) -> None:
    for place in range(0, len(rows), TOGETHER):
        _write_part(site, f"{name}/{place // TOGETHER}", rows[place : place + TOGETHER])


def _write_part(site: Site, name: str, value: Any) -> None:
    site.write(f"search/{name}.js", f"plansPart({script_json(name)},{script_json(value)});\n")
