"""Passages that stand for all of a document, few enough to hold each document of a corpus against all others.

Of the runs of eight letters in a text those are kept whose hash is a multiple of sixteen, so that two documents keep
the same ones of what they share, whatever stands around them (Broder's mod-p sketch; the smallest, if there are many).
"""

from __future__ import annotations

import numpy as np

from flows.extract.letters import letters, runs

LENGTH = 8  # letters of a passage: a shorter one stands in texts that have nothing to do with each other
ONE_IN = np.uint64(16)
MOST = 512  # passages of a document


def passages(text: str) -> list[int]:
    """The hashes of the passages that are kept of a text, ascending, each once."""
    hashed = runs(letters(text), LENGTH)
    kept: list[int] = np.unique(hashed[hashed % ONE_IN == 0])[:MOST].tolist()
    return kept
