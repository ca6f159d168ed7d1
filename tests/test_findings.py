"""The sentences of the start page: each is counted again here, in another way, from the rows of the tables."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from flows.compare.side import sides
from flows.present.release import Release
from flows.present.site.findings import Finding, findings, queries
from tests.five import corpus
from tests.releases_sample import written
from tests.tables_sample import Rows, tables
from tests.test_site import HOSTILE, hostile

Tables = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the five sources."""
    return written(tmp_path_factory.mktemp("findings") / "1.0.0", corpus().tables)


@pytest.fixture(scope="module")
def told(five: Path) -> list[Finding]:
    """What they say."""
    return findings(Release.read(five))


def rows() -> Tables:
    """The rows of the five sources by table."""
    return {name: data.to_pylist() for name, data in corpus().tables.items()}


def leaves(found: Tables) -> list[dict[str, Any]]:
    """The articles that are no sections."""
    return [row for row in found["articles"] if row["kind"] != "section"]


def copied(found: Tables, direction: str) -> Counter[tuple[str, str]]:
    """The share of a document's characters that another has, in per cent, by document and followed one."""
    size = {row["article_id"]: len("".join((row["body"] or row["heading"] or "").split())) for row in leaves(found)}
    of = {row["article_id"]: row["doc_id"] for row in found["articles"]}
    whole = Counter[str]()
    for article, n in size.items():
        whole[of[article]] += n
    best: dict[tuple[str, str, str], float] = {}
    for row in found["alignments"]:
        if row["direction"] == direction:
            key = (of[row["article_id"]], of[row["followed_article_id"]], row["article_id"])
            best[key] = min(best.get(key, 0) + row["copied_share"], 1)
    shares: Counter[tuple[str, str]] = Counter()
    for (doc, followed, article), share in best.items():
        shares[doc, followed] += 100 * share * size[article] / whole[doc]  # type: ignore[assignment]
    return shares


def count_copied(found: Tables) -> list[str]:
    """For each document the highest share taken from above."""
    best: dict[str, float] = {}
    for (doc, _), share in copied(found, "down").items():
        best[doc] = max(best.get(doc, 0), share)
    return [f"{share:.0f}%" for share in sorted(best.values(), reverse=True) if share >= 0.5][:4]


def count_peers(found: Tables) -> list[str]:
    """The highest share taken from an equal."""
    return [f"{max(copied(found, 'peer').values()):.0f}%"]


def count_own(found: Tables) -> list[str]:
    """The most articles that follow nothing, of documents of which a quarter follows something."""
    following = {row["article_id"] for row in found["alignments"]}
    own, every = Counter[str](), Counter[str]()
    for row in leaves(found):
        every[row["doc_id"]] += 1
        own[row["doc_id"]] += row["article_id"] not in following
    return [f"{max(n for doc, n in own.items() if n <= 0.75 * every[doc])} 个"]


def count_untaken(found: Tables) -> list[str]:
    """The articles of the document with most followers that nobody takes up."""
    followers: dict[str, set[str]] = defaultdict(set)
    for row in found["alignments"]:
        followers[row["followed_doc_id"]].add(row["doc_id"])
    doc = max(followers, key=lambda doc: len(followers[doc]))
    taken = {row["followed_article_id"] for row in found["alignments"]}
    return [f"{sum(row['article_id'] not in taken for row in leaves(found) if row['doc_id'] == doc)} 个"]


def count_highest(found: Tables) -> list[str]:
    """The highest values of indicators that two regions of one level set for the whole of them."""
    documents = {row["doc_id"]: row for row in found["documents"]}
    values: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in found["targets"]:
        if row["indicator_id"] and row["value"] is not None and (row["scope"] or "全").startswith("全"):
            values[row["indicator_id"], row["unit"], documents[row["doc_id"]]["admin_level"]].append(row)
    tops = []
    for of in values.values():
        regions = {documents[row["doc_id"]]["region_code"] for row in of}
        ends = [pick(of, key=lambda row: row["value"]) for pick in (max, min)]
        years = [row["deadline_year"] or documents[row["doc_id"]]["year"] for row in ends]
        if len(regions) > 1 and abs(years[0] - years[1]) <= 5:
            tops.append(ends[0]["value_text"])
    return tops


def count_largest(found: Tables) -> list[str]:
    """The largest sum of money."""
    sums = [row for row in found["targets"] if row["unit"] == "元" and row["kind"] == "level"]
    return [max(sums, key=lambda row: row["value_max"] or row["value"])["value_text"]]


def count_leader(found: Tables) -> list[str]:
    """The most work that a body leads."""
    leads = Counter(row["agency_id"] for row in found["assignments"] if row["role"] == "lead")
    return [f"{max(leads.values())} 项"]


def functions(found: Tables) -> dict[str, str]:
    """The function of each agency that has one."""
    return {row["agency_id"]: row["function"] for row in found["agencies"] if row["function"]}


def count_function(found: Tables) -> list[str]:
    """The most work of a function."""
    of = functions(found)
    single = {row["agency_id"] for row in found["agencies"] if row["system"] != "collective"}
    work = Counter(of.get(row["agency_id"]) for row in found["assignments"] if row["agency_id"] in single)
    return [f"{max(n for each, n in work.items() if each not in (None, '政府', '党委'))} 项"]


