"""link: all sources together → ids, duplicates, agencies, cited documents, weights of terms, tables."""

from flows.link.link import Linked, link

__all__ = ["Linked", "link"]
