"""A release → site/: a start page, a dictionary, search, and a page a document, for a browser and nothing else.

Pages open from the disk as from any web server, ask no other host for anything, and work without JavaScript as far as
they can. Whatever a source says is text: Jinja escapes it always, and a policy in each page lets no other script run.
"""

from flows.present.site.entities import write_entities
from flows.present.site.site import write_front, write_index, write_pairs, write_reader

__all__ = ["write_entities", "write_front", "write_index", "write_pairs", "write_reader"]
