"""`python -m training.phrases RELEASE`: the field's phrases, from what the plans of a release say again and again.

Writes flows/knowledge/phrases.txt, a user dictionary of jieba. A phrase is two to four words that stand together far
more often than by chance, in several documents, with many different words before and behind. What it finds is to be
read before it is kept: `flows/knowledge/phrases.yml` says which finds are none (`not`), and which others are wanted
(`also`). The texts stay where they are.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from math import log
from pathlib import Path

import pyarrow.parquet as pq
import rjieba
import yaml

from flows.knowledge import facts
from flows.knowledge.tokens import PHRASES

JUDGED = PHRASES.with_suffix(".yml")
HAN = re.compile("[一-鿿]+")
WORDS, LENGTHS = range(2, 5), range(3, 9)  # of a phrase: words, characters
DOCUMENTS = 6  # that a phrase stands in
TOGETHER = 4.0  # how much likelier each two of its words are to stand together than by chance, in natural logarithms
OPEN = 6  # words that stand before it, and behind it
WHOLE = 0.5  # of the places of a phrase, at most, are in one longer phrase

Words = tuple[str, ...]


def main() -> None:
    """Find the phrases of a release and write the file."""
    parser = argparse.ArgumentParser(prog="training.phrases", description=main.__doc__)
    parser.add_argument("release", type=Path)
    found = found_in(sentences(parser.parse_args().release))
    judged = yaml.safe_load(JUDGED.read_text("utf-8"))
    wanted = sorted({*found, *judged["also"]} - {*judged["not"]})
    plain = rjieba.Jieba()  # without the phrases that the file has today
    kept = [phrase for phrase in wanted if len(plain.cut(phrase, False)) > 1]
    PHRASES.write_text("".join(f"{phrase} {plain.suggest_freq(phrase)}\n" for phrase in kept), "utf-8")


def sentences(release: Path) -> Iterator[tuple[str, list[Words]]]:
    """The articles of a release: the document of each, and its runs of Chinese as words."""
    cut = partial(rjieba.Jieba().cut, hmm=False)  # without the phrases that the file has today
    columns = ["doc_id", "heading", "body"]
    for row in pq.read_table(release / "parquet" / "articles.parquet", columns=columns).to_pylist():
        text = f"{row['heading'] or ''}\n{row['body'] or ''}"
        yield row["doc_id"], [tuple(cut(run)) for run in HAN.findall(text)]


def found_in(given: Iterable[tuple[str, list[Words]]]) -> set[str]:
    """What stands together far more often than by chance."""
    times: Counter[Words] = Counter()
    documents: dict[Words, set[str]] = defaultdict(set)
    before: dict[Words, set[str]] = defaultdict(set)
    behind: dict[Words, set[str]] = defaultdict(set)
    inside: dict[Words, Counter[Words]] = defaultdict(Counter)
    for doc_id, runs in given:
        for run in runs:
            times.update((word,) for word in run)
            for some, start in _phrases(run):
                times[some] += 1
                documents[some].add(doc_id)
                end = start + len(some)
                before[some].add(run[start - 1] if start else "")
                behind[some].add(run[end] if end < len(run) else "")
                for longer in (run[start - 1 : end] if start else (), run[start : end + 1]):
                    if len(longer) > len(some):
                        inside[some][longer] += 1
    total = sum(n for some, n in times.items() if len(some) == 1)
    return {
        "".join(some)
        for some, seen in documents.items()
        if len(seen) >= DOCUMENTS
        and min(len(before[some]), len(behind[some])) >= OPEN
        and max(inside[some].values(), default=0) <= WHOLE * times[some]
        and _together(some, times, total) >= TOGETHER
    }


def _phrases(run: Words) -> Iterator[tuple[Words, int]]:
    """The runs of words of the length of a phrase that begin and end with a word of meaning, and their places."""
    stop = frozenset(facts("stop_words.yml"))
    for start in range(len(run)):
        for n in WORDS:
            some = run[start : start + n]
            if len(some) == n and len("".join(some)) in LENGTHS and not stop.intersection(some):
                yield some, start


def _together(some: Words, times: Counter[Words], total: int) -> float:
    """How much likelier the words are to stand together than by chance: of each two, in natural logarithms."""
    by_chance = sum(log(times[word,] / total) for word in some)
    return (log(times[some] / total) - by_chance) / (len(some) - 1)


if __name__ == "__main__":
    main()
