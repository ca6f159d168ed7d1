"""`plans accuracy`: the figures as a table, and the findings behind them."""

from __future__ import annotations

from pathlib import Path

from rich.table import Table

from flows.commands.whole import stop_if_tables_are_damaged
from flows.engine.screen import console, line, stop
from flows.validate.accuracy import GOLD, measure_release
from flows.validate.figures import Accuracy, Finding

NAMES = {
    "documents": "documents found",
    "facts": "documents' facts",
    "targets_strict": "targets, strictly",
    "citations_strict": "citations, strictly",
    "dropped": "dropped segments",
}


def run(release: Path, gold: Path | None, misses: bool) -> None:
    """Print the accuracy of the release in a folder."""
    folder = gold or GOLD
    if not any(folder.glob("*.json")):
        stop(f"There are no gold files (*.json) in {folder}: name their folder with --gold.")
    stop_if_tables_are_damaged(release)
    try:
        accuracy = measure_release(release, folder)
    except FileNotFoundError as error:
        stop(f"{release} is no release: {Path(str(error.filename or error)).name} is missing.")
    if not accuracy.sources:
        stop("None of the gold files is about a source of this release: there is nothing to measure.")
    out = console()
    out.print(accuracy_table(accuracy))
    if misses:
        for name, figure in accuracy.figures.items():
            if figure.findings and not name.startswith("facts."):
                out.print(line(f"\n{NAMES.get(name, name)}", style="bold"))
                for finding in figure.findings:
                    out.print(line(_told(finding)))


def accuracy_table(accuracy: Accuracy) -> Table:
    """The figures as a table, the fields of documents only where they are not perfect."""
    table = Table(title=f"Accuracy on {len(accuracy.sources)} sources with gold", title_justify="left")
    for name in ("", "precision", "recall", "F1", "right", "missed", "false"):
        table.add_column(name, justify="left" if not name else "right")
    for name, figure in accuracy.figures.items():
        if name.startswith("facts.") and not figure.findings:
            continue
        label = "  " + name.removeprefix("facts.") if name.startswith("facts.") else NAMES.get(name, name)
        shares = (
            f"{share:.3f}" if share is not None else "–" for share in (figure.precision, figure.recall, figure.f1)
        )
        table.add_row(label, *shares, *(f"{count:,}" for count in (figure.right, figure.missed, figure.false)))
    return table


def _told(finding: Finding) -> str:
    where = " ".join(part for part in (finding.source, finding.doc, finding.path) if part)
    if finding.found is None:
        return f"  missed  {where}: {finding.expected}"
    if finding.expected is None:
        return f"  false   {where}: {finding.found}"
    return f"  wrong   {where}: {finding.found} instead of {finding.expected}"
