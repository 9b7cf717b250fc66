"""A plan's file with one clause said otherwise, read and reviewed anew.

The alterations are ways in which a Chinese official writes that a thing will not be done, is done already, comes later, is only
explored or is another body's work. Each keeps the clause's label, its heading and the bracket that names its units, and says every
sentence of its body anew; what a reader makes of the result follows from the alteration, not from the program.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from doc_checker.data import default_data
from doc_checker.extract import extract_record
from doc_checker.model import Clause, IndicatorVerdict, Record, Review
from doc_checker.readers import read_bytes
from doc_checker.review import choose_system, review_plan

CORPUS = Path(__file__).resolve().parent.parent.parent / "corpus"
Alteration = Callable[[str], str]


@dataclass(frozen=True)
class Pair:
    """A plan, the notice that it is held against, and the file of the annotators' verdicts."""

    plan: str
    notice: str
    gold: str


PAIRS = {
    "laiwu": Pair("laiwuqujiaozi-2024-19", "lujiaofahan-2023-05", "coverage/laiwu-2024-19--county-2023.json"),
    "zaozhuang": Pair("zaojiaobianzi-2021-18", "lujiaofahan-2023-05", "coverage/zaozhuang-2021-18--city-2023.json"),
    **{
        name: Pair(plan, notice, f"written/coverage/{plan}--{notice}.json")
        for name, plan, notice in (
            ("yanxi", "yanxi-2025-19", "yanglao-2025-07"),
            ("tongdu", "tongdu-2025-14", "yanglao-2025-07"),
            ("yuanbo", "yuanbo-2025-03", "yingshang-2025-12"),
            ("cenlan", "cenlan-2025-08", "yingshang-2025-12"),
            ("wangxi", "wangxi-2025-12", "wenming-2025-03"),
            ("huaizhu", "huaizhu-2025-09", "jiaoyu-2025-21"),
        )
    },
}


@dataclass(frozen=True)
class Case:
    """An indicator that the annotators hold covered by this one clause, and the program too."""

    pair: str
    indicator: str
    clause: str

    def __str__(self) -> str:
        return f"{self.pair}-{self.indicator}-{self.clause}"


# --- reading


@lru_cache(maxsize=256)
def read_text(text: str) -> Record:
    """The record of a plan's or a notice's text."""
    return extract_record(read_bytes(text.encode(), "方案.txt"), default_data(), with_text=True)


@lru_cache(maxsize=16)
def read_named(name: str) -> Record:
    """The record of a file of the corpus."""
    folders = [CORPUS / "notices" / name, CORPUS / "written" / name]
    path = next(folder / f"{name}.txt" for folder in folders if folder.is_dir())
    return read_text(path.read_text("utf-8"))


def text_of(record: Record) -> str:
    """The record's normalised text."""
    assert record.text is not None
    return record.text


@lru_cache(maxsize=512)
def review_text(pair: str, text: str) -> Review:
    """The review of an altered text of a pair's plan, against the system of the annotators' choice."""
    notice, plan = read_named(PAIRS[pair].notice), read_text(text)
    system, because = choose_system(plan, notice, str(gold(pair)["system"]), default_data())
    return review_plan(plan, notice, system, because, default_data())


@lru_cache(maxsize=8)
def control(pair: str) -> Review:
    """The review of the plan as it is."""
    return review_text(pair, text_of(plan_of(pair)))


@lru_cache(maxsize=8)
def plan_of(pair: str) -> Record:
    """A pair's plan, read from its normalised text: spans are then offsets into the text that is altered."""
    return read_text(text_of(read_named(PAIRS[pair].plan)))


@lru_cache(maxsize=8)
def gold(pair: str) -> dict[str, object]:
    """The annotators' file of a pair."""
    found: dict[str, object] = json.loads((CORPUS / PAIRS[pair].gold).read_text("utf-8"))
    return found


def verdicts(found: Review) -> dict[str, IndicatorVerdict]:
    """Verdicts by the indicator's id."""
    return {each.id: each for each in found.indicators}


def statuses(found: Review) -> dict[str, str]:
    """Statuses by the indicator's id."""
    return {each.id: each.status for each in found.indicators}


def clause_of(pair: str, identifier: str) -> Clause:
    """A clause of a pair's plan."""
    return next(clause for clause in plan_of(pair).walk_clauses() if clause.id == identifier)


@lru_cache(maxsize=1)
def cases() -> tuple[Case, ...]:
    """Indicators covered by one clause alone: so annotated, and so judged."""
    found = []
    for pair in PAIRS:
        judged = verdicts(control(pair))
        for identifier, entry in gold(pair)["coverage"].items():  # type: ignore[attr-defined]
            if entry["status"] != "covered" or len(entry["evidence"]) != 1 or identifier not in judged:
                continue
            clause = entry["evidence"][0]
            if clause == "标题" or judged[identifier].status != "covered":
                continue
            if {evidence for each in judged[identifier].requirements for evidence in each.evidence} == {clause}:
                found.append(Case(pair, identifier, clause))
    return tuple(found)


