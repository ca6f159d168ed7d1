"""A release → how catalogues describe it, made from the declarations: schema.org, DCAT 3, Croissant 1.1.

`dataset.jsonld` is what search engines read (the start page carries it too), `dcat.jsonld` what open data portals
harvest, `croissant.json` what loads the tables for machine learning. Addresses are relative to the release's folder
where nobody said where others reach it (`home` in the settings).
"""

from flows.present.catalogue.catalogue import write
from flows.present.catalogue.schema_org import embedded

__all__ = ["embedded", "write"]
