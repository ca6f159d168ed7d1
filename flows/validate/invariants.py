"""What must hold over the tables beyond what their declarations say.

An invariant is a function of the corpus that yields the rows at fault, each with a sentence: `ledger` (all text is
accounted for), `structure` (the tree and what hangs on it), `provenance` (quotes stand in the raw text). A reference
that dangles is no fault there; the foreign keys report it.
"""

from __future__ import annotations

from collections.abc import Iterator

from flows.validate import ledger, structure
from flows.validate.corpus import Check, Corpus, registered
from flows.validate.provenance import provenance

__all__ = ["invariants"]

MODULES = (ledger, structure)  # importing them registers their invariants


def invariants(corpus: Corpus) -> Iterator[Check]:
    """Try every invariant."""
    for each in registered():
        yield Check(each.table, each.name, each.title, dict(each.function(corpus)))
    yield from provenance(corpus)
