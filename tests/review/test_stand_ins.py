"""What a clause does in place of what is asked: a battery over many fields, written before the program was run on it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import regex

from doc_checker.review.commitments import split_segments
from doc_checker.review.stand_ins import stands_in

CASES = tomllib.loads((Path(__file__).parent / "stand_ins.toml").read_text("utf-8"))
COUNTY = 2


def read(asked: str, clause: str) -> bool:
    parts = list(split_segments(clause))
    pairs = {asked[i : i + 2] for i in range(len(asked) - 1)}
    answer = max(parts, key=lambda part: sum(pair in part for pair in pairs))
    things = regex.findall("“([^”]+)”", asked) or [regex.sub("^.*(?:建成|建立|建设|新建|培育|创建|评选)", "", asked)]
    return stands_in(asked, things, answer, parts, COUNTY)


def test_stand_ins_are_told_from_the_act_itself() -> None:
    wrong = [
        (kind, asked, clause)
        for kind, own in CASES.items()
        for asked, clause in own
        if read(asked, clause) is not (kind == "only")
    ]
    assert not [each for each in wrong if each[0] == "does"], wrong
    assert len(wrong) <= 0.05 * sum(map(len, CASES.values())), wrong
