"""Which bodies a title names as its issuers, and which sign above a date."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flows.knowledge.genre import is_title
from flows.knowledge.writing import HAN
from flows.model import Span
from flows.parse.issuers import Parted, split_issuers, with_offices
from flows.parse.numerals import DATE
from flows.parse.titles import SELF_TITLED, SIGNED, WRAPPER

_REST_OF_NAME = re.compile(
    "协调|领导小组|工作|联席会议|办公[室厅]|委员会|指挥部|推进"
)  # no name begins so: a line broke it
_NAME_BEGUN = re.compile(rf"[{HAN}“”、]{{4,40}}")


def issuers_of_title(title: str, text: str, span: Span, parted: Parted) -> list[str]:
    """The bodies named before 关于 or 印发 in a title."""
    match = WRAPPER.match(title) or SELF_TITLED.match(title)
    return split_named(match["issuers"], text, span, parted) if match else []


def issuers_of_heading(title: str, text: str, span: Span, parted: Parted) -> list[str]:
    """The bodies named in a compiler's heading; all that stands before 关于 or 印发 where no body's name is known."""
    match = WRAPPER.match(title) or SELF_TITLED.match(title)
    return issuers_of_title(title, text, span, parted) or ([match["issuers"]] if match and match["issuers"] else [])


def split_named(issuers: str, text: str, span: Span, parted: Parted) -> list[str]:
    """The bodies of a title's beginning, split as the raw text splits them."""
    if not issuers:
        return []
    at = text.find(issuers[0], span[0])
    return split_issuers(text, (at, at + len(issuers)), parted)


def signed_by(text: str, above: Sequence[Span], beside: Span, parted: Parted) -> list[str]:
    """The bodies that sign on the lines above a date, in order, and beside it."""
    first = len(above)
    while first and _is_signature(text[slice(*above[first - 1])]):
        first -= 1
    names = [name for line in (*above[first:], beside) for name in split_issuers(text, line, parted)]
    if names and first and _REST_OF_NAME.match(names[0]):
        begun = text[slice(*above[first - 1])]
        names[0] = (begun if _NAME_BEGUN.fullmatch(begun) else "") + names[0]
    return with_offices(names)


def _is_signature(line: str) -> bool:
    """Whether a line is a name; one with a date is signed by itself."""
    return bool(SIGNED.match(line)) and not is_title(line) and not DATE.search(line)
