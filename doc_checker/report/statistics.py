"""Counts over a store: for the terminal, as JSON, and as one self-contained HTML page with bars (SVG, no script)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from .. import __version__
from ..display import STATES, one_line, printable
from ..records import Statistics

_LISTED = 20
"""Bars of one chart; the rest is one bar."""
_REACH = 20
"""Blocks of the longest bar on a terminal."""
_SCREEN = 10


@dataclass(frozen=True)
class Bar:
    """A bar: what it counts, how many, and its length in percent of the longest."""

    name: str
    count: int
    percent: float


@dataclass(frozen=True)
class Chart:
    """Bars under a heading."""

    heading: str
    bars: tuple[Bar, ...]


def make_charts(statistics: Statistics, most: int = _LISTED) -> list[Chart]:
    """The charts of a store, empty ones left out; years all, of the others the largest."""
    states = {STATES.get(code, code): count for code, count in statistics.states.items()}
    years = {None if year is None else f"{year} 年": count for year, count in statistics.years.items()}
    failures = {f"{STATES.get(state, state)}：{error}": count for (state, error), count in statistics.errors.items()}
    charts = (
        _chart("状态", states, "不明", most),
        _chart("年份", years, "未写明", len(years)),
        _chart("发文机关", statistics.issuers, "未写明", most),
        _chart("文种", statistics.types, "未写明", most),
        _chart("格式", statistics.formats, "不明", most),
        _chart("没有读成的原因", failures, "不明", most),
    )
    return [chart for chart in charts if chart.bars]


def _chart(heading: str, counts: Mapping[str | None, int] | Mapping[str, int], none: str, most: int) -> Chart:
    listed = [(none if name is None else one_line(name), count) for name, count in counts.items()]
    rest = listed[most:]
    listed = listed[:most] + ([(f"其余 {len(rest)} 项", sum(count for _, count in rest))] if rest else [])
    longest = max((count for _, count in listed), default=1)
    return Chart(heading, tuple(Bar(name, count, round(100 * count / longest, 2)) for name, count in listed))


def render_statistics(statistics: Statistics, store: str) -> str:
    """The charts for the terminal."""
    lines = [f"资料库 {one_line(store)}：共 {statistics.inputs} 条"]
    for chart in make_charts(statistics, _SCREEN):
        digits = max(len(str(bar.count)) for bar in chart.bars)
        lines += ["", chart.heading]
        for bar in chart.bars:
            length = max(1, round(bar.percent * _REACH / 100))
            lines.append(f"  {bar.count:>{digits}} {'█' * length}{' ' * (_REACH - length)} {bar.name}")
    return "\n".join(lines) + "\n"


def statistics_json(statistics: Statistics, store: str) -> str:
    """The counts for machines."""
    value = {
        "schema_version": "1",
        "store": store,
        "inputs": statistics.inputs,
        "states": _pairs("state", statistics.states.items()),
        "years": _pairs("year", statistics.years.items()),
        "issuers": _pairs("issuer", statistics.issuers.items()),
        "document_types": _pairs("document_type", statistics.types.items()),
        "formats": _pairs("format", statistics.formats.items()),
        "failures": [{"state": state, "error": error, "count": n} for (state, error), n in statistics.errors.items()],
    }
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _pairs(name: str, counts: Iterable[tuple[object, int]]) -> list[dict[str, object]]:
    return [{name: value, "count": count} for value, count in counts]


def statistics_html(statistics: Statistics, store: str) -> str:
    """The charts as an HTML page; the same store always gives the same page."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    def finalize(value: object) -> object:
        return printable(value) if isinstance(value, str) and not hasattr(value, "__html__") else value

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    page = environment.get_template("statistics.html.j2")
    return page.render(statistics=statistics, charts=make_charts(statistics), store=store, version=__version__)


def render_compaction(shards: int, lines: int, freed: int) -> str:
    """What clearing a store up has done: shards rewritten, lines in them that count, bytes given back."""
    if not shards:
        return "没有可腾出的空间\n"
    size = f"{freed / (1 << 20):.1f} MB" if freed >= 1 << 20 else f"{freed / (1 << 10):.1f} KB"
    return f"整理了 {shards} 个分片，腾出 {size}；其中有效的记录 {lines} 条，都已保留\n"


def compaction_json(shards: int, lines: int, freed: int) -> str:
    """The same for machines."""
    return json.dumps({"schema_version": "1", "shards": shards, "records": lines, "freed_bytes": freed}) + "\n"
