"""parse: a block that is a document → its facts and its tree of articles."""

from flows.parse.parse import parse

__all__ = ["parse"]
