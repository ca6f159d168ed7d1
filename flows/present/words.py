"""Texts as the words that a full-text index of SQLite holds, so that Chinese is found without spaces between words.

FTS5 takes a run of Chinese for one word, and its trigrams do not know 农村, which has two characters. So a text is
given to it as everything that people type: each character and each pair of characters, each word of jieba's dictionary
wherever it stands, two words that follow each other (移动互联网), numbers and Latin words with the character after
them (2020年).
"""

from __future__ import annotations

import re
from functools import lru_cache

import rjieba

_RUN = re.compile(r"[^\W_]+")
_LATIN = re.compile(r"[a-z0-9]+[^\W_]?")


def searchable(text: str) -> str:
    """The words of a text, each once, parted by blanks."""
    found: list[str] = []
    for run in _RUN.findall(text.lower()):
        found += run
        found += map(str.__add__, run, run[1:])
        if len(run) > 2:
            found += _words(run)
            found += _LATIN.findall(run)
    return " ".join(dict.fromkeys(found))


@lru_cache(maxsize=8192)  # plans say much in the same words
def _words(run: str) -> tuple[str, ...]:
    """The words of a run of characters, overlapping as they may, and each two of them where one ends and one begins;
    without those of one or two characters, which a text is given anyway.
    """
    found: list[str] = []
    ending: dict[int, list[str]] = {}
    start, before = -1, ""
    for word in rjieba.cut_all(run):  # from left to right, of those that begin together the shortest first
        if start < 0 or not (len(word) > len(before) and word.startswith(before)):
            start = run.index(word, start + 1)
        before = word
        length = len(word)
        if length > 1:
            if length > 2:
                found.append(word)
            if start in ending:
                found += [first + word for first in ending[start]]
            ending.setdefault(start + length, []).append(word)
    words = rjieba.cut(run, False)
    return (*found, *map(str.__add__, words, words[1:]))
