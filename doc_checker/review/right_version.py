"""Whether a plan is held against the right notice: number, batch, year, date, level and attachments."""

from __future__ import annotations

from collections.abc import Sequence

import regex
from rapidfuzz import fuzz

from ..data import Data
from ..model import Attachment, Citation, Finding, IndicatorSystem, Record
from ..numerals import parse_numeral
from ..text import squeeze
from .choose import LEVEL_NAMES, LEVEL_RANKS, RANK_NAMES, plan_rank

_SAME_SUBJECT = 60  # of 100, between notices of one agency code
_SAME_TITLE = 82  # of 100, whatever the agency code
_LONG_TITLE = 10
_BATCH = regex.compile(r"第(?P<n>[一二三四五六七八九十百\d]{1,4})批|(?P<first>首批)")
_PERIOD = regex.compile(r"(?<!\d)(?P<from>20\d\d)(?:(?:年)?[—\-–－至到~～](?P<to>20\d\d))?年(?P<version>版)?")
_NOT_SUBJECT = regex.compile(
    r"[（(](?:20\d\d年?(?:修订)?版?|试行|修订|征求意见稿|暂行)[)）]|(?:20\d\d年?[—\-–－至到]?)*20\d\d年度?|第[一二三四五六七八九十百\d]+批|首批"
    r"|[\s“”‘’\"《》〈〉（）()、，]|关于|印发|公布|发布|下达|转发|开展|做好|(?:等工作)?的?(?:通知|意见|函|公告)$|全[省市县区国]|试行$"
)
_OWN_AREA = regex.compile(
    r"^各(?:有关|相关)?(?P<county>县|区|旗)|^各(?:有关|相关|设区的?)?(?P<city>市|州|地区|盟)(?![直属级县区])"
)


def check_version(plan: Record, notice: Record, system: IndicatorSystem, data: Data) -> list[Finding]:
    """Findings on whether the plan is measured against the right version, the weightiest first."""
    cites_it = _cites(plan, notice, system)
    findings = _check_citations(plan, notice, system, cites_it)
    findings += _check_dates(plan, notice)
    if not cites_it and not any(finding.code in ("other-version-cited", "plan-before-notice") for finding in findings):
        findings += _check_years(plan, notice, system)
    findings += _check_level(plan, notice, system, data)
    return [*findings, *_absent_attachments(plan), *_absent_notice_attachments(notice)]


# --- number, title, batch


def _cites(plan: Record, notice: Record, system: IndicatorSystem) -> bool:
    """Whether the plan cites this very notice: by its number, or by its title without another number."""
    own = notice.document_number.text if notice.document_number else None
    titles = {squeeze(title) for title in (system.title, notice.title, notice.inner_title) if title}
    for citation in plan.citations:
        if own is not None and citation.document_number == own:
            return True
        by_title = citation.title is not None and squeeze(citation.title) in titles
        if by_title and (own is None or citation.document_number is None):
            return True
    return False


def _check_citations(plan: Record, notice: Record, system: IndicatorSystem, cites_it: bool) -> list[Finding]:
    """A notice of the same series that the plan cites instead of this one (or beside it, where it is the newer)."""
    own = notice.document_number.text if notice.document_number else None
    others = [each for each in plan.citations if _is_same_series(each, notice, system)]
    if cites_it:
        newer = [each for each in others if _is_newer(each, notice)]
        if not newer:
            return []
        return [
            Finding(
                code="newer-version-cited",
                severity="info",
                message=f"方案引用了本次对照的通知，同时引用同一系列较新的{_name(newer[0])}：请确认以哪一版为准",
                span=newer[0].span,
                data={"cited": _numbers(newer), "checked_against": own},
            )
        ]
    if others:
        cited = "、".join(dict.fromkeys(map(_name, others)))
        this = _batch_of(notice.title, notice.inner_title)
        mine = f"{this}{own}" if own else f"《{squeeze(system.title)}》"
        return [
            Finding(
                code="other-version-cited",
                severity="warning",
                message=f"方案依据的是{cited}，而本次对照的是{mine}：请确认所用指标体系版本是否正确",
                span=others[0].span,
                data={"cited": _numbers(others), "checked_against": own},
            )
        ]
    if own is None:
        return []
    return [
        Finding(
            code="notice-not-cited",
            severity="info",
            message=f"方案没有引用本次对照的通知（{own}）",
            data={"checked_against": own},
        )
    ]


