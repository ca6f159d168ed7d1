"""All pages of the site, one part after the other."""

from __future__ import annotations

from collections.abc import Callable

from flows.present.release import Release
from flows.present.site.dictionary import write_dictionary
from flows.present.site.pages import Site
from flows.present.site.reader import write_documents
from flows.present.site.search import write_search
from flows.present.site.start import write_recipes, write_start

PARTS: tuple[Callable[[Site], None], ...] = (
    write_start,
    write_recipes,
    write_dictionary,
    write_search,
    write_documents,
)


def write(release: Release) -> None:
    """Write <release>/site/."""
    site = Site(release)
    site.write_assets()
    for write_part in PARTS:
        write_part(site)
