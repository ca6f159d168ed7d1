"""The subject of a document: the class of the State Council's list (knowledge/subjects.yml) that its words tell.

A word of the title counts most, then the field of the body that issues it, then the share that a class has of the words
in headings, then that in all text.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from flows.knowledge import facts
from flows.knowledge.agencies import resolve
from flows.model import Document
from flows.parse.dates import year_of

IN_TITLE, IN_HEADINGS, IN_TEXT = 4.0, 4.0, 4.0  # a word of a title; all words of headings; all words of the text
GENERAL = 0.5  # a general word, to others
OF_BODY = 3.5  # the work of the body that issues it: less than a word of the title, more than a general one
FEW = 10  # words of classes: where there are fewer, each tells no more than one of so many
LONGER = 0.25  # more for each character beyond two: 农业机械化 says more than 农业
_BODY = re.compile(r"[\u4e00-\u9fff]{1,60}?[厅局委部室会院府署门](?=关于)|[\u4e00-\u9fff]{2,16}?[厅局](?<!布局)")
AS_GOOD = 0.97  # of the best: then two are as good


def subject_of(document: Document, terms: Iterable[Mapping[str, int]]) -> str | None:
    """The class of a document, given the terms of its articles; None where two are as good, or no word tells."""
    score: Counter[str] = Counter()
    title = document.title or document.notice_title or ""
    opening = body[0] if (body := _BODY.match(title)) else ""
    for word in _words_in(title[len(opening) :]):
        _add(score, word, IN_TITLE)
    if field := _field_of(document.issuers[0] if document.issuers else opening, document):
        score[field] += OF_BODY  # type: ignore[assignment]
    headings = Counter(word for unit in document.units for word in _words_in(document.heading(unit) or ""))
    for words, worth in ((headings, IN_HEADINGS), (_known(terms), IN_TEXT)):
        whole = max(words.total(), FEW)
        for word, n in words.items():
            _add(score, word, worth * n / whole)
    ordered = score.most_common(2)
    if not ordered or (len(ordered) > 1 and ordered[1][1] > AS_GOOD * ordered[0][1]):
        return None
    return ordered[0][0]


def _field_of(body: str, document: Document) -> str | None:
    """The class of the work that a body does."""
    function = resolve(body, document.region_code, document.admin_level, year_of(document)).function if body else None
    return _fields().get(function or "")


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
def _fields() -> dict[str, str]:
    """The class of the work of each function of bodies."""
    return {
        function: subject
        for subject, given in facts("subjects.yml")["classes"].items()
        for function in given.get("bodies", ())
    }


@cache
def _by_first() -> dict[str, list[str]]:
    """The words, and what is passed over, by their first character, the longest first."""
    found: dict[str, list[str]] = defaultdict(list)
    for word in sorted([*_classes(), *facts("subjects.yml")["passed_over"]], key=lambda word: (-len(word), word)):
        found[word[0]].append(word)
    return dict(found)
