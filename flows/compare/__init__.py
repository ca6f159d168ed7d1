"""compare: documents against documents → which article follows which."""

from flows.compare.compare import alignments

__all__ = ["alignments"]
