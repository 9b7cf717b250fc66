"""Bodies that a requirement names by their field (与公安机关、纪检监察机关建立机制), and whether a clause names them, by whatever name.

Names of departments in short stand in the lexicons (市场监管: 市场监督管理).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import regex

from ..data import Data

BODY = regex.compile(
    r"(?<!有关|相关|各|职能)(?:部门|机关|机构|法院|检察院|[局委办]|单位|协会|银行|企业|学校|高校|医院)$"
)
_JOINED = regex.compile(r"(?:与|同|会同|联合)[^，。；]{0,40}$")
_SOME_BODY = regex.compile(
    r"(?:与|同|会同|联合|和)[^，。；]{0,24}?(?<!各|有关|相关|成员|职能)(?:[局委办厅]|部门|机关|法院|检察院|银行|中心)"
)
_ORGAN = regex.compile(r"(?P<field>\p{Han}{2,8}?)(?:行政)?(?:主管|管理)?(?:部门|机关)")
"""A department by its field: 公安部门 is 县公安局."""
_IN_OTHER_WORDS = {"就业": "人力资源", "社会保障": "人力资源", "劳动": "人力资源", "审判": "法院", "检察": "检察院"}
"""Fields of departments that their names do not say."""
_TOWNS = ("乡镇", "镇街", "街道", "乡镇街道", "乡镇办", "乡镇（街道）", "镇（街道）", "街道（镇）")
_TOWN = regex.compile(r"[乡镇](?![村愁土情静])|街道|街镇")


_PERSONS = r"(?:人员|[\p{Han}]员|负责人|职工|干部|教师|学生|师生|群众|居民|村民|农户|经营者|志愿者|家长|员工|代表|从业者|[医护]士)"
_TRAINED = regex.compile(rf"^(?:分别)?(?:组织|面向|针对|对)[^，。；]{{2,60}}(?:{_PERSONS}|企业|学校|单位|机构|部门)")
_TRAINS = regex.compile(r"[^，。；]{0,12}(?:培训|轮训|演练|讲座|体检|教育(?!部门|机构))")
_GROUP = regex.compile(rf"(?:{_PERSONS}|企业|学校|单位|机构|部门|机关|医院|村|社区)$")
_SOMEONE = regex.compile(rf"(?:[为对给向]|面向|组织|邀请)[^，。；]{{0,24}}?{_PERSONS}")


_EVERYBODY = regex.compile(
    r"全员(?!额)|全体(?:人员|干部职工|职工)|各类(?:人员|主体|群体)|各级各类|所有(?:人员|从业|在岗)"
)


def is_trained(groups: str, after: str) -> bool:
    """Whether a list names the groups that are to be trained (组织主管部门、企业和从业人员开展培训)."""
    return bool(_TRAINED.match(groups) and _TRAINS.search(groups + after))


def are_groups(names: Sequence[str], asked: str) -> bool:
    """Whether a list names the groups that are to be trained."""
    start = asked.find(names[0])
    begun = regex.search(r"(?:组织|面向|针对|对)[^，。；]{0,16}$", asked[: start + 1])
    return begun is not None and all(_GROUP.search(name) for name in names) and bool(_TRAINS.search(asked, start))


def trains_all(names: Sequence[str], asked: str, text: str) -> bool:
    """Whether groups are asked for that are to be trained, and a text trains all there are (全员培训)."""
    return _EVERYBODY.search(text) is not None and are_groups(names[:1], asked)


def names_other_groups(names: Sequence[str], asked: str, text: str) -> bool:
    """Whether groups are asked for that are to be trained, and a text trains others (局机关干部)."""
    return _SOMEONE.search(text) is not None and are_groups(names, asked)


def are_partners(names: Sequence[str], asked: str) -> bool:
    """Whether a list names the bodies with which something is to be done (与公安机关、纪检监察机关建立移送机制)."""
    return all(BODY.search(name) for name in names) and bool(_JOINED.search(asked[: asked.find(names[0])]))


def names_other_bodies(names: Sequence[str], asked: str, text: str) -> bool:
    """Whether bodies are asked for with which something is to be done, and a text does it with others by name."""
    return are_partners(names, asked) and _SOME_BODY.search(text) is not None


def body_stands(name: str, text: str, data: Data) -> bool:
    """Whether a department is named by its field, in full or in short (市场监管部门: 市场监督管理局), or towns by another name."""
    if name in _TOWNS:
        return _TOWN.search(text) is not None
    organ = _ORGAN.fullmatch(name)
    if organ is None:
        return False
    return any(form in text for form in _other_names(organ["field"], data))


@lru_cache(maxsize=1 << 10)
def _other_names(field: str, data: Data) -> frozenset[str]:
    """A department's field, in full and in short."""
    forms = {field, _IN_OTHER_WORDS.get(field, field)}
    named = {field, f"{field}部门", f"{field}机关"}
    for entry in data.entries_of("concept"):
        if not named.isdisjoint(entry.forms):
            forms.update(form.removesuffix("部门").removesuffix("机关") for form in entry.forms)
    return frozenset(form for form in forms if len(form) > 1)