def _numbers(cited: Sequence[Citation]) -> list[str]:
    """The numbers of citations, the titles of those without one, each once."""
    return list(dict.fromkeys(each.document_number or squeeze(each.title or "") for each in cited))


def _name(citation: Citation) -> str:
    """第三批鲁交法函〔2024〕8号, or the title where no number is printed."""
    if citation.document_number is None:
        return f"《{squeeze(citation.title or '')}》"
    return _batch_of(citation.title) + citation.document_number


def _is_same_series(citation: Citation, notice: Record, system: IndicatorSystem) -> bool:
    """Whether a citation names another notice of the series that this notice is of (another year's, another batch's)."""
    number = notice.document_number
    if number is not None and citation.document_number == number.text:
        return False
    same_agency = bool(number and citation.document_number) and _agency(citation) == (number.agency if number else "")
    titles = [title for title in (notice.title, notice.inner_title, system.title) if title]
    if citation.title is None or not titles:
        return same_agency
    likeness = max(_subject_likeness(citation.title, title) for title in titles)
    if same_agency:
        return likeness >= _SAME_SUBJECT
    if likeness < _SAME_TITLE:
        return False
    if citation.document_number is not None and number is not None:
        return True
    return all(_version_of(citation.title) not in (_version_of(title), (None, "")) for title in titles)


def _subject_likeness(one: str, other: str) -> float:
    """From 0 to 100, of titles without their year, batch and the words that all notices have."""
    left, right = (_NOT_SUBJECT.sub("", squeeze(title)) for title in (one, other))
    if not left or not right:
        return 0.0
    whole = fuzz.ratio(left, right)
    return max(whole, fuzz.partial_ratio(left, right) - 5) if min(len(left), len(right)) >= _LONG_TITLE else whole


def _agency(citation: Citation) -> str:
    return (citation.document_number or "").split("〔")[0]


def _year(citation: Citation) -> int | None:
    match = regex.search(r"〔(\d{4})〕", citation.document_number or "") or regex.search(
        r"20\d\d(?=年)", citation.title or ""
    )
    return int(match.group().strip("〔〕")) if match else None


def _is_newer(citation: Citation, notice: Record) -> bool:
    own, theirs = notice.document_number, _year(citation)
    return own is not None and own.year is not None and theirs is not None and theirs > own.year


def _batch_of(*titles: str | None) -> str:
    """第三批 (首批 is 第一批) as a title prints it, or an empty string."""
    for title in titles:
        match = _BATCH.search(squeeze(title or ""))
        if match:
            return match.group()
    return ""


def _version_of(title: str) -> tuple[int | None, str]:
    """The year and batch in a title."""
    match, batch = _PERIOD.search(squeeze(title)), _BATCH.search(squeeze(title))
    number = "1" if batch and batch["first"] else str(parse_numeral(batch["n"])) if batch else ""
    return (int(match["from"]) if match else None), number


# --- dates and years


def _check_dates(plan: Record, notice: Record) -> list[Finding]:
    """A plan written before the notice, by the dates, else by the years of the numbers."""
    if plan.written_date and notice.written_date:
        earlier, written, issued = plan.written_date < notice.written_date, plan.written_date, notice.written_date
    else:
        own, theirs = _written_year(plan), _written_year(notice)
        earlier = own is not None and theirs is not None and own < theirs
        written, issued = f"{own}年", f"{theirs}年"
    if not earlier:
        return []
    return [
        Finding(
            code="plan-before-notice",
            severity="warning",
            message=f"方案成文（{written}）早于指标通知（{issued}）：方案不可能依据该通知，请查找当时有效的版本",
            span=plan.spans.get("written_date"),
            data={"plan": written, "notice": issued},
        )
    ]


