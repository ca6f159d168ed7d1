"""What validation says of sources, and what becomes of those of which it says something.

A wrong row is left out and told in issues. A source of which more is wrong is put in quarantine with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING

from flows.link.agencies import Tally
from flows.link.indicators import indicators_together
from flows.link.name import Named, name
from flows.quotes import quoter
from flows.read.refusal import Refusal
from flows.tables import names
from flows.validate import Report, validate_each
from flows.validate.apart import tell_apart, unmark
from flows.validate.expectations import FAILURES_SHOWN
from flows.validate.leave_out import leave_out

if TYPE_CHECKING:
    import pyarrow as pa

BEARABLE = 8  # sources of a bucket that may fail validation; beyond that a rule is wrong, not the sources


def check(sources: Sequence[Named], shown: int | None = FAILURES_SHOWN) -> Report:
    """What validation says of some sources together, with as many rows as are to be shown of those that fail."""
    (report,) = check_each([sources], shown)
    return report


def check_each(groups: Sequence[Sequence[Named]], shown: int | None = FAILURES_SHOWN) -> list[Report]:
    """What validation says of each of some groups of sources, which costs hardly more than one of them.

    Sources that are named alike, copies most likely, are told apart.
    """
    apart = iter(tell_apart(chain.from_iterable(groups)))
    corpora = []
    for group in groups:
        own = list(islice(apart, len(group)))
        texts = {str(source.tables["sources"]["source_id"][0]): source.text for source in own}
        corpora.append((together(own), quoter(texts)))
    return [unmark(report) for report in validate_each(corpora, shown)]


def together(sources: Iterable[Named]) -> dict[str, pa.Table]:
    """The tables of some sources as those of a small corpus."""
    import pyarrow as pa

    given = list(sources)
    tally = Tally()
    for source in given:
        tally.add(*(source.tables[name] for name in ("agencies", "agency_aliases", "document_issuers")))
    made = tally.tables() | indicators_together(source.tables["indicators"] for source in given)
    return {table: pa.concat_tables(source.tables[table] for source in given) for table in names()} | made


def without_the_wrong(sources: Sequence[Named]) -> list[Named]:
    """The sources, those that fail by themselves without their wrong rows, or in quarantine; as they were where too
    many do.
    """
    kept: list[Named] = []
    wrong = 0
    for each in sources:
        source, report = leave_out(each, lambda one: check([one], shown=None))
        if report.passed:
            kept.append(source)
            continue
        wrong += 1
        if wrong > BEARABLE:
            return list(sources)
        kept.append(_refused(source, report))
    return kept


def _refused(source: Named, report: Report) -> Named:
    """The source in quarantine, because its rows are not what they must be."""
    from flows.hall import SourceTables, refused

    first = report.failed[0]
    failure = first.failures[0].sentence if first.failures else ""
    sentence = (
        f"Its rows do not hold ({first.table}: {first.title.en}; {failure}) That is a fault of the program: report it, "
        "or correct the row by a sidecar."
    )
    found = SourceTables(source.path, source.text, {"sources": source.tables["sources"].to_pylist()})
    return name(refused(found, Refusal(sentence, rule="failed-validation")))