def count_together(found: Tables) -> list[str]:
    """The most articles that two functions share."""
    of, at = functions(found), defaultdict(set)
    for row in found["assignments"]:
        if row["agency_id"] in of:
            at[row["article_id"]].add(of[row["agency_id"]])
    pairs = Counter(pair for each in at.values() for pair in combinations(sorted(each), 2))
    return [f"{max(pairs.values())} 个"]


def count_lead_named(found: Tables) -> list[str]:
    """The articles with a lead."""
    return [f"{len({row['article_id'] for row in found['assignments'] if row['role'] == 'lead'})} 个"]


def count_due(found: Tables) -> list[str]:
    """The most targets of a year."""
    years = Counter(row["deadline_year"] or (row["deadline"] and row["deadline"].year) for row in found["targets"])
    return [f"{max(n for year, n in years.items() if year)} 个"]


def count_targets(found: Tables) -> list[str]:
    """The most targets of a document."""
    return [f"{max(Counter(row['doc_id'] for row in found['targets']).values())} 个"]


def count_quantified(found: Tables) -> list[str]:
    """The share of targets that are no milestones."""
    return [f"{100 * sum(row['kind'] != 'milestone' for row in found['targets']) / len(found['targets']):.0f}%"]


def count_cited(found: Tables) -> list[str]:
    """The most documents that cite a title, if more than one does."""
    citing: dict[str, set[str]] = defaultdict(set)
    for row in found["citations"]:
        if row["title"] and row["relation"] != "forwarded" and row["cited_doc_id"] != row["doc_id"]:
            citing[row["title"]].add(row["doc_id"])
    most = max(map(len, citing.values()))
    return [f"{most} 份"] if most > 1 else []


def count_named(found: Tables) -> list[str]:
    """The most ways in which one body is written."""
    return [f"{max(Counter(row['agency_id'] for row in found['agency_aliases']).values())} 种"]


COUNTED: dict[str, Callable[[Tables], list[str]]] = {
    name.removeprefix("count_"): function for name, function in list(globals().items()) if name.startswith("count_")
}


def figure(sentence: str) -> str:
    """What stands in the link of a sentence."""
    return str(html.fragment_fromstring(f"<p>{sentence}</p>").xpath("string(.//a[@class='figure'])"))


def test_every_sentence_is_counted_here() -> None:
    assert COUNTED.keys() == queries().keys()


@pytest.mark.parametrize("name", COUNTED)
def test_a_sentence_is_true_of_the_tables(told: list[Finding], name: str) -> None:
    said = [figure(each.zh).replace("年均 ", "").replace("每年 ", "") for each in told if each.name == name]
    assert said == COUNTED[name](rows())
    numbers = [re.sub(r"[^\d.%]", "", text) for text in said]
    assert numbers == [re.sub(r"[^\d.%]", "", figure(each.en)) for each in told if each.name == name]


def test_a_share_is_that_of_the_page_side_by_side(told: list[Finding]) -> None:
    articles = defaultdict(list)
    for row in rows()["articles"]:
        articles[row["doc_id"]].append(row)
    for each in told:
        if each.name in ("copied", "peers"):
            pair = (each.row["doc_id"], each.row["followed_doc_id"])
            links = [row for row in rows()["alignments"] if (row["doc_id"], row["followed_doc_id"]) == pair]
            shown = sides(articles[pair[0]], articles[pair[1]], links).shares.percent()[0]
            assert figure(each.zh) == f"{shown}%"


def test_the_five_sources_say_ten_things_at_least(told: list[Finding]) -> None:
    assert len({each.name for each in told}) >= 10
    assert not any("None" in each.zh or "{" in each.zh for each in told)


def test_what_the_data_do_not_give_is_left_out(tmp_path: Path) -> None:
    empty = {name: data.slice(0, 0) for name, data in tables().items()}
    assert findings(Release.read(written(tmp_path / "1.0.0", empty))) == []


def test_hostile_texts_in_a_sentence_stay_text(tmp_path: Path) -> None:
    made = findings(Release.read(written(tmp_path / "1.0.0", tables(hostile))))
    assert made
    for each in made:
        page = html.fragment_fromstring(f"<p>{each.zh}</p>")
        assert {element.tag for element in page.iter()} <= {"p", "a", "bdi"}
        assert len(page.xpath(".//a[@class='figure']")) == 1
        assert not any("javascript:" in href for href in page.xpath(".//a/@href"))
    assert any(HOSTILE.split()[0] in each.zh.unescape() for each in made)


def test_the_period_of_a_value_is_never_lost(tmp_path: Path) -> None:
    def yearly(sample: Rows) -> None:
        sample["targets"][0].update(kind="frequency", period="year", unit="元", value_text="50亿元", value=5e9)
        sample["targets"][0].update(kind="level")

    (said,) = [
        each for each in findings(Release.read(written(tmp_path / "1.0.0", tables(yearly)))) if each.name == "largest"
    ]
    assert figure(said.zh) == "每年 50亿元"
    assert figure(said.en) == "50亿元 a year"
