"""Markdown as converters and people write it: tables of every notation, what is not shown, encodings of text files."""

from __future__ import annotations

import pytest

from doc_checker.readers.sniffing import sniff

from .building import grid_of, lines_of, read

HEAD = "# 关于开展整治的通知\n\n各单位：\n\n"


def cells(text: str) -> set[tuple[int, int, int, int, str]]:
    document = read(text.encode())
    (block,) = document.tables
    return grid_of(document, block)


def test_a_table_without_outer_bars() -> None:
    text = HEAD + "考核项目 | 分值\n--- | ---:\n组织领导 | 5\n经费保障 | 10\n\n特此通知。\n"
    rows = [("考核项目", "分值"), ("组织领导", "5"), ("经费保障", "10")]
    assert cells(text) == {(r, c, 1, 1, value) for r, row in enumerate(rows) for c, value in enumerate(row)}
    assert lines_of(read(text.encode()))[-1] == "特此通知。"


def test_bars_inside_cells() -> None:
    assert cells(HEAD + "| 项目 | 标准 |\n|:---|---:|\n| 甲\\|乙 | `丙\\|丁` |\n") == {
        (0, 0, 1, 1, "项目"),
        (0, 1, 1, 1, "标准"),
        (1, 0, 1, 1, "甲|乙"),
        (1, 1, 1, 1, "丙|丁"),
    }


@pytest.mark.parametrize("head", [HEAD, "关于开展整治的通知\n\n各单位：\n\n"])
@pytest.mark.parametrize("newline", ["", "\n"])
def test_a_table_in_html(head: str, newline: str) -> None:
    """As programs that read pages by OCR write it, also without any other mark of Markdown."""
    table = newline.join(
        [
            "<table>",
            "<tr>",
            '<td rowspan="2">组织领导</td>',
            "<td>标准</td>",
            "</tr>",
            "<tr>",
            "<td>得5分</td>",
            "</tr>",
            "</table>",
        ]
    )
    text = f"{head}{table}\n\n特此通知。\n"
    assert sniff(text.encode(), "a") == "md"
    assert cells(text) == {(0, 0, 2, 1, "组织领导"), (0, 1, 1, 1, "标准"), (1, 1, 1, 1, "得5分")}
    assert lines_of(read(text.encode()))[-1] == "特此通知。"


def test_what_is_not_shown() -> None:
    text = (
        "---\ntitle: 通知\ndate: 2025-01-01\n---\n\n"
        + HEAD
        + "<!-- 内部\n批注 -->\n## 一、要求\n\n按[办法][1]执行[^1]，"
        "不少于&nbsp;5&nbsp;次，占比&lt;10%。\n\n[1]: https://example.org/a\n[^1]: 见附件。\n"
    )
    assert lines_of(read(text.encode())) == [
        "关于开展整治的通知",
        "各单位：",
        "一、要求",
        "按办法执行，不少于 5 次，占比<10%。",
        "1 见附件。",
    ]


def test_a_comment_that_never_ends_hides_nothing() -> None:
    assert lines_of(read((HEAD + "一、要求 <!-- 正文继续。\n").encode()))[-1] == "一、要求 <!-- 正文继续。"


def test_underlined_headings() -> None:
    text = "关于开展整治的通知\n===\n\n一、总体要求\n---\n\n全面完成。\n\n**（一）目标。**到年底完成。\n"
    assert lines_of(read(text.encode())) == [
        "关于开展整治的通知",
        "一、总体要求",
        "全面完成。",
        "（一）目标。到年底完成。",
    ]


PLAIN = ["关于开展整治的通知", "各单位：", "一、总体要求", "全面完成。"]


@pytest.mark.parametrize(
    "payload",
    [
        "\r".join(PLAIN).encode(),
        "\u2028".join(PLAIN).encode(),
        "\x85".join(PLAIN).encode(),
        "\n".join(PLAIN).encode() + b"\x1a",
        "\n".join(PLAIN).encode("utf-16-be"),
        "\n".join(PLAIN).encode("utf-32-le"),
        "\r\n".join(PLAIN).encode("gb18030"),
        b"\xef\xbb\xbf\xef\xbb\xbf" + "\n".join(PLAIN).encode(),
    ],
    ids=["CR", "LS", "NEL", "SUB", "UTF-16", "UTF-32", "GB18030", "two BOMs"],
)
def test_text_files_of_old_and_odd_programs(payload: bytes) -> None:
    assert lines_of(read(payload)) == PLAIN
