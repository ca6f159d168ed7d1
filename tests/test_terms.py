"""terms: words and the field's phrases, the same whether rjieba or jieba, the tokenizer of reference, cuts the text."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from flows.clean import clean
from flows.extract.terms import count_terms
from flows.knowledge.tokens import PHRASES, Fast, Reference, phrases
from flows.read import read

RAW = Path(__file__).parents[1] / "raw"
SHARED = RAW.parent.parent / "shared"
FORMS = (".txt", ".md", ".html")
RUN = re.compile(r"[^\W_]+")  # what flows/present/words.py cuts


@cache
def reference() -> Reference:
    """jieba with its dictionary, which takes a second to load."""
    return Reference()


def test_terms_are_words_of_meaning() -> None:
    text = "加快推进移动互联网基础设施建设，到2020年，移动互联网用户达到98%。"
    assert count_terms(text) == {"移动互联网": 2, "基础设施": 1, "建设": 1, "用户": 1, "达到": 1}


def test_a_phrase_of_the_field_is_one_term_wherever_it_stands() -> None:
    text = "优化营商环境，推进“一件事一次办”；运用大数据、云计算和物联网，提升移动互联网服务能力。"
    assert {"营商环境", "一件事一次办", "大数据", "云计算", "物联网", "移动互联网"} <= count_terms(text).keys()


def test_every_phrase_is_one_word_and_stands_once() -> None:
    given = [phrase for phrase, _ in phrases()]
    assert given == sorted(set(given))
    assert [phrase for phrase in given if Fast().cut(phrase) != [phrase]] == []


def _lines() -> list[str]:
    """Every line of the sources, and of the texts beside the repository where they are."""
    files = [path for folder in (RAW, SHARED) for path in sorted(folder.rglob("*")) if path.suffix in FORMS]
    read_ones = (read(path, path.parent) for path in files if path.stat().st_size < 5_000_000)
    return sorted({line for source in read_ones for line in clean(source.text).text.split("\n")})


def test_rjieba_and_jieba_give_the_same_words_on_every_text_at_hand() -> None:
    fast = Fast()
    assert [line for line in _lines() if fast.cut(line) != reference().cut(line)] == []


@pytest.mark.parametrize("path", sorted(RAW.glob("*.txt")), ids=lambda path: path.name)
def test_both_give_the_same_overlapping_words_of_a_run(path: Path) -> None:
    runs = sorted(set(RUN.findall(path.read_text("utf-8-sig").lower())))
    assert [run for run in runs if Fast().cut_all(run) != reference().cut_all(run)] == []


def test_jieba_cuts_where_rjieba_is_not_installed() -> None:
    code = (
        "import sys, json; sys.modules['rjieba'] = None\n"
        "from flows.extract.terms import count_terms\n"
        "from flows.knowledge import tokens\n"
        "print(json.dumps([type(tokens.TOKENIZER).__name__, count_terms(sys.argv[1])]))"
    )
    text = "优化营商环境，发展移动互联网。"
    ran = [sys.executable, "-c", code, text]
    said = subprocess.run(ran, check=True, capture_output=True, text=True, env=os.environ, cwd=PHRASES.parents[2])
    assert json.loads(said.stdout) == ["Reference", count_terms(text)]