def _written_year(record: Record) -> int | None:
    if record.written_date:
        return int(record.written_date[:4])
    return record.document_number.year if record.document_number else None


def _check_years(plan: Record, notice: Record, system: IndicatorSystem) -> list[Finding]:
    """A plan for one year against a system for another (2025年工作方案, 2023年度指标体系); an edition (2023年版) holds on."""
    asked = next(
        (period for title in (system.title, notice.inner_title, notice.title) if (period := _period(title))), None
    )
    planned = next((period for title in (plan.inner_title, plan.title) if (period := _period(title))), None)
    if asked is None or planned is None or (planned[0] <= asked[1] and asked[0] <= planned[1]):
        return []
    years = ["—".join(dict.fromkeys(map(str, period))) for period in (planned, asked)]
    return [
        Finding(
            code="year-mismatch",
            severity="warning",
            message=f"方案是{years[0]}年的，所对照的指标体系是{years[1]}年度的：请确认所用年度是否正确",
            span=plan.spans.get("inner_title") or plan.spans.get("title"),
            data={"plan": years[0], "system": years[1]},
        )
    ]


def _period(title: str | None) -> tuple[int, int] | None:
    """The years that a title names, first and last; an edition's year is none."""
    for match in _PERIOD.finditer(squeeze(title or "")):
        if not match["version"]:
            return int(match["from"]), int(match["to"] or match["from"])
    return None


# --- level and attachments


def _check_level(plan: Record, notice: Record, system: IndicatorSystem, data: Data) -> list[Finding]:
    rank, level = plan_rank(plan, data), LEVEL_RANKS.get(system.level or "") or _addressed_rank(notice)
    if rank is None or level is None or level == rank:
        return []
    facts = {"plan_rank": rank, "system_level": system.level, "system_rank": level}
    if system.level is not None:
        message = f"方案制发机关为{RANK_NAMES[rank]}，所对照的是{LEVEL_NAMES[system.level]}指标体系"
        return [Finding(code="level-mismatch", severity="warning", message=message, data=facts)]
    message = f"方案制发机关为{RANK_NAMES[rank]}，而指标通知主送的是{RANK_NAMES[level]}机关：请确认该体系适用于本方案"
    return [Finding(code="level-doubtful", severity="info", message=message, data=facts)]


def _addressed_rank(notice: Record) -> int | None:
    """The rank of those that a notice addresses, where all of them that are places are of one (各县（市、区）民政局)."""
    found = set()
    for addressee in notice.addressees:
        match = _OWN_AREA.match(squeeze(addressee))
        if match:
            found.add(LEVEL_RANKS["county" if match["county"] else "city"])
    return found.pop() if len(found) == 1 else None


def _absent_attachments(plan: Record) -> list[Finding]:
    return [
        Finding(
            code="attachment-absent",
            severity="warning",
            message=f"附件说明列有附件{each.number or ''}《{each.title}》，但文件中没有该附件",
            span=each.span,
            data={"number": each.number, "title": each.title},
        )
        for each in _announced_only(plan)
    ]


def _absent_notice_attachments(notice: Record) -> list[Finding]:
    return [
        Finding(
            code="notice-attachment-absent",
            severity="info",
            message=f"指标通知的附件说明列有附件{each.number or ''}《{each.title}》，但通知文件中没有该附件",
            data={"number": each.number, "title": each.title},
        )
        for each in _announced_only(notice)
    ]


def _announced_only(record: Record) -> list[Attachment]:
    """Attachments that a record announces and does not hold."""
    present = {clause.id.split("#")[0] for clause in record.clauses}
    titles = {squeeze(table.title or "") for table in record.tables} | {
        squeeze(s.title) for s in record.indicator_systems
    }
    alone = len(record.attachments) == 1 and "附1" in present
    return [
        each
        for each in record.attachments
        if f"附{each.number or ''}" not in present and squeeze(each.title) not in titles and not alone
    ]
