"""What was found in a store: a list for people, JSON Lines for machines."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from ..display import STATES, one_line
from ..records import Citing, Hit

_BY = {"number": "文号", "title": "标题"}


def hit_json(hit: Hit, quote: str | None = None) -> str:
    """A hit as one line of JSON."""
    return _line({**asdict(hit), "quote": quote})


def citing_json(citing: Citing) -> str:
    """A citing document as one line of JSON."""
    return _line({**asdict(citing.hit), "by": citing.by, "count": citing.count, "cited_title": citing.title})


def _line(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"


def render_hits(hits: Sequence[Hit], total: int, quotes: Sequence[str | None], width: int, colour: bool) -> str:
    """A table of hits, and how many there are in all."""
    rows = [(*_cells(hit), _told(hit, quote)) for hit, quote in zip(hits, quotes, strict=True)]
    table = _table(("文号", "成文日期", "发文机关", "标题、路径"), rows, width, colour)
    rest = f"，列出前 {len(hits)} 份" if len(hits) < total else ""
    return f"{table}共 {total} 份{rest}\n"


def render_citing(number: str, found: Sequence[Citing], width: int, colour: bool) -> str:
    """A table of the documents that cite a number."""
    rows = [(*_cells(each.hit), _told(each.hit, None), f"{_BY[each.by]} {each.count} 处") for each in found]
    table = _table(("文号", "成文日期", "发文机关", "标题、路径", "引用"), rows, width, colour)
    return f"{table}引用 {number} 的共 {len(found)} 份\n"


def _cells(hit: Hit) -> tuple[str, str, str]:
    return hit.number or "—", hit.written_date or "—", "、".join(hit.issuers) or "—"


def _told(hit: Hit, quote: str | None) -> str:
    if hit.state in ("ok", "partial"):
        head = hit.title or "（无标题）"
        head += "（有存疑）" if hit.state == "partial" else ""
    else:
        head = f"〔{STATES.get(hit.state, hit.state)}〕{hit.first or hit.error or ''}"
    return "\n".join(one_line(part) for part in (head, quote or "", hit.path) if part)


def _table(header: Iterable[str], rows: Iterable[Sequence[str]], width: int, colour: bool) -> str:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, expand=False, pad_edge=False)
    for name in header:
        table.add_column(name, overflow="fold", no_wrap=name == "成文日期")
    for row in rows:
        # Text, not str: what a document prints is no markup.
        table.add_row(*(Text("\n".join(one_line(line) for line in cell.split("\n"))) for cell in row))
    stream = io.StringIO()
    console = Console(file=stream, width=max(width, 60), force_terminal=colour, no_color=not colour, highlight=False)
    console.print(table)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines() if line.strip()) + "\n"
