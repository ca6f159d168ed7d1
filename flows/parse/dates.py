"""The best-known date of a document, and its year (codebook: documents)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flows.model import Document, Unit
from flows.parse.numerals import DATE, iso_date

LAST = 6  # units at the end of a document, where it says from when on it is in force
_IN_FORCE = re.compile(rf"自({DATE.pattern})起?(?:正式|开始)?(?:施行|实施|执行|生效|起施行)")
_YEAR_OF_NUMBER = re.compile(r"[〔（]((?:19|20)\d\d)[〕）]")
_YEAR_OF_TITLE = re.compile(
    r"(?<![-—~～至到])((?:19|20)\d\d)年(?!以[前后]|底|末|[-—~～至到])"
)  # 2021-2023年 is no year


def effective(text: str, units: Sequence[Unit]) -> str | None:
    """From when on a document is in force, as its last units say (自2019年1月1日起施行): an ISO date."""
    for unit in reversed(units[-LAST:]):
        for span in reversed(unit.paragraphs):
            if found := _IN_FORCE.search(text, *span):
                return iso_date(found)
    return None


def best_date(document: Document) -> tuple[str | None, str | None]:
    """The best-known date of a document (ISO), and on what it rests: issued | passed | published | effective."""
    known = {
        "issued": document.date_issued,
        "passed": document.date_passed,
        "published": document.date_published,
        "effective": document.date_effective,
    }
    return next(((date, basis) for basis, date in known.items() if date), (None, None))


def year_of(document: Document) -> int | None:
    """The year of a document's date, else of its number, else of its title (2023年工作要点)."""
    date, _ = best_date(document)
    if date:
        return int(date[:4])
    number = _YEAR_OF_NUMBER.search(document.doc_number or "")
    found = number or _YEAR_OF_TITLE.search(document.title or document.notice_title or "")
    return int(found[1]) if found else None
