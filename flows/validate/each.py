"""Several corpora tried at once: what holds for all of them together holds for each.

Great Expectations takes a second for a corpus, however small. So the frames of several are laid one below the other,
and each expectation is tried once; where one of them fails, each corpus is tried alone, as if there were no others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from flows.tables import names, table
from flows.validate.apart import SHARED
from flows.validate.corpus import Corpus, Quote
from flows.validate.engine import engine_name, try_all
from flows.validate.expectations import (
    FAILURES_SHOWN,
    Expectation,
    columns_hold,
    frame_of,
    passed,
    tried_of,
    validate,
    worked_out,
)
from flows.validate.results import Report, Result

if TYPE_CHECKING:
    import pandas as pd

Given = tuple[Mapping[str, pa.Table], Quote]  # the tables of a corpus, and what gives the clean text of a range


def validate_each(corpora: Sequence[Given], shown: int | None = FAILURES_SHOWN) -> list[Report]:
    """The report of each of some corpora, in their order; no two of them share an id of a source or document."""
    prepared = [_prepared(number, *given) for number, given in enumerate(corpora)]
    fine = [each for each in prepared if each]
    if len(corpora) > 1 and fine and _hold_together(fine):
        return [
            each.report() if each else validate(*given, shown) for each, given in zip(prepared, corpora, strict=True)
        ]
    return [validate(*given, shown) for given in corpora]


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A corpus in which all holds that is worked out without Great Expectations."""

    columns: Result
    tried: dict[str, list[Expectation]]
    frames: dict[str, pd.DataFrame]

    def report(self) -> Report:
        """What is said of it where everything holds."""
        results = (
            passed(name, len(self.frames[name]), expectation) for name in names() for expectation in self.tried[name]
        )
        return Report(True, (self.columns, *results), engine_name())


def _prepared(number: int, tables: Mapping[str, pa.Table], quote: Quote) -> _Prepared | None:
    """A corpus before it is tried; None where it is known already that something does not hold."""
    columns = columns_hold(tables)
    if not columns.passed:
        return None
    checks = worked_out(Corpus.of({name: tables[name] for name in names()}, quote))
    if any(check.faults for check in checks):
        return None
    tried = {name: tried_of(name, checks) for name in names()}
    frames = {name: frame_of(tables[name], tried[name]) for name in names()}
    for name in SHARED:  # whose rows several may have
        key = table(name).primary_key[0]
        frames[name][key] = frames[name][key] + f"-{number}"
    return _Prepared(columns, tried, frames)


def _hold_together(prepared: Sequence[_Prepared]) -> bool:
    import pandas as pd

    for name in names():
        frame = pd.concat([each.frames[name] for each in prepared], ignore_index=True)
        if not all(outcome.passed for outcome in try_all(name, frame, prepared[0].tried[name])):
            return False
    return True
