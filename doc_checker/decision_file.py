"""The file of people's decisions (人工认定), TOML: read with its lines, and written as a form to fill in.

``[[decision]]`` tables with ``indicator, verdict, who, why`` and, where wanted, ``requirement, until, plan, clauses, evidence``
and the hashes that tell whether the texts are still those decided on. An entry whose verdict is empty is not decided yet.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import regex

from .display import STATUS, one_line
from .errors import DataFileError
from .model import Decision, IndicatorVerdict, Record, Review
from .model.review import Status
from .text import fold, squeeze

_KEYS = {
    "indicator", "requirement", "verdict", "who", "why", "until", "plan", "clauses", "evidence",
    "evidence_hash", "plan_hash", "text_hash",
}  # fmt: skip
_TEXTS = tuple(sorted(_KEYS - {"until", "clauses"}))
_HEAD = regex.compile(r"^\s*\[\[\s*[\"']?decision[\"']?\s*\]\]")
_PLACE = regex.compile(r"\(at line (\d+), column (\d+)\)")
_HASH = 16
_ADVICE = "写法见 docs/decisions.md"


@dataclass(frozen=True)
class DecisionEntry:
    """One decision as a person wrote it; ``line`` is where it stands in its file."""

    file: str
    line: int
    indicator: str
    verdict: Status
    who: str
    why: str
    requirement: str | None = None
    until: date | None = None
    plan: str | None = None
    clauses: tuple[str, ...] = ()
    evidence: str | None = None
    evidence_hash: str | None = None
    plan_hash: str | None = None
    text_hash: str | None = None

    def error(self, problem: str, advice: str) -> DataFileError:
        """What to raise for this entry."""
        return DataFileError(f"{self.file} 第 {self.line} 行", problem, advice)

    def is_for(self, plan: Record) -> bool:
        """Whether the entry is about a plan: it names none, or this one by number, title or file."""
        if self.plan is None:
            return True
        number = plan.document_number.text if plan.document_number else None
        names = (number, plan.inner_title, plan.title, plan.source.name, plan.source.sha256)
        return squeeze(self.plan) in {squeeze(name) for name in names if name}


def hash_text(*texts: str) -> str:
    """A short hash of texts, white space and width of digits apart."""
    whole = "\n".join(fold(squeeze(text)) for text in texts)
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH]


def plan_hash(plan: Record) -> str:
    """The hash of all that a plan's clauses say."""
    return hash_text(*(clause.text for clause in plan.walk_clauses()))


def parse_decisions(payload: bytes, name: str) -> list[DecisionEntry]:
    """The decided entries of a file. Raises DataFileError, which names the line."""
    try:
        text = payload.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataFileError(name, "认定文件不是 UTF-8 编码", "请用 UTF-8 保存后再试") from error
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _PLACE.search(str(error))
        place = f"第 {found[1]} 行第 {found[2]} 列" if found else "末尾"
        raise DataFileError(name, f"{place} 不是正确的 TOML", "请检查这里的引号、等号和方括号") from error
    except (RecursionError, ValueError) as error:
        raise DataFileError(name, "不是正确的 TOML", _ADVICE) from error
    tables = content.pop("decision", [])
    if content or not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise DataFileError(name, "认定文件只应有 [[decision]]", _ADVICE)
    lines = text.split("\n")
    heads = [number for number, line in enumerate(lines, 1) if _HEAD.match(line)]
    starts = heads if len(heads) == len(tables) else [1] * len(tables)
    entries: list[DecisionEntry] = []
    seen: dict[tuple[str | None, str, str | None], int] = {}
    for table, start in zip(tables, starts, strict=True):
        entry = _Entry(name, lines, start, table).read()
        if entry is None:
            continue
        key = (entry.plan, entry.indicator, entry.requirement)
        if key in seen:
            what = entry.requirement or entry.indicator
            raise entry.error(f"“{what}”在第 {seen[key]} 行已经认定过", "请只留一条")
        seen[key] = entry.line
        entries.append(entry)
    return entries


class _Entry:
    """One table while it is read."""

    def __init__(self, name: str, lines: Sequence[str], start: int, table: Mapping[str, Any]) -> None:
        self._name, self._lines, self._start, self._table = name, lines, start, table

    def _error(self, key: str, problem: str, advice: str = _ADVICE) -> DataFileError:
        """The error, with the line of the key, else of the entry."""
        for number in range(self._start, len(self._lines)):
            if _HEAD.match(self._lines[number]):
                break
            if regex.match(rf"\s*[\"']?{regex.escape(key)}[\"']?\s*=", self._lines[number]):
                return DataFileError(f"{self._name} 第 {number + 1} 行", problem, advice)
        return DataFileError(f"{self._name} 第 {self._start} 行", problem, advice)

    def read(self) -> DecisionEntry | None:
        """The entry, None where nothing is decided yet."""
        for key in self._table:
            if key not in _KEYS:
                raise self._error(key, f"没有“{key}”这一项", f"可用：{'、'.join(sorted(_KEYS))}")
        texts = {key: self._text(key) for key in _TEXTS}
        if not texts["verdict"]:
            return None
        for key, word in (("indicator", "指标编号"), ("who", "认定人"), ("why", "理由")):
            if not texts[key]:
                raise self._error(key, f"没有写{word}（{key}）", "请补上；还没有认定的，把 verdict 留空")
        return DecisionEntry(
            file=self._name,
            line=self._start,
            indicator=_normal_id(texts["indicator"]),
            verdict=self._verdict(texts["verdict"]),
            who=texts["who"],
            why=texts["why"],
            requirement=_normal_id(texts["requirement"]) or None,
            until=self._until(),
            plan=texts["plan"] or None,
            clauses=self._clauses(),
            evidence=texts["evidence"] or None,
            evidence_hash=texts["evidence_hash"] or None,
            plan_hash=texts["plan_hash"] or None,
            text_hash=texts["text_hash"] or None,
        )

    def _text(self, key: str) -> str:
        value = self._table.get(key, "")
        if not isinstance(value, str):
            raise self._error(key, f"{key} 应为用引号括起的文字")
        return value.strip()

    def _verdict(self, word: str) -> Status:
        for code, wording in STATUS.items():
            if word in (code, wording.word):
                return code  # type: ignore[return-value]
        known = "、".join(f"{code}（{wording.word}）" for code, wording in STATUS.items())
        raise self._error("verdict", f"verdict 不能是“{word[:20]}”", f"可用：{known}")

    def _until(self) -> date | None:
        value = self._table.get("until", "")
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value.strip()) if value.strip() else None
        except (ValueError, AttributeError) as error:
            raise self._error("until", "until 应为日期，如 2026-12-31") from error

    def _clauses(self) -> tuple[str, ...]:
        value = self._table.get("clauses", [])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise self._error("clauses", 'clauses 应为条款编号的列表，如 ["三（一）", "附2.一.1"]')
        return tuple(squeeze(each) for each in value if each.strip())


