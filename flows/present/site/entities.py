"""Pages for what documents speak of: indicators, regions and subjects have a page each, agencies one page for all.

    site/indicators/<indicator_id>.html    and index.html, the list of them
    site/regions/<region_code>.html        of regions that have documents
    site/subjects/<number>.html            of the 22 classes
    site/agency.html#<agency_id>           which loads site/agencies/<part>.js

There are some hundred indicators and at most as many regions as documents, so each has a page that works without
JavaScript, and is kept while what it says stays the same. Agencies are tens of thousands, most of them with a line or
two: as many files, each with the head and foot of a page, would be most of a release, and take most of its time. So
they share a page, whose data come in parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows.engine import fingerprint
from flows.present.kept import Files, key_of
from flows.present.linked import write_kept
from flows.present.release import Release
from flows.present.site.agency_parts import write_agencies
from flows.present.site.indicator_pages import indicator_pages
from flows.present.site.pages import Site
from flows.present.site.region_pages import region_pages
from flows.present.site.subject_pages import subject_pages


def write_entities(release: Release) -> None:
    """Write the pages of indicators and regions, and the page and parts of agencies."""
    site = Site(release)
    made_by = fingerprint.pages(fingerprint.ENTITIES)
    for pages in (indicator_pages, region_pages, subject_pages):
        for page in pages(release):
            _write_kept(site, made_by, *page)
    write_agencies(site)


def _write_kept(site: Site, made_by: str, path: str, template: str, shown: Mapping[str, Any]) -> None:
    """Write a page that is made only when what it shows, or what makes it, is new."""
    release = site.release
    key = key_of(made_by, {}, path, repr(shown))

    def made() -> Files:
        return {path: site.page(template, path, **shown).encode()}

    write_kept(release.kept, key, made, site.folder)
