"""Catalogues: what a release says of itself is what their own validators, harvesters and loaders take."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from rdflib import Graph, URIRef, namespace

from flows.present import catalogue, star
from flows.present.catalogue.facts import Described, describe
from flows.present.catalogue.schema_org import dataset
from flows.present.release import Release
from flows.tables import names, table
from tests import tables_sample as sample
from tests.five import ROOT, corpus
from tests.publishing import FACTS, publish_tables

HOME = "https://plans.example.org/data"
SHAPES = ROOT / "tests" / "schemas" / "dcat-ap-3.ttl"
NEW_IN_DCAT_3 = {URIRef("http://www.w3.org/ns/dcat#version")}  # rdflib has the terms of DCAT 2
FILES = ("dataset.jsonld", "dcat.jsonld", "croissant.json")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib", "ignore:The inplace keyword")


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The five sources, with a star and the catalogues; nobody said where others reach it."""
    folder = publish_tables(tmp_path_factory.mktemp("catalogue"), corpus().tables, corpus().texts).path
    release = Release.read(folder)
    star.write(release)
    catalogue.write(release)
    return release


@pytest.fixture(scope="module")
def online(release: Release) -> Release:
    return Release(release.folder, {**release.index, "home": HOME})


def read(release: Release, name: str) -> Any:
    return json.loads((release.folder / name).read_text("utf-8"))


def graph(content: dict[str, Any]) -> Graph:
    """What linked-data tools read; the context of schema.org stands for itself, for nothing is fetched."""
    if content["@context"] == "https://schema.org/":
        content = {**content, "@context": {"@vocab": "https://schema.org/"}}
    return Graph().parse(data=json.dumps(content), format="json-ld", publicID="https://plans.example.org/r/")


def test_schema_org_has_only_what_schema_org_knows(release: Release) -> None:
    found = graph(read(release, "dataset.jsonld"))
    used = {*found.predicates(), *found.objects(predicate=namespace.RDF.type)} - {namespace.RDF.type}
    assert [term for term in used if term not in namespace.SDO] == []


def test_search_engines_find_what_they_ask_for(online: Release) -> None:
    """The rules of Google's dataset search: lengths, absolute addresses, an interval, a licence that is an address."""
    given = dataset(describe(online))
    assert given["name"]
    assert 50 <= len(given["description"]) <= 5000
    assert given["license"].startswith("https://")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d", given["temporalCoverage"])
    assert {"甘肃省", "湖南省", "全国"} <= {place["name"] for place in given["spatialCoverage"]}
    for address in (given["url"], given["@id"], *(each["contentUrl"] for each in given["distribution"])):
        assert address.startswith(f"{HOME}/releases/{online.version}/")


def test_coverage_is_that_of_the_documents(release: Release) -> None:
    days = [row["date"] for row in release.table("documents").to_pylist() if row["date"]]
    assert read(release, "dataset.jsonld")["temporalCoverage"] == f"{min(days)}/{max(days)}"


def test_every_column_that_says_something_is_a_variable(release: Release) -> None:
    variables = {each["propertyID"] for each in read(release, "dataset.jsonld")["variableMeasured"]}
    assert {"targets.value", "targets.deadline_year", "assignments.role", "documents.date"} <= variables
    known = {f"{name}.{column.name}" for name in names() for column in table(name).columns}
    assert variables < known


@pytest.mark.parametrize("name", FILES)
def test_files_are_those_that_are_there(release: Release, name: str) -> None:
    text = (release.folder / name).read_text("utf-8")
    offered = set(re.findall(r'"((?:parquet|csv|star)/[^"#]+)"', text))
    there = {f"{part}/{path.name}" for part in ("parquet", "csv", "star") for path in (release.folder / part).iterdir()}
    assert offered == there - {"star/README.md"}
    for path in offered:
        assert hashlib.sha256((release.folder / path).read_bytes()).hexdigest() in text


