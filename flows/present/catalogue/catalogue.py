"""All descriptions of a release, one after the other."""

from __future__ import annotations

from flows.present.catalogue import croissant, dcat, schema_org
from flows.present.catalogue.facts import describe
from flows.present.release import Release
from flows.publish.index import to_json


def write(release: Release) -> None:
    """Write <release>/dataset.jsonld, dcat.jsonld and croissant.json. What they offer must be written before."""
    described = describe(release)
    made = {
        "dataset.jsonld": schema_org.dataset(described),
        "dcat.jsonld": dcat.catalogue(described),
        "croissant.json": croissant.metadata(described),
    }
    for name, content in made.items():
        (release.folder / name).write_text(to_json(content), "utf-8", newline="\n")
