"""Text layers that are fit and unfit to be read."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from doc_checker.readers import garbage

CORPUS = Path(__file__).resolve().parents[2] / "corpus" / "notices"
PROSE = (
    "各县（市、区）人民政府，市政府各部门：为进一步加强城市供水管理，保障用水安全，根据《城市供水条例》有关规定，经市政府同意，"
    "现就做好今年夏季高峰供水工作通知如下。一、提高思想认识，落实工作责任。各级各部门要把供水保障作为重要民生工程来抓，"
    "定期研究解决突出问题。二、加强设施维护，每季度至少开展1次管网检查，发现隐患及时处置。"
)


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*/*.txt")), ids=lambda path: path.stem)
def test_real_notices_are_no_garbage(path: Path) -> None:
    text = path.read_text("utf-8")
    for start in range(0, len(text), 500):
        assert garbage.find_garbage(text[start : start + 500]) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "— 3 —",
        "Annual report of the commission, 2023. All rights reserved by the publisher.",
        "序号 单位 数量 1 A 20.5 2 B 30.1 3 C 41.7 合计 92.3",
        "人員名單：陳大文、黃小明、張國榮、劉德華、鄭伊健、鐘鎮濤、關之琳、譚詠麟、葉蘊儀、羅嘉良",
        "专班由亓瑾、郜喆、璩旻昊、逄晟、綦昕等同志组成，负责日常协调和督促检查，重大事项报领导小组研究决定。",
    ],
)
def test_short_foreign_and_rare_texts_are_no_garbage(text: str) -> None:
    assert garbage.find_garbage(text) is None


@pytest.mark.parametrize(
    "broken",
    [
        PROSE.encode().decode("latin-1"),
        PROSE.encode("gbk").decode("latin-1"),
        PROSE.encode().decode("gb18030", "replace"),
        PROSE.encode("gbk").decode("utf-8", "replace"),
        PROSE.encode("gbk").decode("big5", "replace"),
        "".join(chr(0xE000 + ord(char) % 4000) for char in PROSE),
        "".join(chr(ord(char) + 29) if "\u4e00" <= char <= "\u9f00" else char for char in PROSE),
        "".join(chr(33 + ord(char) % 90) for char in PROSE),
        "锟斤拷" * 30,
    ],
    ids=["utf8-latin1", "gbk-latin1", "utf8-gbk", "gbk-utf8", "gbk-big5", "private", "shifted", "glyphs", "lost"],
)
def test_broken_encodings_are_found(broken: str) -> None:
    reason = garbage.find_garbage(broken)
    assert reason is not None
    assert reason.startswith("文字层")


def test_poor_ocr_with_stray_signs_is_found() -> None:
    chance = random.Random(4)
    broken = "".join(char if chance.random() > 0.35 else chance.choice("ilI|;'`~^_") for char in PROSE)
    assert garbage.find_garbage(broken) is not None


def test_likeness_tells_a_poor_ocr_from_a_good_one() -> None:
    chance = random.Random(5)
    common = "的一了人口目日土士工己已未末大太犬木本"
    poor = "".join(char if chance.random() > 0.2 else chance.choice(common) for char in PROSE)
    good = PROSE.replace("，", ",").replace("供水", "供永", 1)
    assert garbage.likeness(good, PROSE) >= garbage.MIN_LIKENESS
    assert garbage.likeness(poor, PROSE) < garbage.MIN_LIKENESS
    assert garbage.likeness("", "") == 1.0


def test_much_ink_without_characters() -> None:
    assert garbage.is_too_short("扫描件 12", ink=9_000.0)
    assert not garbage.is_too_short(PROSE, ink=len(PROSE) * 45.0 * 0.4)
    assert not garbage.is_too_short("", ink=200.0)
