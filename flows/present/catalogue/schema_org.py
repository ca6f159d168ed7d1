"""schema.org/Dataset as JSON-LD: what search engines for data read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flows.present.catalogue.facts import Described, describe
from flows.present.citation import AUTHORS, KEYWORDS, dataset_citations
from flows.present.files import File
from flows.present.release import Release
from flows.publish.datapackage import DESCRIPTION, TITLE
from flows.publish.facts import LICENCE
from flows.tables import names, table

PLACES = ("start", "end", "seq")  # columns that say where a row stands, and nothing that anybody measures
METHOD = (
    "按规则从政策原文中提取，每行附原文位置，并以人工标注检验。Read from the texts of policies by rules, every row "
    "with its place in the text, and measured against what careful readers found."
)


def dataset(described: Described, root: str = "") -> dict[str, Any]:
    """The description of a release; `root` leads from the page that carries it to the release's folder."""
    release = described.release
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": described.address("", root) or "./",
        "name": f"{TITLE.zh} {TITLE.en}",
        "description": f"{DESCRIPTION.zh} {DESCRIPTION.en}",
        "url": described.address("site/index.html", root),
        "version": release.version,
        "datePublished": release.built_at[:10],
        "license": LICENCE["path"],
        "isAccessibleForFree": True,
        "inLanguage": ["zh-Hans", "en"],
        "keywords": list(KEYWORDS),
        "creator": {"@type": "Organization", "name": AUTHORS.en, "alternateName": AUTHORS.zh},
        "creditText": next(each.text for each in dataset_citations(release) if each.style == "APA"),
        **_coverage(described),
        "measurementTechnique": METHOD,
        "variableMeasured": list(_variables()),
        "distribution": [_download(described, file, root) for file in described.files],
    }


def embedded(release: Release, root: str) -> dict[str, Any]:
    """What a page carries of it, not yet HTML: columns, and what each file is, stand in dataset.jsonld alone."""
    given = {key: value for key, value in dataset(describe(release), root).items() if key != "variableMeasured"}
    files = [{key: value for key, value in file.items() if key != "description"} for file in given["distribution"]]
    return {**given, "distribution": files}


def _coverage(described: Described) -> dict[str, Any]:
    places = [{"@type": "Place", "name": name, "identifier": code} for code, name in described.places]
    dates = "/".join(day.isoformat() for day in described.dates or ())
    return {
        **({"temporalCoverage": dates} if dates else {}),
        **({"spatialCoverage": places} if places else {}),
    }


def _variables() -> Iterator[dict[str, Any]]:
    """The columns that say something, of all tables."""
    for name in names():
        declared = table(name)
        keys = {*declared.primary_key, *(key.column for key in declared.foreign_keys), *PLACES}
        for column in declared.columns:
            if column.name not in keys:
                yield {
                    "@type": "PropertyValue",
                    "propertyID": f"{name}.{column.name}",
                    "name": f"{column.title.zh} {column.title.en}",
                    "description": f"{column.description.zh} {column.description.en}",
                    **({"unitText": column.unit} if column.unit else {}),
                    **({"minValue": column.min} if column.min is not None else {}),
                    **({"maxValue": column.max} if column.max is not None else {}),
                }


def _download(described: Described, file: File, root: str) -> dict[str, Any]:
    return {
        "@type": "DataDownload",
        "name": file.path,
        "description": f"{file.words.zh} {file.words.en}",
        **({"encodingFormat": file.media_type} if file.media_type else {}),
        "contentUrl": described.address(file.path, root),
        "contentSize": f"{file.size} B",
        "sha256": file.sha256,
    }
