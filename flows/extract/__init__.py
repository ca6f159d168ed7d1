"""extract: a document → its targets, assignments, citations and terms."""

from flows.extract.extract import behind_clause, body_of, extract

__all__ = ["behind_clause", "body_of", "extract"]
