"""A sketch of a document's wording, small enough to compare every document of a corpus with every other."""

from __future__ import annotations

import re

from rensa import RMinHash

from flows.model import SKETCH

_CLAUSE = re.compile(r"[^，。；：！？、\n（）《》“”\s]{4,}")


def sketch(text: str) -> list[int]:
    """The MinHash digest of a text's clauses: two digests agree in about the share of clauses that the texts share."""
    minhash = RMinHash(num_perm=SKETCH, seed=1)
    minhash.update(_CLAUSE.findall(text))
    return list(minhash.digest())
