"""Croissant 1.1: the tables as record sets that machine-learning tools load, with their keys.

References between tables are not in it: the loader takes one for an order to join, at every load, and cannot follow
those of a table that refers on (targets to articles to documents). datapackage.json has them.
"""

from __future__ import annotations

from typing import Any

from flows.present.catalogue.facts import Described
from flows.present.citation import AUTHORS, KEYWORDS, dataset_citations
from flows.present.files import File
from flows.publish.datapackage import DESCRIPTION, TITLE
from flows.publish.facts import LICENCE
from flows.tables import Column, Table, Words, names, table

CONFORMS_TO = "http://mlcommons.org/croissant/1.1"
TYPES = {
    "string": "sc:Text",
    "integer": "cr:Int64",
    "number": "cr:Float64",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "list": "sc:Text",
}
_OF_CROISSANT = (
    *("arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract", "field", "fileProperty"),
    *("fileObject", "fileSet", "format", "includes", "isArray", "isLiveDataset", "jsonPath", "key", "md5"),
    *("parentField", "path", "recordSet", "references", "regex", "repeated", "replace", "samplingRate", "separator"),
    *("source", "subField", "transform"),
)
CONTEXT: dict[str, Any] = {  # as the specification gives it
    "@language": "en",
    "@vocab": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "sc": "https://schema.org/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    **{term: f"cr:{term}" for term in _OF_CROISSANT},
}


def metadata(described: Described) -> dict[str, Any]:
    """The description of a release: its Parquet and CSV files, and a record set for each table, from Parquet."""
    release = described.release
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": _both(TITLE),
        "description": _both(DESCRIPTION),
        "url": described.address("site/index.html"),
        "version": release.version,
        "datePublished": release.built_at[:10],
        "license": LICENCE["path"],
        "inLanguage": ["zh", "en"],
        "isLiveDataset": False,
        "keywords": list(KEYWORDS),
        "creator": {"@type": "sc:Organization", "name": AUTHORS.en},
        "citeAs": next(each.text for each in dataset_citations(release) if each.style == "BibTeX"),
        "distribution": [_file(described, file) for file in described.files if file.media_type],
        "recordSet": [_record_set(table(name)) for name in names()],
    }


def _file(described: Described, file: File) -> dict[str, Any]:
    parquet = file.path.endswith(".parquet")
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path,
        "description": _both(file.words),
        "contentUrl": described.address(file.path),
        "contentSize": f"{file.size} B",
        "encodingFormat": "application/x-parquet" if parquet else file.media_type,  # the name that its tools know
        "sha256": file.sha256,
    }


def _record_set(declared: Table) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": declared.name,
        "name": _both(declared.title),
        "description": _both(declared.description),
        "key": [{"@id": f"{declared.name}/{column}"} for column in declared.primary_key],
        "field": [_field(declared, column) for column in declared.columns],
    }


def _field(declared: Table, column: Column) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"{declared.name}/{column.name}",
        "name": _both(column.title),
        "description": _both(column.description),
        "dataType": TYPES[column.type],
        **({"isArray": True, "arrayShape": "-1"} if column.type == "list" else {}),
        "source": {
            "fileObject": {"@id": f"parquet/{declared.name}.parquet"},
            "extract": {"column": column.name},
        },
    }


def _both(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}
