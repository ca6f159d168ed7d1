"""Ids: built from the fewest stable facts, so that what happens to other sources, and better cleaning, leaves them
alone.

A document is its title, region and number (or date, where it has no number); an article is its document and path;
what stands
in an article is that article and its own words; a source is its first document, or its bytes where it has none. So
neither
renaming a file nor a better scan of it changes an id of a row whose wording stayed. Words count without marks,
blanks and width.
"""

from __future__ import annotations

import base64
import re
from collections import Counter
from hashlib import blake2b
from itertools import chain, islice

_MARKS = re.compile(r"[^\w]+")
_WORDS = re.compile(r"\w+")
_BITS = 10  # bytes of the hash: 16 characters in base32, no two alike in a corpus of a billion rows


def make_id(prefix: str, *facts: str | int | None) -> str:
    """An id such as `doc-k3v6…`: the kind of row, and a hash of its facts in order; None differs from an empty text."""
    told = "".join("\0\x1f" if fact is None else f"\1{fact}\x1f" for fact in facts)
    digest = blake2b(told.encode("utf-8", "surrogatepass"), digest_size=_BITS).digest()
    return f"{prefix}-{base64.b32encode(digest).decode().lower()}"


def wording(text: str | None, length: int | None = None) -> str | None:
    """A text as ids see it: letters, digits and ideographs only, at most `length` of them."""
    if text is None or length is None:
        return text and _MARKS.sub("", text)
    return "".join(islice(chain.from_iterable(word[0] for word in _WORDS.finditer(text)), length))


class Once:
    """Ids that stay different where facts are alike: the second row with the same facts counts as its second
    occurrence.
    """

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def id(self, prefix: str, *facts: str | int | None) -> str:
        first = make_id(prefix, *facts)
        self._seen[first] += 1
        return first if self._seen[first] == 1 else make_id(prefix, *facts, self._seen[first])
