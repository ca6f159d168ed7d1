"""The units of a document that may follow others, or be followed: its leaves and its preamble, as numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from flows.compare.numbers import Flags, Integers
from flows.compare.words import MOST, Words, owners, words
from flows.extract.letters import Numbers, letters, runs, written
from flows.knowledge import facts

LEAST = 10  # letters of a unit: 「依法依规办理」 stands in many plans, and follows none
_FACTOR = np.uint64(0xD6E8FEB86659FD93)  # odd, and its bits are well mixed


@dataclass(frozen=True, slots=True)
class Units:
    """Articles as numbers, in reading order."""

    article_ids: Sequence[str]
    sections: Integers  # articles of the same section have the same number
    frames: Flags  # which are parts that every plan has, in much the same words
    headings: Words
    texts: Words  # heading and body, without what many documents have
    runs: Numbers  # of their own texts, marks included, one unit after the other: what is copied
    n_runs: Integers  # of each unit
    held: Numbers  # each run with its unit as one number, ascending

    def __len__(self) -> int:
        return len(self.article_ids)


def units(articles: Iterable[Mapping[str, Any]]) -> Units:
    """The units of a document, given its rows of articles in reading order."""
    rows, headings, texts = [], [], []
    for row in articles:
        heading, body = row["heading"] or "", row["body"] or ""
        text = letters(_stock().sub("", heading + body))
        if row["kind"] != "section" and len(text) >= LEAST:
            rows.append(row)
            headings.append(letters(heading))
            texts.append(text)
        if len(rows) == MOST:
            break
    sections = {row["parent_id"]: n for n, row in enumerate(rows)}
    own = [written(said(row)) for row in rows]
    found = runs("".join(own))
    unit = owners(own, len(found))
    found, unit = found[unit >= 0], unit[unit >= 0]
    return Units(
        article_ids=[row["article_id"] for row in rows],
        sections=np.array([sections[row["parent_id"]] for row in rows], np.int64),
        frames=np.array(
            [row["kind"] == "preamble" or _frames(at) for row, at in zip(rows, headings, strict=True)], bool
        ),
        headings=words(headings),
        texts=words(texts),
        runs=found,
        n_runs=np.bincount(unit, minlength=len(rows)),
        held=np.sort(of_unit(found, unit)),
    )


def of_unit(found: Numbers, unit: Integers) -> Numbers:
    """A hash of each run and the unit beside it."""
    return found ^ (unit.astype(np.uint64) * _FACTOR)


def _frames(heading: str) -> bool:
    return len(heading) <= facts("framing.yml")["longest"] and bool(_framing().search(heading))


@cache
def _framing() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, facts("framing.yml")["headings"])))


def said(row: Mapping[str, Any]) -> str:
    """The text of an article of which shares are counted: its body, or the heading that stands alone."""
    return str(row["body"] or row["heading"] or "")


@cache
def _stock() -> re.Pattern[str]:
    return re.compile("|".join(each["pattern"] for each in facts("stock_phrases.yml")))