def test_dcat_keeps_to_the_profile_of_portals(release: Release, online: Release) -> None:
    from pyshacl import validate

    from flows.present.catalogue import dcat

    for each in (release, online):
        found = graph(dcat.catalogue(describe(each)))
        conforms, _, told = validate(found, shacl_graph=str(SHAPES))
        assert conforms, told
        for vocabulary in (namespace.DCAT, namespace.DCTERMS):
            used = {term for term in found.predicates() if term.startswith(str(vocabulary))}
            assert [term for term in used - NEW_IN_DCAT_3 if term not in vocabulary] == []


@pytest.mark.parametrize("missing", ["dct:title", "dcat:distribution"])
def test_shapes_see_what_is_missing(release: Release, missing: str) -> None:
    from pyshacl import validate

    content = read(release, "dcat.jsonld")
    del content["dcat:dataset"][missing]
    assert not validate(graph(content), shacl_graph=str(SHAPES))[0]


def test_croissant_is_valid_and_loads_the_rows(release: Release) -> None:
    import mlcroissant

    loaded = mlcroissant.Dataset(str(release.folder / "croissant.json"))
    assert not loaded.metadata.issues.errors
    assert not loaded.metadata.issues.warnings
    assert [each.id for each in loaded.metadata.record_sets] == list(names())
    for name in ("documents", "targets", "assignments", "corrections"):
        rows = pq.read_table(release.folder / "parquet" / f"{name}.parquet").to_pylist()
        records = list(loaded.records(name))
        assert len(records) == len(rows)
        key = table(name).primary_key[0]
        assert {each[f"{name}/{key}"].decode() for each in records} == {row[key] for row in rows}
        for column in table(name).columns:
            if column.type in ("integer", "number"):
                ours = [row[column.name] for row in rows if row[column.name] is not None]
                theirs = [each[f"{name}/{column.name}"] for each in records]
                assert [value for value in theirs if value is not None and value == value] == ours, column.name


@pytest.mark.parametrize("name", FILES)
def test_same_release_gives_the_same_bytes(release: Release, name: str) -> None:
    before = (release.folder / name).read_bytes()
    catalogue.write(Release.read(release.folder))
    assert (release.folder / name).read_bytes() == before


def test_release_that_covers_nothing_known_is_described_all_the_same(release: Release, monkeypatch: Any) -> None:
    from flows.present.catalogue import croissant, dcat

    documents = release.table("documents").slice(0, 0)
    monkeypatch.setattr(Release, "table", lambda _, name, *columns: documents.select(columns))
    described = Described(release)
    assert (described.dates, described.places) == (None, ())
    for made in (dataset(described), dcat.catalogue(described), croissant.metadata(described)):
        assert "None" not in json.dumps(made)


def test_region_that_no_year_has_is_left_out(release: Release, monkeypatch: Any) -> None:
    documents = release.table("documents").slice(0, 1).to_pydict() | {"region_code": ["990101"]}
    import pyarrow as pa

    one = pa.table({"region_code": documents["region_code"], "date": [date(2020, 1, 1)]})
    monkeypatch.setattr(Release, "table", lambda _, name, *columns: one.select(columns))
    assert Described(release).places == ()


def test_page_carries_it_in_short(release: Release) -> None:
    """Columns, and what each file is, stand in dataset.jsonld: a start page is quick."""
    given = catalogue.embedded(release, "../")
    assert "variableMeasured" not in given
    assert [each["name"] for each in given["distribution"] if "description" in each] == []
    assert all((release.folder / "site" / each["contentUrl"]).resolve().is_file() for each in given["distribution"])
    assert len(json.dumps(given, ensure_ascii=False).encode()) < 20_000
    assert URIRef("https://schema.org/Dataset") in graph(given).objects(predicate=namespace.RDF.type)


def test_address_in_the_settings_is_that_of_every_release(tmp_path: Path) -> None:
    facts = replace(FACTS, home=f"{HOME}/")
    release = Release.read(publish_tables(tmp_path, sample.tables(), sample.TEXTS, facts=facts).path)
    assert release.address("csv/targets.csv") == f"{HOME}/releases/{release.version}/csv/targets.csv"