# --- altering

_LABEL = re.compile(r"^\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、．.]|第[一二三四五六七八九十\d]+[条章节])\s*")
_DUTY = re.compile(r"\s*[（(【][^（()）】]{0,40}?(?:牵头|责任|负责|配合)[^）)】]{0,200}[）)】][。；]?\s*$")
_NOTE = re.compile(r"[（(][^（()）]*(?:[（(][^（()）]*[)）][^（()）]*)*[)）]\s*$")
_SENTENCE = re.compile(r"(?:“[^”]*”|（[^）]*）|《[^》]*》|[^。；！？])+[。；！？]?")
_UNIT_CELL = re.compile(r"[县市区省][一-龥]{1,8}局(?:[、 ]|$)")
_NO_PREDICATE = re.compile(r"年内|全年|每[年月季周]|领导小组|市级依|低保|[一-龥]{2,6}(?:单位|部门)")
_COMMA = re.compile(r"[，,](?![^“”]*”)(?![^（）]*）)")


@dataclass(frozen=True)
class Parts:
    """A clause's own text in the order of print: label, heading sentence, sentences of the body, the bracket of units."""

    label: str
    heading: str
    sentences: tuple[str, ...]
    duty: str

    def with_sentences(self, sentences: Iterable[str]) -> str:
        """The clause's text with another body."""
        return self.label + self.heading + "".join(sentences) + self.duty


def parts_of(clause: Clause, text: str) -> Parts:
    """A clause's printed text taken apart; notes in brackets at the end of the body are left out."""
    label = _LABEL.match(text)
    start = label.end() if label else 0
    duty = _DUTY.search(text, start)
    cells = text.find("\t", start)  # the following cells of a table's row name units and dates
    end = min(duty.start() if duty else len(text), cells if cells >= 0 else len(text))
    body, heading = text[start:end], ""
    name = clause.heading or ""
    if name and body.startswith(name) and body[len(name) :].strip(" 。\n"):
        size = len(name) + len(body[len(name) :]) - len(body[len(name) :].lstrip(" 。\n：:"))
        heading, body = body[:size], body[size:]
    body = _NOTE.sub("", body.strip())
    found = [each.group().strip() for each in _SENTENCE.finditer(body) if each.group().strip("。； \n")]
    units = [
        each for each in found[1:] if _UNIT_CELL.match(each)
    ]  # cells of a table's row that stand on the text's line
    sentences = tuple(each for each in found if each not in units)
    end = start + len(heading) + text[start + len(heading) :].find(units[0]) if units else end
    return Parts(text[start - len(label.group()) if label else 0 : start], heading, sentences, text[end:])


def each_sentence(alteration: Alteration) -> Callable[[Parts], str]:
    """An alteration of every sentence of the body."""
    return lambda parts: parts.with_sentences(alteration(sentence.rstrip("。；！？")) for sentence in parts.sentences)


def opens_with_verb(case: Case) -> bool:
    """Whether every sentence of the clause's body can stand behind 暂不, 探索 or 省厅将."""
    start, end = own_span(case.pair, case.clause)
    parts = parts_of(clause_of(case.pair, case.clause), text_of(plan_of(case.pair))[start:end])
    return bool(parts.sentences) and not any(_NO_PREDICATE.match(sentence) for sentence in parts.sentences)


_OWN_AGAIN = re.compile(r"[，；](?:积极|主动)?(?:参加|参与|配合|争取)|[，；](?:积极|主动)")


def goes_on_by_itself(case: Case) -> bool:
    """Whether a later part would be the owner's own again behind 省厅将: 省厅将组织培训，参加培训，积极争取…: who does that is a guess."""
    start, end = own_span(case.pair, case.clause)
    parts = parts_of(clause_of(case.pair, case.clause), text_of(plan_of(case.pair))[start:end])
    return any(_OWN_AGAIN.search(sentence) for sentence in parts.sentences)


def joined(sentence: str) -> str:
    """A sentence without its commas (one act, not several in a row)."""
    return _COMMA.sub("、", sentence)


def altered_text(pair: str, changes: dict[str, Callable[[Parts], str]]) -> str:
    """The plan's text with the named clauses changed."""
    text = text_of(plan_of(pair))
    places = []
    for identifier, change in changes.items():
        clause = clause_of(pair, identifier)
        assert clause.span is not None
        start, end = own_span(pair, identifier)
        places.append((start, end, change(parts_of(clause, text[start:end]))))
    for start, end, by in sorted(places, reverse=True):
        text = text[:start] + by + text[end:]
    return text


