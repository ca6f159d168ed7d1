"""The subject of a document: the class of the State Council's list (knowledge/subjects.yml) that its words tell.

A word of the title counts most, then the share that a class has of the words in headings, then that in all text.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from flows.knowledge import facts
from flows.model import Document

IN_TITLE, IN_HEADINGS, IN_TEXT = 4.0, 4.0, 4.0  # a word of a title; all words of headings; all words of the text
GENERAL = 0.5  # a general word, to others; and a word in the name of the body that opens a title
LONGER = 0.25  # more for each character beyond two: 农业机械化 says more than 农业
_BODY = re.compile(r"[\u4e00-\u9fff]{2,16}?[厅局]")
AS_GOOD = 0.9  # of the best: then two are as good


def subject_of(document: Document, terms: Iterable[Mapping[str, int]]) -> str | None:
    """The class of a document, given the terms of its articles; None where two are as good, or no word tells."""
    score: Counter[str] = Counter()
    title = document.title or document.notice_title or ""
    body = opening[0] if (opening := _BODY.match(title)) else ""
    for part, worth in ((body, IN_TITLE * GENERAL), (title[len(body) :], IN_TITLE)):
        for word in _words_in(part):
            _add(score, word, worth)
    headings = Counter(word for unit in document.units for word in _words_in(document.heading(unit) or ""))
    for words, worth in ((headings, IN_HEADINGS), (_known(terms), IN_TEXT)):
        whole = words.total()
        for word, n in words.items():
            _add(score, word, worth * n / whole)
    ordered = score.most_common(2)
    if not ordered or (len(ordered) > 1 and ordered[1][1] > AS_GOOD * ordered[0][1]):
        return None
    return ordered[0][0]


def _known(terms: Iterable[Mapping[str, int]]) -> Counter[str]:
    """How often each word of a class stands among the terms of articles."""
    classes, found = _classes(), Counter[str]()
    for each in terms:
        for word, n in each.items():
            if word in classes:
                found[word] += n
    return found


def _add(score: Counter[str], word: str, worth: float) -> None:
    subject, weight = _classes()[word]
    score[subject] += worth * weight  # type: ignore[assignment]


def _words_in(line: str) -> list[str]:
    """The words of classes in a line, from the left, the longest first, none within another."""
    beginning, found, at = _by_first(), [], 0
    while at < len(line):
        word = next((each for each in beginning.get(line[at], ()) if line.startswith(each, at)), None)
        if word in _classes():
            found.append(word)
        at += len(word or " ")
    return found


@cache
def _classes() -> dict[str, tuple[str, float]]:
    """The class that each word tells, and how much the word counts."""
    return {
        word: (subject, weight * (1 + LONGER * max(0, len(word) - 2)))
        for subject, words in facts("subjects.yml")["classes"].items()
        for name, weight in (("words", 1.0), ("general", GENERAL))
        for word in words.get(name, ())
    }


@cache
def _by_first() -> dict[str, list[str]]:
    """The words, and what is passed over, by their first character, the longest first."""
    found: dict[str, list[str]] = defaultdict(list)
    for word in sorted([*_classes(), *facts("subjects.yml")["passed_over"]], key=lambda word: (-len(word), word)):
        found[word[0]].append(word)
    return dict(found)
