"""DCAT 3 as JSON-LD: what open data portals harvest. It has what the European profile, DCAT-AP 3, asks for."""

from __future__ import annotations

from typing import Any

from flows.knowledge.regions import CENTRE
from flows.present.catalogue.facts import Described
from flows.present.citation import AUTHORS, KEYWORDS
from flows.present.files import File
from flows.publish.datapackage import DESCRIPTION, TITLE
from flows.publish.facts import LICENCE
from flows.tables import Words

AUTHORITY = "http://publications.europa.eu/resource/authority"  # the lists of values that portals share
IANA = "https://www.iana.org/assignments/media-types"
SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def catalogue(described: Described) -> dict[str, Any]:
    """A catalogue of one dataset, the release."""
    folder = described.address("") or "./"
    return {
        "@context": CONTEXT,
        "@id": f"{folder}#catalogue",
        "@type": "dcat:Catalog",
        "dct:title": _both(TITLE),
        "dct:description": _both(DESCRIPTION),
        "dct:publisher": _authors(folder),
        "dct:license": _named(LICENCE["path"], "dct:LicenseDocument"),
        "dct:language": _languages(),
        "foaf:homepage": _named(described.address("site/index.html"), "foaf:Document"),
        "dcat:dataset": _dataset(described, folder),
    }


def _dataset(described: Described, folder: str) -> dict[str, Any]:
    release = described.release
    return {
        "@id": folder,
        "@type": "dcat:Dataset",
        "dct:title": _both(TITLE),
        "dct:description": _both(DESCRIPTION),
        "dct:identifier": f"{release.index['name']}-{release.version}",
        "dcat:version": release.version,
        "adms:versionNotes": {"@language": "zh", "@value": "变更见 CHANGES.md"},
        "dct:issued": _typed(release.built_at, "dateTime"),
        "dct:modified": _typed(release.built_at, "dateTime"),
        "dct:creator": {"@id": f"{folder}#authors"},
        "dct:publisher": {"@id": f"{folder}#authors"},
        "dct:license": {"@id": LICENCE["path"]},
        "dct:accessRights": _named(f"{AUTHORITY}/access-right/PUBLIC", "dct:RightsStatement"),
        "dct:language": [{"@id": each["@id"]} for each in _languages()],
        "dcat:keyword": [{"@language": "en" if word.isascii() else "zh", "@value": word} for word in KEYWORDS],
        "dcat:theme": _named(f"{AUTHORITY}/data-theme/GOVE", "skos:Concept"),
        "dcat:landingPage": _named(described.address("site/index.html"), "foaf:Document"),
        "foaf:page": _named(described.address("README.md"), "foaf:Document"),
        "dct:conformsTo": _named("https://datapackage.org/profiles/2.0/datapackage.json", "dct:Standard"),
        **_coverage(described),
        "dcat:distribution": [_distribution(described, file) for file in described.files],
    }


def _coverage(described: Described) -> dict[str, Any]:
    given: dict[str, Any] = {}
    if described.dates:
        first, last = (_typed(day.isoformat(), "date") for day in described.dates)
        given["dct:temporal"] = {"@type": "dct:PeriodOfTime", "dcat:startDate": first, "dcat:endDate": last}
    if described.places:
        given["dct:spatial"] = [_place(code, name) for code, name in described.places]
    return given


def _place(code: str, name: str) -> dict[str, Any]:
    country = {"@id": f"{AUTHORITY}/country/CHN"} if code == CENTRE else {}
    return {
        **country,
        "@type": "dct:Location",
        "skos:prefLabel": {"@language": "zh", "@value": "中国" if code == CENTRE else name},
        "skos:notation": code,
    }


def _distribution(described: Described, file: File) -> dict[str, Any]:
    address = described.address(file.path)
    return {
        "@id": f"{address}#distribution",
        "@type": "dcat:Distribution",
        "dct:title": {"@value": file.path},
        "dct:description": _both(file.words),
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": address},
        **({"dcat:mediaType": _named(f"{IANA}/{file.media_type}", "dct:MediaType")} if file.media_type else {}),
        "dcat:byteSize": _typed(str(file.size), "nonNegativeInteger"),
        "dct:license": {"@id": LICENCE["path"]},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": _named(SHA256, "spdx:ChecksumAlgorithm"),
            "spdx:checksumValue": _typed(file.sha256, "hexBinary"),
        },
    }


def _authors(folder: str) -> dict[str, Any]:
    return {"@id": f"{folder}#authors", "@type": "foaf:Agent", "foaf:name": _both(AUTHORS)}


def _languages() -> list[dict[str, str]]:
    return [_named(f"{AUTHORITY}/language/{code}", "dct:LinguisticSystem") for code in ("ZHO", "ENG")]


def _both(words: Words) -> list[dict[str, str]]:
    return [{"@language": "zh", "@value": words.zh}, {"@language": "en", "@value": words.en}]


def _named(address: str, type_: str) -> dict[str, str]:
    return {"@id": address, "@type": type_}


def _typed(value: str, type_: str) -> dict[str, str]:
    return {"@type": f"xsd:{type_}", "@value": value}
