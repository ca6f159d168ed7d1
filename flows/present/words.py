"""Texts as the words that a full-text index of SQLite holds, so that Chinese is found without spaces between words.

FTS5 takes a run of Chinese for one word, and its trigrams do not know 农村, which has two characters. So a text is
given to it as everything that people type: each character and each pair of characters, each word of jieba's dictionary
wherever it stands, two words that follow each other (移动互联网), numbers and Latin words with the character after
them (2020年).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import rjieba

_RUN = re.compile(r"[^\W_]+")
_LATIN = re.compile(r"[a-z0-9]+[^\W_]?")


def searchable(text: str) -> str:
    """The words of a text, each once, parted by blanks."""
    found: dict[str, None] = {}
    for run in _RUN.findall(text.lower()):
        for some in (run, map(str.__add__, run, run[1:]), _words(run), _LATIN.findall(run)):
            found |= dict.fromkeys(some)
    return " ".join(found)


def _words(run: str) -> Iterator[str]:
    """The words of a run of characters, overlapping as they may, and each two of them where one ends and one begins."""
    ending: defaultdict[int, list[str]] = defaultdict(list)
    start, before = -1, ""
    for word in rjieba.cut_all(run):  # from left to right, of those that begin together the shortest first
        if not (len(word) > len(before) and word.startswith(before)) or start < 0:
            start = run.index(word, start + len(before[:1]) if start >= 0 else 0)
        before = word
        yield word
        if len(word) > 1:
            yield from (first + word for first in ending[start])
            ending[start + len(word)].append(word)
    words = rjieba.cut(run, False)
    yield from map(str.__add__, words, words[1:])
