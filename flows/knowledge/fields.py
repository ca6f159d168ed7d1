"""Labels of the fields that sites and exports put around a text (发文字号：…), and the facts that they give."""

from __future__ import annotations

import re
from functools import cache

from flows.knowledge import facts

FACTS = ("number", "issued", "published", "issuers", "publishers", "title", "subject")
BULLETS = "-*·•> "  # before a field in a list
STAMP = re.compile(
    r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[ T]?\d{1,2}:\d\d(?::\d\d)?)?"
)  # time stamp of a site
_LONG_LABEL = 4  # characters
_HEAD = 60  # characters of a line in which its label stands


def opens_with_label(line: str) -> bool:
    """Whether a line, of whatever width of marks, opens with a label that no sentence opens with, and a colon."""
    match = labelled().match(line[:_HEAD].lstrip(BULLETS).replace(":", "："))
    return bool(match and len(match["label"]) >= _LONG_LABEL)


@cache
def sure() -> frozenset[str]:
    """The labels that nothing but a table of fields has."""
    return frozenset(facts("fields.yml")["sure"])


@cache
def beside() -> re.Pattern[str]:
    """A label with its colon that is one only right below another field."""
    return re.compile(rf"(?:{'|'.join(facts('fields.yml')['beside'])})：")


@cache
def keys() -> dict[str, str]:
    """The label for each key in English that the front of a Markdown file may have."""
    return dict(facts("fields.yml")["keys"])


@cache
def by_label() -> dict[str, str]:
    """The fact that each label gives."""
    return {label: name for name in (*FACTS, "sources", "other") for label in facts("fields.yml")[name]}


@cache
def labels() -> str:
    """All labels as one alternation, the longest first."""
    return "|".join(sorted(by_label(), key=lambda label: (-len(label), label)))


@cache
def labelled() -> re.Pattern[str]:
    """A label with its colon, or in a box, in clean text."""
    return re.compile(rf"[【\[]?(?P<label>{labels()})(?:[】\]]?：|】)")
