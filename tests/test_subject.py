"""The subject of a document: the State Council's class that its title, headings and words tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from flows.extract.subject import subject_of
from flows.extract.terms import count_terms
from flows.knowledge import facts
from flows.tables import table
from tests.building import document

TITLES = yaml.safe_load((Path(__file__).parent / "gold" / "subjects.yml").read_text("utf-8"))


def subject(title: str | None, text: str = "", issuers: tuple[str, ...] = ()) -> str | None:
    """What a document of that title and text is about."""
    return subject_of(replace(document(text), title=title, issuers=issuers), [count_terms(text)])


def told(each: Mapping[str, str | None]) -> str | None:
    """What the title and the body that issues it tell."""
    return subject(each["title"], issuers=(each["issuer"],) if each.get("issuer") else ())  # type: ignore[arg-type]


def test_titles_tell_the_class_that_a_reader_gives() -> None:
    wrong = [each["title"] for each in TITLES if told(each) != each["subject"]]
    assert len(wrong) <= 0.05 * len(TITLES), wrong


def test_the_list_is_the_state_councils_and_no_word_tells_two_classes() -> None:
    given = facts("subjects.yml")["classes"]
    assert len(given) == 22
    assert list(given) == list(table("documents")["subject"].enum or ())
    words = [word for lists in given.values() for name in ("words", "general") for word in lists.get(name, ())]
    assert len(words) == len(set(words))


def test_bodies_are_of_functions_that_there_are_and_of_one_class() -> None:
    bodies = [body for lists in facts("subjects.yml")["classes"].values() for body in lists.get("bodies", ())]
    assert len(bodies) == len(set(bodies))
    assert set(bodies) <= set(facts("agencies.yml")["functions"])


def test_a_department_tells_its_field_where_the_title_names_none() -> None:
    assert subject("优化营商环境若干措施", issuers=("岳阳市水利局",)) == "农业、林业、水利"
    assert subject("优化营商环境若干措施", issuers=("岳阳市发展和改革委员会",)) == "综合政务"
    assert subject("政务公开工作要点", issuers=("岳阳市水利局",)) == "综合政务"


def test_a_word_among_few_says_little() -> None:
    assert subject("优化营商环境行动方案", "一、劳动就业。\n提升服务水平。\n") == "综合政务"


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("若干措施", "一、发展种业。\n支持农民种植水稻，建设高标准农田。\n", "农业、林业、水利"),  # only the text tells
        ("邵阳市教育局2023年政务公开工作要点", "", "综合政务"),  # a body's work is not its document's subject
        ("株洲市人民政府办公室关于做好年度审计整改工作的通知", "", "财政、金融、审计"),  # 民政 is not in 人民政府
        ("养老服务和学前教育发展办法", "", None),  # two are as good
        ("关于做好有关工作的通知", "请认真贯彻执行。", None),  # nothing tells
        (None, "", None),
    ],
)
def test_a_subject_follows_from_all_words_or_is_none(title: str | None, text: str, expected: str | None) -> None:
    assert subject(title, text) == expected
