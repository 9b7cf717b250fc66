"""The workbook of indicator systems: its sheets, columns and words, which the writer and the reader share.

One row of ``指标`` is an indicator, of ``要求`` a requirement, of ``计分规则`` a rule; the last two name the indicator that
they belong to. A hidden sheet keeps the systems as they were exported: what nobody changed is taken from there, so that
an untouched workbook gives exactly what was exported.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import regex

from ..display import format_number, printable
from ..model import SCHEMA_VERSION, Cap, IndicatorSystem, Record
from ..numerals import parse_numeral
from ..text import clean, fold, squeeze

INDICATORS, REQUIREMENTS, RULES, ORIGINAL = "指标", "要求", "计分规则", "原始数据（请勿改动）"
INDICATOR_COLUMNS = ("指标体系", "级别", "满分", "组号", "组别", "类别", "组分值", "编号", "名称", "内容", "分值")
REQUIREMENT_COLUMNS = ("指标体系", "指标编号", "要求编号", "要求", "至少", "单位", "每", "分值")
RULE_COLUMNS = ("指标体系", "指标编号", "计分规则", "类型", "分值", "每", "上限")
RULE_KINDS = {"award": "得分", "deduct": "扣分", "veto": "一票否决"}
CELL_LIMIT = 32_767
"""Characters that a cell of XLSX holds."""

_MARK = "doc-checker 指标体系"
_CHUNK = 30_000
_OPEN = frozenset(("不设上限", "不限", "无上限", "不封顶", "—", "-", "——", "无"))
_CAP = regex.compile(r"(?:每?(?P<period>[^\d每]{0,12}?)(?:最多|不超过)?)?\s*(?P<points>[\d.]+)分?")
_TOGETHER = frozenset(("", "合计", "共", "共计", "总计", "累计", "最多"))
_FACTS = ("title", "inner_title", "document_number", "written_date", "issuers")


def format_caps(caps: Sequence[Cap]) -> str:
    """上限 as a cell shows it: 每季度 2 分；合计 8 分."""
    return "；".join(f"{'每' + cap.period if cap.period else '合计'} {format_number(cap.points)} 分" for cap in caps)


def parse_caps(text: str) -> list[Cap] | None:
    """The caps that a cell names (每季度2分；合计8分), or None where it cannot be understood."""
    caps = []
    for part in regex.split(r"[；;，,、\n]", squeeze(fold(text))):
        if not part:
            continue
        found = _CAP.fullmatch(part)
        points = parse_numeral(found["points"]) if found else None
        if found is None or points is None:
            return None
        period = found["period"] or ""
        caps.append(Cap(period=None if period in _TOGETHER else period, points=points))
    return caps


def parse_number(text: str) -> float | None:
    """A number as people type it into a sheet (3, ３, 3分, “3”, 三), or None."""
    value = squeeze(fold(text)).strip("'’‘“”\"").removesuffix("分")
    return parse_numeral(value) if value else None


def is_open(text: str) -> bool:
    """Whether a cell says that there is no limit (不设上限)."""
    return squeeze(text) in _OPEN


def same_text(cell: str, original: str | None) -> bool:
    """Whether a cell shows what was exported into it, white space apart."""
    return comparable(cell) == comparable(printable(original or "")[:CELL_LIMIT])


def comparable(text: str) -> str:
    """A text as it comes back from a sheet, white space left out."""
    return squeeze(clean(text))


def pack_original(systems: Sequence[IndicatorSystem], notice: Record | None) -> list[str]:
    """The cells of the hidden sheet, one below the other: a mark with the version, then the systems as JSON."""
    facts = {} if notice is None else notice_facts(notice)
    content = {**facts, "indicator_systems": [system.model_dump(mode="json") for system in systems]}
    # No white space and no other sign that a spreadsheet program could change.
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":")).replace(" ", "\\u0020")
    return [f"{_MARK} {SCHEMA_VERSION}", *(text[i : i + _CHUNK] for i in range(0, len(text), _CHUNK))]


def notice_facts(notice: Record) -> dict[str, object]:
    """What a system file keeps of the notice: its title, number, date, issuers, and the file that it was read from."""
    facts = notice.model_dump(mode="json")
    return {"source": facts["source"], **{name: facts[name] for name in _FACTS}}


def unpack_original(cells: Sequence[str]) -> tuple[str, dict[str, object]] | None:
    """Version and content of the hidden sheet, or None where it is not as it was written."""
    head, *rest = cells or ("",)
    if not squeeze(head).startswith(squeeze(_MARK)):
        return None
    try:
        content = json.loads("".join(rest))
    except ValueError:
        return None
    return (squeeze(head).removeprefix(squeeze(_MARK)), content) if isinstance(content, dict) else None
