"""How usage is told, on top of argparse.

argparse's own English never reaches the user: errors are translated here, and the help text is laid out here, because
argparse counts a Chinese character as one column.
"""

from __future__ import annotations

import argparse
import re
import unicodedata
from typing import NoReturn

PROGRAM = "doc-checker"
WIDTH = 96
_COLUMN = 26


class UsageProblem(Exception):
    """Wrong usage: ``str()`` is one line that names the command, what is wrong and where help is."""

    def __init__(self, command: str, problem: str) -> None:
        super().__init__(command, problem)
        self.command = command
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.command}：{self.problem}；用法见 {self.command} --help"


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks Chinese and raises UsageProblem."""

    def __init__(self, command: str, usage: str, description: str) -> None:
        super().__init__(prog=f"{PROGRAM} {command}", usage=usage, description=description, add_help=False)
        # Set afterwards: the constructor's allow_abbrev would also forbid -h joined to others, which is not meant.
        self.allow_abbrev = False

    def error(self, message: str) -> NoReturn:
        """Wrong usage."""
        raise UsageProblem(self.prog, translate(message))

    def format_help(self) -> str:
        """Usage, what the command does, its arguments and options."""
        positionals = [action for action in self._actions if not action.option_strings]
        options = [action for action in self._actions if action.option_strings]
        lines = [f"用法：{self.prog} {self.usage}", "", *wrap(self.description or "", WIDTH)]
        for title, actions in (("参数", positionals), ("选项", options)):
            if actions:
                lines += [
                    "",
                    f"{title}：",
                    *(line for action in actions for line in entry(_left(action), action.help or "")),
                ]
        return "\n".join(lines) + "\n"


def _left(action: argparse.Action) -> str:
    metavar = action.metavar if isinstance(action.metavar, str) else ""
    return " ".join(part for part in (", ".join(action.option_strings), metavar) if part)


def entry(left: str, text: str) -> list[str]:
    """An entry of a help list: name on the left, text in its column."""
    lines = wrap(text, WIDTH - _COLUMN)
    head = f"  {left}"
    if columns(head) >= _COLUMN:
        return [head, *(" " * _COLUMN + line for line in lines)]
    return [head + " " * (_COLUMN - columns(head)) + lines[0], *(" " * _COLUMN + line for line in lines[1:])]


def columns(text: str) -> int:
    """Columns on a screen, a wide character counting two."""
    # Not text.display_width: its module loads pydantic, which takes longer than a help text may.
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def wrap(text: str, width: int) -> list[str]:
    """A text in lines of at most so many columns; Latin words stay whole, closing punctuation begins no line."""
    lines, line = [], ""
    for piece in re.findall(r"[!-~]+|\s+|.", text, re.DOTALL):
        if piece.isspace():
            piece = " " if line else ""
        if columns(line) + columns(piece) > width and piece not in "，。；：、）”》？":
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()]


_TRANSLATIONS: tuple[tuple[str, str], ...] = (
    (r"the following arguments are required: (.*)", "缺少参数 {0}"),
    (r"one of the arguments (.*) is required", "以下参数须给出一个：{0}"),
    (r"unrecognized arguments: (.*)", "无法识别的参数 {0}"),
    (r"expected one argument", "后面要有一个值"),
    (r"expected at most one argument", "后面最多有一个值"),
    (r"expected at least one argument", "后面至少要有一个值"),
    (r"expected (\d+) arguments?", "后面要有 {0} 个值"),
    (r"ignored explicit argument '?(.*?)'?", "不带值，不能写“{0}”"),
    (r"not allowed with argument (.*)", "不能与 {0} 同时使用"),
    (r"invalid choice: '?(.*?)'?(?:, maybe you meant .*)? \(choose from (.*)\)", "不能是“{0}”（可用：{1}）"),
    (r"invalid \S+ value: '?(.*?)'?", "“{0}”不是有效的值"),
    (r"ambiguous option: (\S+) could match (.*)", "选项 {0} 有歧义（{1}）"),
)


def translate(message: str) -> str:
    """A message of argparse in Chinese; one that is Chinese already stays, one that is unknown is quoted."""
    prefix = re.fullmatch(r"argument (.+?): (.*)", message, re.DOTALL)
    if prefix:
        return f"{prefix[1]} {translate(prefix[2])}"
    for pattern, chinese in _TRANSLATIONS:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            return chinese.format(*(group.replace("'", "") for group in found.groups()))
    return message if re.search(r"[\u4e00-\u9fff]", message) else f"参数有误（{message}）"
