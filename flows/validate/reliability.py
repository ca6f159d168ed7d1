"""quality/reliability.csv: how often candidates of each confidence are right, on plans that no weight comes from."""

from __future__ import annotations

import csv
import io

from flows.knowledge import facts

COLUMNS = ("kind", "from", "to", "candidates", "mean_confidence", "right", "share_right")


def to_csv() -> str:
    """The table of knowledge/reliability.yml, by kind and tenth of the confidence."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for kind, tenths in sorted(facts("reliability.yml").items()):
        for row in tenths:
            share = round(row["right"] / row["candidates"], 2) if row["candidates"] else None
            ends = (row["from"], round(row["from"] + 0.1, 1))
            writer.writerow((kind, *ends, row["candidates"], row["confidence"], row["right"], share))
    return text.getvalue()
