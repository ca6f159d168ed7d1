"""extract: a document → its targets, assignments, citations and terms."""

from flows.extract.extract import body_of, extract

__all__ = ["body_of", "extract"]
