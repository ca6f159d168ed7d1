"""The tables of a release → what people open: a workbook, databases, files for BI tools, a catalogue, pages.

`present` is called by publish when tables, index.json, README and CHANGES.md of a draft are written and its sums are
not. It writes into the draft and changes nothing that stands there, but that datapackage.json gets the flat files too.
What one form writes, the forms after it may link to; the site, which lists all downloads, is the last.
"""

from flows.present.present import present

__all__ = ["present"]
