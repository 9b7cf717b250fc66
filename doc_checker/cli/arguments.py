"""What can be typed: commands, options and their Chinese help, on top of argparse.

argparse's own English never reaches the user: errors are translated here, and the help text is laid out here, because
argparse counts a Chinese character as one column.
"""

from __future__ import annotations

import argparse
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import NoReturn, cast

PROGRAM = "doc-checker"
_WIDTH = 96
_COLUMN = 26

Runner = Callable[[argparse.Namespace], int]


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
        lines = [f"用法：{self.prog} {self.usage}", "", *wrap(self.description or "", _WIDTH)]
        for title, actions in (("参数", positionals), ("选项", options)):
            if actions:
                lines += [
                    "",
                    f"{title}：",
                    *(line for action in actions for line in _entry(_left(action), action.help or "")),
                ]
        return "\n".join(lines) + "\n"


def _left(action: argparse.Action) -> str:
    metavar = action.metavar if isinstance(action.metavar, str) else ""
    return " ".join(part for part in (", ".join(action.option_strings), metavar) if part)


def _entry(left: str, text: str) -> list[str]:
    """An entry of a help list: name on the left, text in its column."""
    lines = wrap(text, _WIDTH - _COLUMN)
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


def _words(text: str) -> str:
    """Words typed in a locale that has no Chinese arrive as raw bytes: they are UTF-8."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"应为 0 到 1 之间的数（如 0.8），不能是“{text}”")
    return value


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 1 <= value <= 86_400:
        raise argparse.ArgumentTypeError(f"应为 1 到 86400 之间的秒数（如 300），不能是“{text}”")
    return value


def _workers(text: str) -> int | None:
    if text == "auto":
        return None
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= 256:
        raise argparse.ArgumentTypeError(f"应为 auto 或 1 到 256 之间的整数，不能是“{text}”")
    return int(text)


def _choice(*allowed: str) -> Callable[[str], str]:
    def convert(text: str) -> str:
        if text not in allowed:
            raise argparse.ArgumentTypeError(f"不能是“{text}”（可用：{'、'.join(allowed)}）")
        return text

    return convert


def _choices(*allowed: str) -> Callable[[str], list[str]]:
    one = _choice(*allowed)
    return lambda text: [one(part.strip()) for part in text.split(",")]


def _add_common(parser: Parser, data: bool = True) -> None:
    if data:
        parser.add_argument(
            "--lexicons", metavar="文件夹", type=Path, action="append", default=[], help="另加一个词库文件夹（可重复）"
        )
        parser.add_argument(
            "--patterns", metavar="文件夹", type=Path, action="append", default=[], help="另加一个模式文件夹（可重复）"
        )
    parser.add_argument("--debug", action="store_true", help="程序出错时显示详细的调用过程")
    parser.add_argument("-h", "--help", action="store_true", help="显示本说明")


def _add_reading(parser: Parser, isolated: bool = True) -> None:
    """How files are read; ``isolated``: each in a process that can be ended when its time is up."""
    parser.add_argument(
        "--ocr",
        metavar="方式",
        type=_choice("auto", "always", "never"),
        default="auto",
        help="扫描件的文字识别：auto（默认，只识别没有可用文字的页）、always（逐页识别）、never（不识别）；"
        "需要安装 doc-checker[ocr]",
    )
    if isolated:
        parser.add_argument(
            "--timeout",
            metavar="秒",
            type=_seconds,
            default=120.0,
            help="读取一份文件最多用多少秒，默认 120，超过即放弃该文件；页数多的扫描件可放宽",
        )


def _add_extract(parser: Parser) -> None:
    parser.add_argument("files", metavar="文件", nargs="+", help="要读取的公文；“-”表示标准输入")
    parser.add_argument(
        "--out", metavar="文件夹", type=Path, help="每份公文写成其中的“文件名.json”；文件夹不存在则新建"
    )
    parser.add_argument("--text", action="store_true", help="另附规范化的全文（字段 text，各处 span 都指向它）")
    _add_reading(parser)


def _add_view(parser: Parser) -> None:
    parser.add_argument("files", metavar="文件", nargs="+", help="要查看的公文（PDF 或图像）；“-”表示标准输入")
    parser.add_argument(
        "--out", metavar="文件夹", type=Path, required=True, help="每页写成其中的一张 PNG 图；文件夹不存在则新建"
    )
    _add_reading(parser, isolated=False)


def _add_indicators(parser: Parser) -> None:
    formats = ("table", "json", "csv", "xlsx")
    parser.add_argument("file", metavar="文件", help="含指标体系的通知，或经人工改过的体系文件；“-”表示标准输入")
    parser.add_argument("--system", metavar="名称", type=_words, help="只看名称含这些字的指标体系")
    parser.add_argument(
        "--format",
        metavar="格式",
        type=_choice(*formats),
        help="table（默认）、json、csv 或 xlsx；有 --out 时可由扩展名定",
    )
    parser.add_argument("--out", metavar="文件名", type=Path, help="写入文件，不在屏幕上显示")
    _add_reading(parser)


def _add_check(parser: Parser) -> None:
    formats = ("text", "json", "html", "xlsx")
    parser.add_argument(
        "plans",
        metavar="方案",
        nargs="+",
        help="要审查的方案；可以是文件夹或 zip 压缩包，其中每个文件各算一份；“-”表示标准输入",
    )
    parser.add_argument(
        "--against",
        metavar="通知",
        required=True,
        help="含指标体系的通知，或 indicators 写出、经人工改过的体系文件（json、xlsx）（必填）",
    )
    parser.add_argument(
        "--system",
        metavar="名称",
        type=_words,
        help="通知有几个指标体系时，用名称含这些字的一个；不写则取与方案最相合的，并说明理由",
    )
    parser.add_argument(
        "--format",
        metavar="格式",
        type=_choices(*formats),
        action="extend",
        help="text、json、html、xlsx，几种之间用逗号隔开；默认 text，有 --out 时默认 html",
    )
    parser.add_argument(
        "--join",
        action="store_true",
        help="所给文件合为一份方案（如方案和任务分工表.xlsx，或装有它们的文件夹、压缩包），其余文件作为附件",
    )
    parser.add_argument("--out", metavar="文件夹", type=Path, help="把报告写入这个文件夹；文件夹不存在则新建")
    parser.add_argument(
        "--fail-under", metavar="比例", type=_share, help="1 − 失分风险 ÷ 满分 低于这个数（0 到 1）时，退出码为 1"
    )
    parser.add_argument(
        "--decisions",
        metavar="认定文件",
        help="人工认定的结论（TOML），代替程序的结论；指标或所依据的方案原文后来改过的、过期的，只提示不采用",
    )
    parser.add_argument(
        "--write-decisions",
        metavar="文件名",
        type=Path,
        help="另写一份待填的认定文件，逐项列出程序的结论；已有的认定一并写入",
    )
    parser.add_argument("--explain", metavar="编号", type=_words, help="只说明一项指标的结论是怎样得出的，如 一.1")
    parser.add_argument(
        "--without", metavar="词库", type=_words, action="append", default=[], help="不用某个词库（词库文件名，可重复）"
    )
    _add_reading(parser)


def _add_diff(parser: Parser) -> None:
    formats = ("table", "json", "html")
    side = "版本：指标通知、indicators 写出的体系文件（json、xlsx），或任务分工表逐项重述指标的方案"
    parser.add_argument("old", metavar="旧版本", help=f"旧{side}；“-”表示标准输入")
    parser.add_argument("new", metavar="新版本", help=f"新{side}")
    parser.add_argument(
        "--old-system", metavar="名称", type=_words, help="旧文件有几个指标体系时，用名称含这些字的一个"
    )
    parser.add_argument(
        "--new-system", metavar="名称", type=_words, help="新文件有几个指标体系时，用名称含这些字的一个"
    )
    parser.add_argument(
        "--review", metavar="审查结果", help="按旧版本审查的结果（check --format json 写出），列出哪些结论受新版本影响"
    )
    parser.add_argument(
        "--format",
        metavar="格式",
        type=_choices(*formats),
        action="extend",
        help="table、json、html，几种之间用逗号隔开；默认 table，有 --out 时默认 html",
    )
    parser.add_argument("--out", metavar="文件夹", type=Path, help="把结果写入这个文件夹；文件夹不存在则新建")
    _add_reading(parser)


def _add_ingest(parser: Parser) -> None:
    parser.add_argument(
        "paths",
        metavar="路径",
        nargs="*",
        help="要入库的文件、文件夹（连同下级）、通配符，或 zip、tar 压缩包；“-”表示从标准输入读文件清单",
    )
    parser.add_argument(
        "--out", metavar="资料库", type=Path, required=True, help="资料库文件夹；不存在则新建，已有则续做（必填）"
    )
    parser.add_argument(
        "--list", metavar="清单", action="append", default=[], help="每行一个路径的文件清单，“-”表示标准输入（可重复）"
    )
    parser.add_argument(
        "--workers", metavar="个数", type=_workers, default=None, help="同时读取的进程数，默认 auto，即每个处理器核一个"
    )
    parser.add_argument("--retry", action="store_true", help="以前没有读成的文件再读一次")
    parser.add_argument("--reread", action="store_true", help="由程序或词库的其他版本读出的文件重读一次")
    parser.add_argument("--verify", action="store_true", help="先核对资料库中的每条记录，损坏的从来源重读")
    parser.add_argument("--json", action="store_true", help="结果汇总输出为 JSON")
    _add_reading(parser)


def _add_eval(parser: Parser) -> None:
    parser.add_argument("--gold", metavar="文件夹", type=Path, help="标准答案所在的文件夹；默认用 corpus/")
    parser.add_argument("--baseline", metavar="文件", type=Path, help="用来比较的基线；默认 corpus/baseline.json")
    parser.add_argument("--update-baseline", action="store_true", help="把这次的成绩写成新基线；不会调低")
    parser.add_argument("--allow-regression", action="store_true", help="允许 --update-baseline 调低基线")
    parser.add_argument(
        "--summary", dest="list_wrong", action="store_false", help="只列成绩，不逐条列出与标准答案不同的结果"
    )
    parser.add_argument("--format", metavar="格式", type=_choice("table", "json"), help="table（默认）或 json")


@dataclass(frozen=True)
class Command:
    """A command: what it does, in a line and in full; where its code is, loaded only when it runs."""

    usage: str
    summary: str
    description: str
    module: str
    add: Callable[[Parser], None]
    data: bool = True

    def load(self) -> Runner:
        """The function that runs the command."""
        return cast(Runner, import_module(f".{self.module}", __package__).run)


COMMANDS: dict[str, Command] = {
    "extract": Command(
        usage="[选项] 文件…",
        summary="读取公文，输出结构化记录（JSON）",
        description="读取公文的文号、标题、机关、日期、条款、任务、指标体系等。"
        "一份公文输出一个 JSON 对象，几份输出 JSON Lines，每行一份。",
        module="extract",
        add=_add_extract,
    ),
    "view": Command(
        usage="[选项] 文件… --out 文件夹",
        summary="在页面图像上框出读到的内容",
        description="逐页输出图像，用不同颜色的框标出文号、标题、主送机关、署名、日期、印章、表格和条款，便于核对出处。",
        module="view",
        add=_add_view,
    ),
    "indicators": Command(
        usage="[选项] 文件",
        summary="列出通知中的指标体系，并核对分值",
        description="列出通知中各指标体系的指标、分值、计分规则和要求，并核对各项分值之和与所印分值是否一致。",
        module="indicators",
        add=_add_indicators,
    ),
    "check": Command(
        usage="[选项] 方案… --against 通知",
        summary="审查方案：指标覆盖了哪些，责任落实到哪里",
        description="把方案与通知中的指标体系逐项对照：哪些指标覆盖、部分覆盖、未覆盖，依据哪一条款；哪些任务没有写明责任单位。",
        module="check",
        add=_add_check,
    ),
    "diff": Command(
        usage="[选项] 旧版本 新版本",
        summary="比较指标体系的两个版本",
        description="把两个版本的指标按内容逐项对应，列出改写、移动、新增、删去的指标，数量和分值的变化；"
        "有审查结果的，列出哪些结论受影响。",
        module="diff",
        add=_add_diff,
    ),
    "ingest": Command(
        usage="[选项] 路径… --out 资料库",
        summary="批量读取公文，存入资料库，可中断续做",
        description="读取文件夹、压缩包、文件清单中的全部公文，每份一条记录，存入资料库；没有读成的各有原因。"
        "中断后运行同一命令即可继续；已入库而未改动的文件不再读。",
        module="ingest",
        add=_add_ingest,
    ),
    "eval": Command(
        usage="[选项]",
        summary="用标准答案检验准确率",
        description="用人工标注的标准答案检验读取和审查的准确率，并与基线比较；低于基线时退出码为 1。",
        module="evaluate",
        add=_add_eval,
        data=False,
    ),
}


def build_parser(name: str) -> Parser:
    """The parser of one command."""
    command = COMMANDS[name]
    parser = Parser(name, command.usage, command.description)
    command.add(parser)
    _add_common(parser, command.data)
    return parser


def parse(name: str, words: Sequence[str]) -> argparse.Namespace | str:
    """A command's arguments, or its help text where that is asked for. Raises UsageProblem."""
    parser = build_parser(name)
    if _asks_for_help(words):
        return parser.format_help()
    return parser.parse_intermixed_args(list(words))


def _asks_for_help(words: Iterable[str]) -> bool:
    for word in words:
        if word == "--":
            return False
        if word in ("-h", "--help"):
            return True
    return False


def render_help() -> str:
    """The program's own help text."""
    lines = [f"用法：{PROGRAM} 命令 [选项] …", ""]
    lines += wrap("读取中文公文，审查工作方案覆盖了指标体系的哪些指标、任务的责任落实到哪些单位。", _WIDTH)
    lines += ["", "命令："]
    lines += [line for name, command in COMMANDS.items() for line in _entry(name, command.summary)]
    lines += ["", "选项："]
    lines += _entry("-h, --help", f"显示本说明；{PROGRAM} 命令 --help 显示各命令的说明")
    lines += _entry("--version", "显示版本")
    lines += ["", "退出码："]
    for code, text in (
        ("0", "完成"),
        ("1", "完成，但审查结果低于 --fail-under，或准确率低于基线"),
        ("2", "用法不对，或数据文件、输出位置有问题"),
        ("3", "有输入读不了（其余的照常完成）"),
    ):
        lines += _entry(code, text)
    lines += ["", "例：", f"  {PROGRAM} check 方案.txt --against 通知.txt --format html --out 报告"]
    return "\n".join(lines) + "\n"
