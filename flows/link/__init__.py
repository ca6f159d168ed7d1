"""link: all sources together → ids, duplicates, agencies, cited documents, vocabulary, tables."""

from flows.link.link import Linked, link
from flows.link.name import Named, name

__all__ = ["Linked", "Named", "link", "name"]
