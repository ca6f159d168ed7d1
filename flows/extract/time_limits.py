"""The time limit that a clause or a 完成时限 line sets (codebook: assignments, `due`)."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

_DATE = re.compile(
    r"(?:(?P<year>20\d\d)年?)?(?P<month>\d{1,2})月份?(?:(?P<day>\d{1,2})[日号]|(?P<third>[上中下]旬))?"
    r"|(?:(?P<year2>20\d\d)年)?(?:第?(?P<quarter>[一二三四1-4])季度|(?P<half>[上下]半年))"
    r"|(?P<year3>20\d\d)年?(?:底|末)?"
    r"|(?:(?<=^)|(?<=[：，；。]))(?:当年|今年|本年)?年(?:底|末)"
)
_QUARTERS = {"一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12}
_THIRDS = {"上旬": 10, "中旬": 20}


def time_limit(text: str, year: int | None) -> str | None:
    """The last date that a phrase names, as ISO; `year` is the document's, for dates that give none.

    6月底前 is the last day of June. None when there is no date, or no year to it.
    """
    found, known = None, year
    for match in _DATE.finditer(text):
        stated = match["year"] or match["year2"] or match["year3"]
        known = int(stated) if stated else known
        if known is not None:
            found = _iso(match, known) or found
    return found


def _iso(match: re.Match[str], year: int) -> str | None:
    """The day that a match means; None for one that no calendar has."""
    month = (
        int(match["month"] or 0) or _QUARTERS.get(match["quarter"] or "") or (6 if match["half"] == "上半年" else 12)
    )
    if not 1 <= month <= 12:
        return None
    last = monthrange(year, month)[1]
    day = int(match["day"]) if match["day"] else _THIRDS.get(match["third"] or "", last)
    return date(year, month, day).isoformat() if 1 <= day <= last else None
