"""The units of a document that may follow others, or be followed: its leaves and its preamble, as numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from flows.extract.letters import Numbers, letters, pairs, runs, written
from flows.knowledge import facts
from flows.knowledge.telling import telling

LEAST = 10  # letters of a unit: 「依法依规办理」 stands in many plans, and follows none
MOST = 2_000  # units of a document that are compared, so that one of a million tiny ones costs no more than a long plan
OFTEN = np.array((0, 8, 14, 17, 19, 21, 22, 24, 25))  # 8 (1 + ln n): a pair that stands n times counts so much


@dataclass(frozen=True, slots=True)
class Words:
    """The letters of a text, two in a row at a time."""

    pairs: Numbers  # ascending, each once
    telling: npt.NDArray[np.int64]  # how telling each of them is
    weights: npt.NDArray[np.int64]  # how much it counts: how telling it is, and how often it stands


@dataclass(frozen=True, slots=True)
class Unit:
    """An article as numbers."""

    article_id: str
    parent_id: str | None
    heading: Words
    text: Words  # heading and body, without what many documents have
    runs: Numbers  # of its own text, marks included: what is copied


def units(articles: Iterable[Mapping[str, Any]]) -> list[Unit]:
    """The units of a document, given its rows of articles in reading order."""
    found = []
    for row in articles:
        heading, body = row["heading"] or "", row["body"] or ""
        text = letters(_stock().sub("", heading + body))
        if row["kind"] != "section" and len(text) >= LEAST:
            own = runs(written(said(row)))
            found.append(Unit(row["article_id"], row["parent_id"], words(letters(heading)), words(text), own))
        if len(found) == MOST:
            break
    return found


def said(row: Mapping[str, Any]) -> str:
    """The text of an article of which shares are counted: its body, or the heading that stands alone."""
    return str(row["body"] or row["heading"] or "")


@cache
def _stock() -> re.Pattern[str]:
    return re.compile("|".join(each["pattern"] for each in facts("stock_phrases.yml")))


def words(text: str) -> Words:
    """A text of letters as numbers."""
    found, often = np.unique(pairs(text), return_counts=True)
    worth = telling(found)
    return Words(found, worth, worth * OFTEN[np.minimum(often, len(OFTEN) - 1)])
