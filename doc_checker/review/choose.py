"""Which indicator system a plan is held against."""

from __future__ import annotations

from collections.abc import Sequence

import regex
from rapidfuzz import fuzz

from ..data import Data
from ..errors import NoIndicatorSystem, UnknownSystem
from ..model import IndicatorSystem, Record
from ..text import squeeze

LEVEL_NAMES = {"county": "县级", "city": "市级", "province": "省级"}
LEVEL_RANKS = {"county": 2, "city": 3, "province": 4}
_TOWNS = regex.compile(r"^(?:各(?:有关|相关)?)?(?:镇|乡|街道)")
_COUNTIES = regex.compile(r"^各(?:有关|相关)?(?:县|区|旗|市)")
RANK_NAMES = {2: "县级", 3: "市级", 4: "省级"}


_ZONE = regex.compile(r"开发区|高新区|产业园区|工业园区|度假区|示范区|管委会|管理委员会")
"""Zones whose committees are assessed beside the counties."""


def plan_rank(plan: Record, data: Data) -> int | None:
    """The administrative rank of a plan's owner: 2 county, 3 city, 4 province; None when it cannot be told.

    Read from the issuers' names, innermost division last (济南市莱芜区… is a district), else from the title.
    """
    return LEVEL_RANKS["county"] if is_county_city(plan, data) else _named_rank(plan, data)


def is_county_city(plan: Record, data: Data) -> bool:
    """Whether a city of county rank (县级市) issues the plan: named a city, it addresses towns."""
    return _named_rank(plan, data) == LEVEL_RANKS["city"] and _addresses_towns(plan)


def _named_rank(plan: Record, data: Data) -> int | None:
    texts = [*plan.issuers[:1], *plan.signatories[:1], plan.inner_title or "", plan.title or ""]
    named = next((rank for text in texts if (rank := _rank_of(squeeze(text), data)) is not None), None)
    if named is None and any(_ZONE.search(squeeze(text)) for text in texts):
        return LEVEL_RANKS["county"]
    return named


def _addresses_towns(plan: Record) -> bool:
    """Whether a plan goes to towns and to no county: the city that issues it is one of county rank (县级市)."""
    addressees = [squeeze(addressee) for addressee in plan.addressees]
    return any(map(_TOWNS.match, addressees)) and not any(map(_COUNTIES.match, addressees))


def _rank_of(text: str, data: Data) -> int | None:
    for pattern in data.patterns_of("division-rank"):
        match = pattern.compiled.search(text, timeout=1.0)
        if match:
            for name, rank in (("county", 2), ("city", 3), ("province", 4)):
                if match.groupdict().get(name):
                    return rank
    return None


def choose_system(plan: Record, notice: Record, wanted: str | None, data: Data) -> tuple[IndicatorSystem, str]:
    """The indicator system to use and, in Chinese, why.

    Raises NoIndicatorSystem when the notice holds none, UnknownSystem when ``wanted`` is part of no title or of several.
    """
    systems = notice.indicator_systems
    if _is_export(notice):
        raise NoIndicatorSystem(
            notice.source.name, "这是 indicators 命令导出的工作簿，但已不是 XLSX 格式", "请另存为 XLSX 后再试"
        )
    if not systems:
        raise NoIndicatorSystem(
            notice.source.name, "文件中没有可识别的指标体系", "请确认 --against 给出的是带指标体系表的通知"
        )
    if wanted is not None:
        return _choose_wanted(systems, wanted, notice.source.name)
    if len(systems) == 1:
        return systems[0], "该通知只含这一个指标体系"
    rank = plan_rank(plan, data)
    title = squeeze((plan.inner_title or plan.title or "") + "".join(clause.heading or "" for clause in plan.clauses))
    scored = sorted(systems, key=lambda system: -_fit(system, rank, title))
    best = scored[0]
    reasons = []
    if rank is not None and best.level is not None and LEVEL_RANKS[best.level] == rank:
        reasons.append(f"方案制发机关为{RANK_NAMES[rank]}，与该体系层级一致")
    elif rank is not None and best.level is not None:
        reasons.append(
            f"方案制发机关为{RANK_NAMES[rank]}，通知中没有同级体系，取层级最接近的{LEVEL_NAMES[best.level]}体系"
        )
    reasons.append(f"体系名称与方案标题的相似度为{_title_likeness(best, title):.2f}")
    others = "、".join(f"“{system.title}”" for system in scored[1:])
    return best, "；".join(reasons) + f"；另有{others}，可用 --system 指定"


def _is_export(notice: Record) -> bool:
    """Whether a workbook is what ``indicators --format xlsx`` wrote: its tables are of our own shape, not a notice's."""
    headers = [{squeeze(cell.text) for cell in table.cells if cell.row == 0} for table in notice.tables]
    return notice.source.format == "xlsx" and any({"指标体系", "指标编号"} <= header for header in headers)


def _choose_wanted(systems: Sequence[IndicatorSystem], wanted: str, source: str) -> tuple[IndicatorSystem, str]:
    key = squeeze(wanted)
    exact = [system for system in systems if key in squeeze(system.title)]
    if len(exact) > 1:
        quoted = [system for system in exact if f"{key}”" in squeeze(system.title)]
        exact = quoted if len(quoted) == 1 else exact
    titles = "、".join(f"“{system.title}”" for system in systems)
    if not key or not exact:
        raise UnknownSystem(source, f"没有名称含“{wanted}”的指标体系", f"可选：{titles}")
    if len(exact) > 1:
        raise UnknownSystem(source, f"有 {len(exact)} 个指标体系的名称含“{wanted}”", f"请写得更完整：{titles}")
    return exact[0], f"由 --system “{wanted}” 指定"


def _title_likeness(system: IndicatorSystem, title: str) -> float:
    return fuzz.partial_ratio(squeeze(system.title), title) / 100 if title else 0.0


def _fit(system: IndicatorSystem, rank: int | None, title: str) -> float:
    level = LEVEL_RANKS.get(system.level or "")
    distance = abs(level - rank) if level is not None and rank is not None else 1.0
    return _title_likeness(system, title) - distance