def own_span(pair: str, identifier: str) -> tuple[int, int]:
    """Where a clause's own text stands, up to the first clause below it."""
    clause = clause_of(pair, identifier)
    assert clause.span is not None
    below = [child.span.start for child in clause.children if child.span is not None]
    text = text_of(plan_of(pair))[clause.span.start : min([clause.span.end, *below])]
    return clause.span.start, clause.span.start + len(text.rstrip())


def judged(case: Case, change: Callable[[Parts], str]) -> IndicatorVerdict:
    """The indicator's verdict after its clause was changed."""
    return verdicts(review_text(case.pair, altered_text(case.pair, {case.clause: change})))[case.indicator]


def together(pair: str, chosen: Sequence[Case], change: Callable[[Parts], str]) -> dict[str, IndicatorVerdict]:
    """The verdicts of several indicators after all their clauses were changed in the same way: one review instead of many."""
    text = altered_text(pair, {case.clause: change for case in chosen})
    return verdicts(review_text(pair, text))


# --- ways of saying it otherwise

NEGATED: dict[str, Alteration] = {
    "本年度暂不": lambda s: f"本年度暂不{joined(s)}。",
    "今年不再": lambda s: f"因条件所限，今年不再{joined(s)}。",
    "不作安排": lambda s: f"{joined(s)}等工作，本年度不作安排。",
    "尚未列入": lambda s: f"{joined(s)}尚未列入今年工作计划。",
    "不计划": lambda s: f"本年度不计划{joined(s)}。",
    "没有安排": lambda s: f"今年没有安排{joined(s)}。",
    "取消": lambda s: f"取消{joined(s)}的安排。",
    "无需": lambda s: f"根据机构改革要求，今年无需{joined(s)}。",
}


def aimless(sentence: str) -> str:
    """A sentence without its time limit and its aim, which would contradict a past time (近年来，年底前…)."""
    return re.sub(r"(?:今?年|\d{1,2}月)底前，?|年内，?|力争|确保|不少于|不低于", "", sentence)


PAST: dict[str, Alteration] = {
    "已于去年完成": lambda s: f"已于去年完成{joined(s)}。",
    "去年我局已": lambda s: f"去年，我局已{s}。",
    "已经完成": lambda s: f"{joined(s)}的工作已经完成。",
    "近年来": lambda s: f"近年来，{aimless(s)}，取得了明显成效。",
    "上年度": lambda s: f"上年度{s}，有力推动了各项工作。",
    "截至目前": lambda s: f"截至目前，{aimless(s)}。",
}
POSTPONED: dict[str, Alteration] = {
    "待…后再": lambda s: f"待上级出台细则后再{s}。",
    "推迟到明年": lambda s: f"{joined(s)}推迟到明年实施。",
    "另行安排": lambda s: f"{joined(s)}，待条件成熟后另行安排。",
    "明年起": lambda s: f"明年起，{s}。",
    "择期": lambda s: f"择期{joined(s)}。",
    "列入明年": lambda s: f"将{joined(s)}列入明年工作计划。",
}
WEAK: dict[str, Alteration] = {
    "探索": lambda s: f"探索{joined(s)}。",
    "积极探索": lambda s: f"结合实际，积极探索{joined(s)}。",
    "鼓励": lambda s: f"鼓励各单位{joined(s)}。",
    "视情": lambda s: f"视情{joined(s)}。",
    "有条件的": lambda s: f"有条件的单位可{joined(s)}。",
    "研究可行性": lambda s: f"研究{joined(s)}的可行性。",
}
OTHERS: dict[str, Alteration] = {
    "省厅将": lambda s: f"省厅将{s}。",
    "省级主管部门统一": lambda s: f"省级主管部门统一{joined(s)}。",
    "由省厅负责": lambda s: f"由省厅负责{joined(s)}。",
    "由省厅组织实施": lambda s: f"{joined(s)}由省厅统一组织实施。",
    "上级部门将": lambda s: f"上级部门将{joined(s)}。",
    "国家部委将": lambda s: f"国家有关部委将{joined(s)}。",
}
FIRM: dict[str, Alteration] = {
    "要切实": lambda s: f"要切实{s}。",
    "今年将": lambda s: f"今年将{s}。",
    "继续": lambda s: f"继续{s}。",
    "在已有基础上": lambda s: f"在去年已取得成效的基础上，{s}。",
    "按省厅部署": lambda s: f"按照省厅统一部署，{s}。",
    "依据已印发": lambda s: f"依据已印发的有关文件，{s}。",
    "不断": lambda s: f"不断加大工作力度，{s}。",
    "去年…今年": lambda s: f"去年，我们建立了工作台账，今年要{s}。",
    "不再收取": lambda s: f"{s}，不再向企业收取任何费用。",
}
"""Ways of saying it that change nothing."""