def _normal_id(text: str) -> str:
    return fold(squeeze(text)).replace("．", ".")


# --- the form


def render_decisions(reviews: Iterable[Review]) -> str:
    """A file with an entry for each verdict of some reviews, those not covered first; what was decided is filled in."""
    parts = [
        "# 人工认定：在要改的指标下填 verdict（covered 覆盖、partial 部分覆盖、missing 未覆盖）、who（认定人）、why（理由），",
        "# 然后用 check … --decisions 本文件。verdict 留空的不起作用。until 是有效期，可以不写。",
        "# 只认定其中一项要求的，加一行 requirement。clauses 可改成所依据的条款。",
        "# 各 hash 用来发现指标或方案的文字后来改过；改过的认定只提示，不起作用。",
        "",
    ]
    for review in reviews:
        parts.append(_comment(f"===== {review.plan.title or review.plan.name} =====") + "\n")
        ordered = sorted(review.indicators, key=lambda verdict: (verdict.machine_status or verdict.status) == "covered")
        parts += [render_entry(verdict, review) for verdict in ordered]
    return "\n".join(parts)


def render_entry(verdict: IndicatorVerdict, review: Review) -> str:
    """The entry of one verdict, ready to be copied into a file of decisions; what was decided on it is filled in."""
    machine = verdict.machine_status or verdict.status
    lines = [
        _comment(f"{verdict.id}  程序判断：{STATUS[machine].word}  {verdict.name or ''}"),
        _comment(verdict.text),
    ]
    for each in verdict.requirements:
        found = each.decision.machine if each.decision else each.status
        lines.append(_comment(f"要求 {each.id}（{STATUS[found].word}）：{each.text}"))
    own: list[tuple[str | None, Decision | None]] = [(None, verdict.decision)] if verdict.decision else []
    own += [
        (each.id, each.decision)
        for each in verdict.requirements
        if each.decision and not (verdict.decision and _is_part_of(each.decision, verdict.decision))
    ]
    for requirement, decision in own or [(None, None)]:
        lines += _table(verdict, review, requirement, decision)
    return "\n".join(lines) + "\n"


def _is_part_of(one: Decision, whole: Decision) -> bool:
    """Whether a decision on a requirement only follows from that on its indicator."""
    return (one.who, one.why, one.verdict, one.state) == (whole.who, whole.why, whole.verdict, whole.state)


def _table(
    verdict: IndicatorVerdict, review: Review, requirement: str | None, decision: Decision | None
) -> Iterator[str]:
    if decision is not None and decision.note:
        yield _comment(f"未采用：{decision.note}。仍要认定的，请核对后删去各 hash 行，或从新的表中抄来。")
    yield "[[decision]]"
    yield f"plan = {_quoted(_plan_name(review))}"
    yield f"indicator = {_quoted(verdict.id)}"
    if requirement is not None:
        yield f"requirement = {_quoted(requirement)}"
    for key in ("verdict", "who", "why"):
        yield f"{key} = {_quoted(getattr(decision, key) if decision else '')}"
    if decision is not None and decision.until:
        yield f"until = {decision.until}"
    clauses = decision.clauses if decision else [evidence.clause for evidence in verdict.evidence]
    yield f"clauses = [{', '.join(map(_quoted, clauses))}]"
    if decision is not None and decision.evidence:
        yield f"evidence = {_quoted(decision.evidence)}"
    for key, now in (
        ("text_hash", verdict.text_hash),
        ("evidence_hash", verdict.evidence_hash if decision is None else None),
        ("plan_hash", review.plan.text_hash),
    ):
        kept = getattr(decision, key) if decision is not None else None
        value = kept if decision is not None and decision.state == "stale" else kept or now
        if value:
            yield f"{key} = {_quoted(value)}"


def _plan_name(review: Review) -> str:
    number = review.plan.document_number
    return number.text if number else review.plan.title or review.plan.name


def _comment(text: str) -> str:
    return f"# {one_line(text)}"


def _quoted(text: str) -> str:
    """A TOML basic string; JSON's escapes are among TOML's."""
    return json.dumps(one_line(text), ensure_ascii=False).replace("\x7f", "")
