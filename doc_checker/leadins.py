"""Parts of an indicator's text that only say when, where or of whom the demand behind them speaks (对无物业管理的小区，…)."""

from __future__ import annotations

import regex

from .data import Data
from .quantities import find_quantities
from .segments import Reading, Segment

_TRAILING = "，,；;。：:、"
_LEAD_IN = regex.compile(
    r"[^，,。；;]{2,16}(?:期内|期间)|除[^，,。；;]{1,40}外|(?:对|[^，,。；;]{2,30}的)[^，,。；;]{0,40}(?:设施|企业|单位|人员|对象|项目|机构|场所|主体|家庭|车辆|事项|学校|村庄)"
)
"""When and of what the demand that follows speaks (集中缴费期内，…每周通报); asks for nothing itself."""
# 设立独立的审计机构 asks, 使用财政资金的项目 does not: what stands before 的 only says how the thing is.
_ASKS_FOR = regex.compile(
    r"^[^，,。；;的]{1,8}?(?:独立|固定|专门|专用|专职|专业|相应|相对[\p{Han}]{2}|必要|统一|完善|健全|规范|稳定|合适|适当|明确|完整|一定[\p{Han}]{0,2}|足够|充足|良好|有效|科学|合理|便捷)的"
)
# 改造完成后3个月内，…; 压缩至3个工作日内 asks.
_WHEN = regex.compile(r"[^，,。；;]{1,30}(?:[内前后]|之日起|期间|阶段|[当次]日|的?同时|时)")
_AFTER = regex.compile(r"(?:[前后]|之日起)[^，,。；;]{0,8}$")
_SHORTENS = regex.compile(
    r"压缩|控制|缩短|减少|[降减]至|保持|提前|不超|限|[到至在为于](?=[\d一二两三四五六七八九十半])"
)
# 对无物业管理的小区，…; 在学校、医院周边，…; what stands before the last 的 may be any act.
_OF_WHAT = regex.compile(
    r"(?:对于?|针对|凡|在(?![用建岗职编读校册线]))(?:[^，,。；;]{1,40}的)?(?P<what>[^，,。；;的]{2,24})"
)
_WHICH_ONES = regex.compile(
    r"[^，,。；;]{2,30}的(?P<what>[^，,。；;的]{0,6}(?:小区|村庄?|社区|群众|人群|居民|路段|地区|区域|乡镇|街道|部门|隐患|问题|案件|线索|诉求|工程|建筑|房屋|[用农]户|患者|学生|儿童|老年?人|家庭|电梯|事件))"
)
_BY_MEANS = regex.compile(r"(?:方式|形式|办法|手段|渠道|途径|模式|措施|方法|机制)(?P<rest>[^，,。；;、]{4,40})$")


def is_lead_in(number: int, reading: Reading, data: Data) -> bool:
    """Whether a demand only says when, of what or in which case the next one is to be done (河长变动的，10日内调整到位)."""
    segment = reading.segments[number]
    if segment.role != "demand":
        return False
    value = reading.text[segment.start : segment.end].strip(_TRAILING)
    following = reading.segments[number + 1] if number + 1 < len(reading.segments) else None
    if following is None or following.sentence != segment.sentence:
        return False
    if reading.text[segment.end : following.start] not in ("，", ","):
        return False
    if _ASKS_FOR.match(value):
        return False
    if following.role == "modifier" and not acts_by_means(reading, following, data):
        return bool(_LEAD_IN.fullmatch(value))
    return (
        bool(_LEAD_IN.fullmatch(value))
        or _tells_when_or_whom(value, data)
        or (value.endswith("的") and following.role == "demand")
    )


def _tells_when_or_whom(value: str, data: Data) -> bool:
    """Whether words only say when, where or for whom what follows is to be done."""
    if any(mention.comparison == ">=" and mention.unit == "%" for mention in find_quantities(value, data)):
        return False
    if _WHEN.fullmatch(value) and (not data.opens_with("action", value) or _AFTER.search(value)):
        return not _SHORTENS.search(value)
    found = _OF_WHAT.fullmatch(value) or (None if data.opens_with("action", value) else _WHICH_ONES.fullmatch(value))
    return (
        found is not None
        and not data.has_form("action", found["what"])
        and not found["what"].endswith(("到位", "完毕", "处置", "查处"))
    )


def acts_by_means(reading: Reading, segment: Segment, data: Data) -> bool:
    """Whether a manner goes on with what is to be done in it (采取集中拉运等方式处理生活污水)."""
    found = _BY_MEANS.search(reading.text[segment.start : segment.end].strip(_TRAILING))
    return found is not None and (
        found["rest"].startswith(("实现", "解决")) or data.opens_with("action", found["rest"])
    )
