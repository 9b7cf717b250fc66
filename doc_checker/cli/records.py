"""``records``: what a store holds."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import atomic, service
from ..display import STATES, one_line
from ..errors import DamagedStore, UsageError
from . import files, streams

if TYPE_CHECKING:
    from ..records import Question, Records

_FILTERS = ("agency", "year", "issuer", "type", "since", "until", "unit", "state", "file_format")
_OPTIONS = {"since": "--from", "until": "--to", "file_format": "--file-format"}
# Of each action: the options it takes, its output formats (the first is the default), the words it needs at least and at most.
_TAKES: dict[str, tuple[tuple[str, ...], tuple[str, ...], int, int | None]] = {
    "get": ((), ("json",), 1, None),
    "query": ((*_FILTERS, "limit"), ("table", "json"), 0, None),
    "cites": ((), ("table", "json"), 1, 1),
    "graph": (("out",), ("json", "graphml"), 0, 0),
    "stats": (("out",), ("table", "json", "html"), 0, 0),
    "export": ((*_FILTERS, "out"), ("jsonl", "csv", "xlsx", "parquet"), 0, None),
    "compact": ((), ("table", "json"), 0, 0),
}
_BINARY = ("xlsx", "parquet")
_SHOWN = 50  # hits in a table
_TOLD = 5  # damaged records that are named
_LONG = 5_000  # records whose taking in is worth a word
_FLUSH = 1 << 18


def run(arguments: argparse.Namespace) -> int:
    """Run the command; returns the exit code."""
    arguments.words = [files.readable_name(word) for word in arguments.words]
    form = _check(arguments)
    if arguments.action == "compact":
        return _compact(arguments, form)
    from ..records import Records

    data = service.load_knowledge(arguments.lexicons, arguments.patterns)
    with Records(files.openable(Path(arguments.store)), data, _tell_wait) as records:
        _ACTIONS[arguments.action](records, arguments, form)
        for error in records.damaged[:_TOLD]:
            streams.complain(str(error))
        if len(records.damaged) > _TOLD:
            streams.complain(f"……损坏的记录共 {len(records.damaged)} 条")
        return 3 if records.damaged else 0


def _check(arguments: argparse.Namespace) -> str:
    """Refuse what the action does not take; returns the output format."""
    action = arguments.action
    options, formats, least, most = _TAKES[action]
    for name in (*_FILTERS, "limit", "out"):
        if name not in options and getattr(arguments, name) is not None:
            raise UsageError(f"records {action}", f"不能有选项 {_OPTIONS.get(name, f'--{name}')}", "见 records --help")
    if len(arguments.words) < least:
        raise UsageError(
            f"records {action}", "后面要写明" + ("发文字号" if action == "cites" else "文号、路径或 SHA-256")
        )
    if most is not None and len(arguments.words) > most:
        raise UsageError(f"records {action}", f"多了“{arguments.words[most]}”", "见 records --help")
    out = arguments.out
    form: str = arguments.format or (out.suffix.lower().lstrip(".") if out is not None else formats[0])
    if form not in formats:
        told = "、".join(formats)
        problem = f"不能写成“{form}”格式（可用：{told}）" if form else f"文件名没有扩展名（可用：{told}）"
        raise UsageError(f"records {action}", problem, "请用 --format 指定" if out is not None else "")
    if out is None and form in _BINARY:
        raise UsageError(f"records {action}", f"{form} 不能显示在屏幕上", "请用 --out 写入文件")
    return form


def _tell_wait(count: int) -> None:
    if count >= _LONG:
        streams.tell(f"正在为 {count} 条记录建索引……")


def _question(arguments: argparse.Namespace) -> Question:
    from ..records import Question

    return Question(
        words=tuple(arguments.words),
        agency=arguments.agency,
        year=arguments.year,
        issuer=arguments.issuer,
        document_type=arguments.type,
        since=arguments.since,
        until=arguments.until,
        unit=arguments.unit,
        states=tuple(arguments.state or ()),
        format=arguments.file_format,
    )


def _get(records: Records, arguments: argparse.Namespace, form: str) -> None:
    import json

    from ..report.jsonlines import render_json

    found: dict[str, dict[str, Any]] = {}
    for word in arguments.words:
        hits = records.find(word)
        if not hits:
            streams.complain(f"{word}：资料库中没有")
        for hit in hits:
            try:
                record = records.read(hit)
            except DamagedStore as error:
                records.damaged.append(error)
                continue
            if record is not None:
                found.setdefault(hit.first or hit.path, json.loads(record))
            else:
                streams.complain(f"{hit.path}：{STATES[hit.state]}，没有记录（{hit.error or hit.first}）")
    for value in found.values():
        streams.write(render_json(value, lines=len(found) > 1))


def _query(records: Records, arguments: argparse.Namespace, form: str) -> None:
    from ..report.hits import hit_json, render_hits

    question = _question(arguments)
    total = records.count(question)
    limit = arguments.limit or (_SHOWN if form == "table" and arguments.limit is None else None)
    if not total:
        streams.complain("没有符合条件的文件")
        return
    hits = records.hits(question, limit)
    if form == "json":
        for hit in hits:
            streams.write(hit_json(hit, records.quote(hit, question)))
        return
    listed = list(hits)
    quotes = [records.quote(hit, question) for hit in listed]
    screen = streams.screen()
    streams.write(render_hits(listed, total, quotes, screen.width, screen.colour))


def _cites(records: Records, arguments: argparse.Namespace, form: str) -> None:
    from ..report.hits import citing_json, render_citing

    number = records.number(arguments.words[0])
    found = records.citing(number)
    if not found:
        streams.complain(f"{number}：资料库中没有文件引用它")
    elif form == "json":
        streams.write("".join(map(citing_json, found)))
    else:
        screen = streams.screen()
        streams.write(render_citing(number, found, screen.width, screen.colour))


def _graph(records: Records, arguments: argparse.Namespace, form: str) -> None:
    from ..report.graph import render_graph_json, render_graphml

    graph = records.graph()
    text = render_graph_json(graph) if form == "json" else render_graphml(graph)
    missing = sum(not node.held for node in graph.nodes)
    _give(
        text,
        arguments,
        f"文件 {len(graph.nodes) - missing} 份，引用 {len(graph.edges)} 处，库中没有的文号 {missing} 个",
    )


def _stats(records: Records, arguments: argparse.Namespace, form: str) -> None:
    from ..report.statistics import render_statistics, statistics_html, statistics_json

    render = {"table": render_statistics, "json": statistics_json, "html": statistics_html}[form]
    _give(render(records.statistics(), files.readable_name(str(arguments.store))), arguments, "统计")


def _compact(arguments: argparse.Namespace, form: str) -> int:
    from ..report.statistics import compaction_json, render_compaction

    done = service.compact_store(files.openable(Path(arguments.store)))
    for notice in done.notices:
        streams.complain(notice)
    for row in done.damaged[:_TOLD]:
        streams.complain(f"{row.path}：资料库中的记录已损坏，原样留下；请用原来的来源再运行 ingest，加上 --verify")
    if len(done.damaged) > _TOLD:
        streams.complain(f"……损坏的记录共 {len(done.damaged)} 条")
    if done.lost:
        streams.complain("请用原来的来源再运行一次 ingest，它会重新读取")
    figures = (done.shards, done.lines, done.freed)
    streams.write(compaction_json(*figures) if form == "json" else render_compaction(*figures))
    return 3 if done.damaged or done.lost else 0


def _give(text: str, arguments: argparse.Namespace, told: str) -> None:
    if arguments.out is None:
        streams.write(text)
    else:
        path = files.write_file(arguments.out, text.encode("utf-8", "backslashreplace"), ())
        streams.tell(one_line(f"{told}，已写入 {path}"))


def _export(records: Records, arguments: argparse.Namespace, form: str) -> None:
    question = _question(arguments)
    count = records.count(question)
    if not count:
        streams.complain("没有符合条件的文件，没有写")
        return
    if arguments.out is None:
        for chunk in _chunks(records, question, form):
            streams.write_bytes(chunk)
        return
    path = files.openable(arguments.out)
    if path.resolve().is_relative_to(records.store.folder.resolve()):
        raise UsageError(str(path), "在资料库里面", "请换一个输出位置")
    atomic.make_folder(path.parent)
    damaged = len(records.damaged)
    if form == "parquet":
        from ..store.parquet import write_parquet

        write_parquet(path, records.lines(question))
    else:
        atomic.write_chunks(path, _chunks(records, question, form))
    count -= len(records.damaged) - damaged
    streams.tell(one_line(f"{count} 条，已写入 {files.readable_name(str(path))}"))


def _chunks(records: Records, question: Question, form: str) -> Iterator[bytes]:
    from ..report.exports import csv_chunks, export_xlsx

    if form == "csv":
        yield from csv_chunks(records.flat(question))
    elif form == "xlsx":
        yield export_xlsx(records.flat(question))
    else:
        yield from _joined(line for _, line in records.whole_lines(question))


def _joined(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Lines in larger pieces."""
    piece = bytearray()
    for line in lines:
        piece += line
        if len(piece) > _FLUSH:
            yield bytes(piece)
            piece.clear()
    yield bytes(piece)


_ACTIONS = {"get": _get, "query": _query, "cites": _cites, "graph": _graph, "stats": _stats, "export": _export}
