"""Usage: Chinese everywhere, one line for each error, exit code 2."""

import argparse
import re

import pytest

from doc_checker import __version__, cli
from doc_checker.cli.arguments import COMMANDS, build_parser
from doc_checker.cli.usage import UsageProblem, columns, translate, wrap

ENGLISH = re.compile(
    r"\b(usage|error|argument|option|expected|invalid|required|show|help message|positional)s?\b", re.I
)


def without_names(text: str) -> str:
    """A help text or error without the names of options, which are English by contract."""
    return re.sub(r"--?[a-z][a-z-]*", "", text)


@pytest.mark.parametrize("words", [["--help"], ["-h"], *([name, "--help"] for name in COMMANDS)])
def test_help_is_chinese_and_fits_the_screen(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(words) == 0
    out = capsys.readouterr().out
    assert out.startswith("用法：doc-checker")
    assert not ENGLISH.search(without_names(out))
    assert all(columns(line) <= 100 for line in out.splitlines())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_has_a_help_text(name: str) -> None:
    parser = build_parser(name)
    text = parser.format_help()
    for action in parser._actions:
        assert action.help and action.help != argparse.SUPPRESS
        for option in action.option_strings:
            assert option in text


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == f"doc-checker {__version__}\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "缺少命令"),
        (["bogus"], "没有命令“bogus”"),
        (["--bogus"], "不能有选项“--bogus”"),
        (["check"], "缺少参数"),
        (["check", "a"], "缺少参数 --against"),
        (["check", "a", "--against"], "--against 后面要有一个值"),
        (["check", "a", "--against", "b", "--nope"], "无法识别的参数 --nope"),
        (["check", "a", "--against", "b", "--fail-under", "80"], "应为 0 到 1 之间的数"),
        (["check", "a", "--against", "b", "--fail-under", "nan"], "应为 0 到 1 之间的数"),
        (["check", "a", "--against", "b", "--fail-under", "x"], "应为 0 到 1 之间的数"),
        (["check", "a", "--against", "b", "--format", "pdf"], "不能是“pdf”（可用：text、json、html、xlsx）"),
        (["check", "a", "--against", "b", "--format", "json,pdf"], "不能是“pdf”"),
        (["check", "a", "--against", "b", "--form", "json"], "无法识别的参数 --form"),
        (["extract"], "缺少参数 文件"),
        (["extract", "a", "--text=1"], "--text 不带值，不能写“1”"),
        (["extract", "a", "--out"], "--out 后面要有一个值"),
        (["indicators", "a", "b"], "无法识别的参数 b"),
        (["indicators", "a", "--format", "html"], "不能是“html”"),
        (["eval", "x"], "无法识别的参数 x"),
        (["extract", "-", "-"], "“-”只能用一次"),
        (["check", "-", "--against", "-"], "“-”只能用一次"),
        (["check", "a", "--against", "b", "--format", "json,html"], "请用 --out 指定文件夹"),
        (["check", "a", "c", "--against", "b", "--format", "html"], "请用 --out 指定文件夹"),
        (["check", "a", "--against", "b", "--explain", "一.1", "--format", "json"], "只在屏幕上用文字说明"),
        (["extract", "a", "--lexicons", "/nonexistent"], "词库或模式文件夹不存在"),
        (["check", "a", "--against", "b", "--without", "nope"], "没有名为“nope”的词库"),
    ],
)
def test_wrong_usage_is_one_chinese_line(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(words) == 2
    streams = capsys.readouterr()
    assert streams.out == ""
    assert said in streams.err
    assert streams.err.count("\n") == 1 and streams.err.endswith("\n")
    assert not ENGLISH.search(without_names(streams.err))


@pytest.mark.parametrize(
    ("message", "chinese"),
    [
        ("argument --x: expected at least one argument", "--x 后面至少要有一个值"),
        ("argument --x: expected 2 arguments", "--x 后面要有 2 个值"),
        ("argument --x: not allowed with argument --y", "--x 不能与 --y 同时使用"),
        ("argument c: invalid choice: 'x' (choose from 'a', 'b')", "c 不能是“x”（可用：a, b）"),
        ("argument c: invalid choice: 'x', maybe you meant 'a'? (choose from a, b)", "c 不能是“x”（可用：a, b）"),
        ("argument -n: invalid int value: 'x'", "-n “x”不是有效的值"),
        ("one of the arguments -a -b is required", "以下参数须给出一个：-a -b"),
        ("something new", "参数有误（something new）"),
        ("缺少词库", "缺少词库"),
    ],
)
def test_messages_of_argparse_are_translated(message: str, chinese: str) -> None:
    assert translate(message) == chinese


def test_options_may_stand_between_plans() -> None:
    from doc_checker.cli.arguments import parse

    parsed = parse("check", ["a", "--against", "n", "b", "--format", "json,html", "--format", "html"])
    assert isinstance(parsed, argparse.Namespace)
    assert parsed.plans == ["a", "b"]
    assert parsed.format == ["json", "html", "html"]


def test_a_problem_is_told_with_the_way_to_help() -> None:
    assert str(UsageProblem("doc-checker check", "缺少参数 方案")).endswith("用法见 doc-checker check --help")


def test_wrapping_keeps_words_and_closing_punctuation_together() -> None:
    assert wrap("一二三，abcdef", 6) == ["一二三，", "abcdef"]
    assert wrap("", 10) == [""]
    assert "".join(wrap("一二三四五六七八九十" * 3, 10)) == "一二三四五六七八九十" * 3
