"""Texts as the words that a full-text index of SQLite holds, so that Chinese is found without spaces between words.

FTS5 takes a run of Chinese for one word, and its trigrams do not know 农村, which has two characters. So a text is
given to it as everything that people type: each character, each pair of characters, each word and two words that follow
each other (移动互联网), numbers and Latin words with the character after them (2020年).
"""

from __future__ import annotations

import re

import rjieba

_RUN = re.compile(r"[^\W_]+")
_LATIN = re.compile(r"[a-z0-9]+[^\W_]?")


def searchable(text: str) -> str:
    """The words of a text, each once, parted by blanks, in the order of kind and place."""
    found: dict[str, None] = {}
    for run in _RUN.findall(text.lower()):
        words = rjieba.cut(run, False)
        for some in (
            run,
            map(str.__add__, run, run[1:]),
            words,
            map(str.__add__, words, words[1:]),
            _LATIN.findall(run),
        ):
            found |= dict.fromkeys(some)
    return " ".join(found)
