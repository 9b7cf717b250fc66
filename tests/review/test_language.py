"""Concepts and words of a piece of text."""

from __future__ import annotations

import pytest

from doc_checker.data import default_data
from doc_checker.review.language import Analysis, analyser_for


def analyse(text: str) -> Analysis:
    return analyser_for(default_data()).analyse([text])[0]


@pytest.mark.parametrize(
    ("text", "sense", "term"),
    [
        ("成立工作专班", "action", "成立"),
        ("成立工作专班", "concept", "专班"),
        ("建立创建工作领导小组", "concept", "领导小组"),
        ("组织专题培训", "action", "培训"),
        ("签订承诺书", "action", "签订"),
        ("获得市级以上表彰", "level", "市级"),
    ],
)
def test_concepts_are_found(text: str, sense: str, term: str) -> None:
    assert term in {concept.term for concept in analyse(text).concepts_of(sense)}


def test_terms_over_word_borders_are_found_with_their_places() -> None:
    """信用承诺书 would be cut into words that are no term; the lexicon's forms are words of their own."""
    for text in ("印发工作专班工作规则", "全县养老服务工作领导小组会议"):
        for concept in analyse(text).concepts:
            assert text[concept.start : concept.end] == concept.text
        for word in analyse(text).words:
            assert text[word.start : word.end] == word.text
    assert "领导小组" in {concept.term for concept in analyse("全县养老服务工作领导小组会议").concepts}


def test_words_cover_the_text() -> None:
    text = "每季度至少召开1次会议，研究解决难点堵点问题。"
    assert "".join(word.text for word in analyse(text).words) == text


def test_several_texts_keep_their_order() -> None:
    texts = ["成立专班", "", "开展培训"]
    assert [each.text for each in analyser_for(default_data()).analyse(texts)] == texts


def test_the_analyser_of_a_data_set_is_made_once() -> None:
    assert analyser_for(default_data()) is analyser_for(default_data())


@pytest.mark.parametrize(
    ("text", "term", "place"),
    [
        ("对查出的问题改一个销一个", "整改", "销一"),
        ("入河排污口一口一档", "台账", "一档"),
        ("县财政拿出二百万元", "投入", "万元"),
        ("到外县取经", "调研", "取经"),
    ],
)
def test_forms_in_two_pieces_are_found(text: str, term: str, place: str) -> None:
    assert (term, place) in {(concept.term, concept.text) for concept in analyse(text).concepts_of("action")}


@pytest.mark.parametrize(
    "text",
    ["改一处线路，报一处台账", "拿出一份材料，涉及资金二百万元", "拿出方案以后，由有关单位研究确定，共二百万元"],
)
def test_pieces_of_two_parts_are_no_form(text: str) -> None:
    assert not any(concept.loose for concept in analyse(text).concepts if concept.sense != "told")


def test_words_inside_a_form_that_is_no_word_are_found_too() -> None:
    acts = {concept.term for concept in analyse("问题办结销号").concepts_of("action")}
    assert {"调度", "整改"} <= acts
