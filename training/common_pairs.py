"""`python -m training.common_pairs RELEASE`: how telling two characters in a row are, from the articles of a release.

Writes flows/knowledge/common_pairs.yml. To be run on a release of many plans of many fields; the texts stay where they
are, for counts of pairs give none of them away.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from math import log
from pathlib import Path

import pyarrow.parquet as pq
import yaml

from flows.extract.letters import letters

FILE = Path(__file__).parents[1] / "flows" / "knowledge" / "common_pairs.yml"
STEPS = 8  # of a weight in one natural logarithm
COMMON = 10  # units in which a pair must stand to be in the list
HEAD = """\
# How telling two characters in a row are, when articles are held against each other: 8 times the natural logarithm of
# the articles of a large release for each one that has them. A pair that is not listed stands in fewer than 10 of them
# and has `other`. Made by `python -m training.common_pairs`: do not edit.
"""


def main() -> None:
    """Count the pairs of a release and write the file."""
    parser = argparse.ArgumentParser(prog="training.common_pairs", description=main.__doc__)
    parser.add_argument("release", type=Path)
    release = parser.parse_args().release
    spread: Counter[str] = Counter()
    n = 0
    for row in pq.read_table(release / "parquet" / "articles.parquet", columns=["kind", "heading", "body"]).to_pylist():
        if row["kind"] != "section":
            text = letters(f"{row['heading'] or ''}{row['body'] or ''}")
            spread.update({text[i : i + 2] for i in range(len(text) - 1)})
            n += 1
    weights = defaultdict(list)
    for pair, units in spread.items():
        if units >= COMMON and not pair.isascii():
            weights[round(STEPS * log(n / units))].append(pair)
    listed = {weight: " ".join(sorted(pairs)) for weight, pairs in sorted(weights.items())}
    data = {"articles": n, "other": round(STEPS * log(n / COMMON)), "weights": listed}
    FILE.write_text(HEAD + yaml.safe_dump(data, allow_unicode=True, width=110, sort_keys=False), "utf-8")


if __name__ == "__main__":
    main()
