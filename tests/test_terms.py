"""terms: counted with rjieba, which is jieba's dictionary at twenty times the speed."""

import re
from collections import Counter
from pathlib import Path

import jieba
import pytest

from flows.clean import clean
from flows.extract.terms import count_terms

RAW = Path(__file__).parents[1] / "raw"
HAN = re.compile("[一-鿿]{2,}")


def test_terms_are_words_of_meaning() -> None:
    text = "加快推进移动互联网基础设施建设，到2020年，移动互联网用户达到98%。"
    assert count_terms(text) == {"移动": 2, "互联网": 2, "基础设施": 1, "建设": 1, "用户": 1, "达到": 1}


@pytest.mark.parametrize("path", sorted(RAW.glob("*.txt")), ids=lambda path: path.name)
def test_rjieba_gives_the_same_chinese_words_as_jieba(path: Path) -> None:
    import rjieba

    jieba.setLogLevel(60)
    for line in clean(path.read_bytes().decode("utf-8-sig")).text.split("\n"):
        ours = Counter(word for word in rjieba.cut(line, False) if HAN.fullmatch(word))
        theirs = Counter(word for word in jieba.cut(line, HMM=False) if HAN.fullmatch(word))
        assert ours == theirs
