"""All pages of the site."""

from __future__ import annotations

from flows.present.release import Release
from flows.present.site.dictionary import write_dictionary
from flows.present.site.pages import Site
from flows.present.site.reader import write_documents
from flows.present.site.search import write_search
from flows.present.site.side import write_side
from flows.present.site.start import write_recipes, write_start


def write_reader(release: Release, share: int = 0, of: int = 1) -> None:
    """Write <release>/site/documents/, a page a document; those of every n-th source where others write the rest."""
    write_documents(Site(release), share, of)


def write_pairs(release: Release) -> None:
    """Write <release>/site/side/, a page a document and each one that it follows."""
    write_side(Site(release))


def write_index(release: Release) -> None:
    """Write <release>/site/search/ and the page that searches there."""
    write_search(Site(release))


def write_front(release: Release) -> None:
    """Write the other pages of <release>/site/, which list all files of the release, and what every page needs."""
    site = Site(release)
    site.write_assets()
    for write_pages in (write_start, write_recipes, write_dictionary):
        write_pages(site)
