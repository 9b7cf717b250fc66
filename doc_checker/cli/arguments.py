"""What can be typed: commands, options and their Chinese help."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import cast

from .usage import PROGRAM, WIDTH, Parser, entry, wrap

# Those of store.STATES, which is not imported here: --help stays quick.
_STATES = ("ok", "partial", "duplicate", "unreadable", "encrypted", "unsupported", "too-large", "timeout", "crashed")

Runner = Callable[[argparse.Namespace], int]


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


def _year(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 1900 <= int(text) <= 2100:
        raise argparse.ArgumentTypeError(f"应为四位年份（如 2023），不能是“{text}”")
    return int(text)


def _limit(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise argparse.ArgumentTypeError(f"应为 0 或正整数，不能是“{text}”")
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
    parser.add_argument(
        "--engine",
        metavar="方式",
        type=_choice("processes", "ray"),
        help="processes（默认，本机的进程）或 ray（Ray 集群，需安装 doc-checker[cluster]）",
    )
    parser.add_argument(
        "--address", metavar="地址", help="Ray 集群的地址，如 auto 或 ray://主机:10001；不给则在本机启动一个 Ray"
    )
    parser.add_argument("--retry", action="store_true", help="以前没有读成的文件再读一次")
    parser.add_argument("--reread", action="store_true", help="由程序或词库的其他版本读出的文件重读一次")
    parser.add_argument("--verify", action="store_true", help="先核对资料库中的每条记录，损坏的从来源重读")
    parser.add_argument("--json", action="store_true", help="结果汇总输出为 JSON")
    _add_reading(parser)


def _add_records(parser: Parser) -> None:
    actions = ("get", "query", "cites", "graph", "stats", "export", "compact")
    formats = ("table", "json", "html", "graphml", "jsonl", "csv", "xlsx", "parquet")
    parser.add_argument("store", metavar="资料库", help="ingest --out 所建的文件夹")
    parser.add_argument(
        "action",
        metavar="动作",
        type=_choice(*actions),
        help="get：按文号、路径（或其末尾）、SHA-256（可只写前六位以上）取记录；query：按条件和全文查找；"
        "cites：列出引用某文号的文件；graph：引用关系图；stats：统计；export：导出；"
        "compact：整理，删去已被替换的旧记录，腾出磁盘空间",
    )
    parser.add_argument(
        "words",
        metavar="字词",
        nargs="*",
        help="get 要取的文件；cites 的文号；query、export 要求全文含有的字词，几个须都有",
    )
    parser.add_argument("--agency", metavar="代字", type=_words, help="机关代字以这些字开头，如 鲁交")
    parser.add_argument("--year", metavar="年份", type=_year, help="文号的年份；没有文号的，成文日期的年份")
    parser.add_argument("--issuer", metavar="机关", type=_words, help="发文机关名称含这些字")
    parser.add_argument("--type", metavar="文种", type=_words, help="文种，如 通知")
    parser.add_argument(
        "--from", dest="since", metavar="日期", type=_words, help="成文日期不早于，如 2023、2023-05、2023-05-01"
    )
    parser.add_argument("--to", dest="until", metavar="日期", type=_words, help="成文日期不晚于，写法同上")
    parser.add_argument(
        "--unit", metavar="单位", type=_words, help="主送机关、单位名单、任务的责任单位中有名称含这些字的"
    )
    parser.add_argument(
        "--state", metavar="状态", type=_choices(*_STATES), action="extend", help="入库状态，几种之间用逗号隔开"
    )
    parser.add_argument("--file-format", metavar="格式", type=_words, help="来源文件的格式，如 pdf")
    parser.add_argument("--limit", metavar="份数", type=_limit, help="query 最多列出多少份，默认 50，0 为全部")
    parser.add_argument(
        "--format",
        metavar="格式",
        type=_choice(*formats),
        help="query、cites、compact：table（默认）、json；graph：json（默认）、graphml；stats：table（默认）、json、html；"
        "export：jsonl（默认）、csv、xlsx、parquet；有 --out 时可由扩展名定",
    )
    parser.add_argument("--out", metavar="文件名", type=Path, help="graph、stats、export 写入文件，不在屏幕上显示")


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
    "records": Command(
        usage="[选项] 资料库 动作 [字词…]",
        summary="查询资料库：取记录、查找、引用关系、统计、导出、整理",
        description="在 ingest 所建的资料库中取记录，按机关代字、年份、机关、文种、日期、单位、状态和全文查找，查谁引用了某个文号，"
        "画引用关系图，统计，导出。可在入库进行时使用（compact 除外）；索引自动更新。",
        module="records",
        add=_add_records,
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
    lines += wrap("读取中文公文，审查工作方案覆盖了指标体系的哪些指标、任务的责任落实到哪些单位。", WIDTH)
    lines += ["", "命令："]
    lines += [line for name, command in COMMANDS.items() for line in entry(name, command.summary)]
    lines += ["", "选项："]
    lines += entry("-h, --help", f"显示本说明；{PROGRAM} 命令 --help 显示各命令的说明")
    lines += entry("--version", "显示版本")
    lines += ["", "退出码："]
    for code, text in (
        ("0", "完成"),
        ("1", "完成，但审查结果低于 --fail-under，或准确率低于基线"),
        ("2", "用法不对，或数据文件、输出位置有问题"),
        ("3", "有输入读不了（其余的照常完成）"),
    ):
        lines += entry(code, text)
    lines += ["", "例：", f"  {PROGRAM} check 方案.txt --against 通知.txt --format html --out 报告"]
    return "\n".join(lines) + "\n"
