"""What the command line and the web desk both do: a file becomes a record, two records a review.

Each function loads only what it needs: reading and extracting never load the matcher's language libraries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from .data import Data, builtin_folder, default_data, load_data
from .display import format_points
from .document import Ocr
from .errors import NoIndicatorSystem, UnknownSystem, UnreadableDocument, UsageError
from .inputs import Input as Input
from .inputs import payload_of
from .model import IndicatorGroup, IndicatorSystem, Record, Review
from .text import fold, squeeze

if TYPE_CHECKING:
    from .decision_file import DecisionEntry
    from .ingestion import EngineName, Ingestion
    from .model.versions import SystemDiff, VersionInfo
    from .store.compaction import Compaction

_PLAIN = ("txt", "md")  # read by pure Python in this process; any other format has a process of its own


@dataclass(frozen=True)
class Reading:
    """How files are read: by OCR or not, and the seconds that one file may take."""

    ocr: Ocr = "auto"
    seconds: float = 120.0


def load_knowledge(lexicons: Sequence[Path] = (), patterns: Sequence[Path] = (), without: Iterable[str] = ()) -> Data:
    """The built-in lexicons and patterns with the user's folders, lexicons named in ``without`` left out.

    Raises DataFileError (file and line named), and UsageError where ``without`` names no lexicon.
    """
    skipped = {name.removesuffix(".toml") for name in without}
    known = sorted({path.stem for folder in (builtin_folder("lexicons"), *lexicons) for path in folder.glob("*.toml")})
    for name in sorted(skipped.difference(known)):
        raise UsageError("--without", f"没有名为“{name}”的词库", f"可用的词库：{'、'.join(known)}")
    if not (lexicons or patterns or skipped):
        return default_data()
    return load_data(lexicons, patterns, skipped)


def read_record(source: Input, data: Data, with_text: bool = False, how: Reading | None = None) -> Record:
    """Read a document and extract its record; ``with_text`` keeps the normalised text that spans refer to.

    Anything but plain text and Markdown is read in a process of its own (``isolation``). Raises UnreadableDocument and its
    kinds, MissingExtra where a scan needs OCR and that is not installed.
    """
    from .readers import read_bytes, tell_format

    how = how or Reading()
    payload = payload_of(source)
    if tell_format(payload, source.name) in _PLAIN:
        document = read_bytes(payload, source.name)
        from .extract import extract_record

        return extract_record(document, data, with_text)
    from .isolation import Limits, read_isolated

    return read_isolated(payload, source.name, data, how.ocr, with_text, Limits(how.seconds))


def read_notice(source: Input, data: Data, how: Reading | None = None) -> Record:
    """Read what holds an indicator system: a notice, or a system file (JSON, XLSX) that ``indicators`` wrote and a person corrected.

    Raises as ``read_record`` does, and UnreadableDocument with the place where a system file is broken.
    """
    payload = payload_of(source)
    if payload[:64].lstrip(b" \t\r\n\xef\xbb\xbf").startswith(b"{"):
        from .corrected import read_corrected

        found = read_corrected(payload, source.name, data)
        if found is not None:
            return found
    return read_record(Input(source.name, payload=payload), data, how=how)


def notice_facts(notice: Record) -> dict[str, object]:
    """What a system file keeps of its notice: source, title, number, date, issuers."""
    from .corrected.layout import notice_facts as facts

    return facts(notice)


def read_joined(sources: Sequence[Input], data: Data, how: Reading | None = None) -> Record:
    """Read the files of one plan and join their records (``joining_records``). Raises as ``read_record`` does."""
    from .joining_records import join_records

    return join_records([read_record(source, data, True, how) for source in sources])


def view_pages(source: Input, data: Data, ocr: Ocr = "auto") -> Iterator[bytes]:
    """The pages of a document as PNG files, with boxes around what was read.

    Raises UnreadableDocument and its kinds, UnsupportedFormat where the format has no pages.
    """
    from .viewing import view_pages as view

    yield from view(payload_of(source), source.name, data, ocr)


def read_decisions(source: Input) -> list[DecisionEntry]:
    """People's decisions from a TOML file. Raises DataFileError with the line."""
    from .decision_file import parse_decisions

    return parse_decisions(payload_of(source), source.name)


def review_record(
    plan: Record, notice: Record, data: Data, wanted: str | None = None, decisions: Sequence[DecisionEntry] = ()
) -> Review:
    """Review a plan against the indicator system of a notice that fits it, or that ``wanted`` (part of a title) names.

    ``decisions`` of people override the verdicts. Raises NoIndicatorSystem, UnknownSystem, and DataFileError for a decision
    on an indicator that is not there.
    """
    from .review import choose_system, review_plan

    system, because = choose_system(plan, notice, wanted, data)
    return _with_provenance(review_plan(plan, notice, system, because, data, decisions=decisions), plan, notice)


def start_ingestion(
    words: Iterable[str],
    store: Path,
    data: Data,
    how: Reading,
    workers: int | None = None,
    retry: bool = False,
    reread: bool = False,
    verify: bool = False,
    engine: EngineName = "processes",
    address: str | None = None,
) -> Ingestion:
    """A run that takes files into a store (see ``ingestion``); iterating over it does the work."""
    from .ingestion import Ingestion, Options

    options = Options(workers, how.ocr, how.seconds, retry, reread, verify, engine, address)
    return Ingestion(words, store, data, options)


def compact_store(store: Path) -> Compaction:
    """Give back the space of what a store holds no more, its Parquet files made to fit."""
    from .ingestion.tables import refresh_all
    from .store.compaction import compact_store as compact

    return compact(store, refresh_all)


def read_list(stream: IO[bytes], shown: str) -> Iterator[str]:
    """The paths of a file list. Raises UnreadableDocument."""
    from .ingestion.sources import read_list as read

    return read(stream, shown)


def count_files(words: Iterable[str], store: Path) -> Iterator[int]:
    """How many files words name, as far as counted."""
    from .ingestion.sources import count_files as count

    return count(words, store)


def _with_provenance(review: Review, plan: Record, notice: Record) -> Review:
    """The review with what makes it traceable: the hashes of both files, the notice's title and date."""
    own = review.plan.model_copy(update={"sha256": plan.source.sha256})
    system = review.system.model_copy(
        update={
            "notice_title": review.system.notice_title or notice.title,
            "written_date": review.system.written_date or notice.written_date,
            "sha256": notice.source.sha256,
        }
    )
    return review.model_copy(update={"plan": own, "system": system})


def compare_versions(
    old: Record, new: Record, data: Data, wanted: tuple[str | None, str | None] = (None, None)
) -> SystemDiff:
    """Two versions of an indicator system (``review.versions``), ``wanted`` parts of their titles.

    A file without a system may be a plan that restates one in its task table. Of several systems those two are taken that
    have the most in common. Raises NoIndicatorSystem and UnknownSystem.
    """
    from .review.versions import compare_systems, overlap

    sides = [_versions_of(record, word, data) for record, word in zip((old, new), wanted, strict=True)]
    pairs = [(one, other) for one in sides[0] for other in sides[1]]
    best = max(pairs, key=lambda pair: overlap(pair[0], pair[1], data)) if len(pairs) > 1 else pairs[0]
    infos = [
        _version_info(record, system, len(found), word)
        for record, system, found, word in zip((old, new), best, sides, wanted, strict=True)
    ]
    return compare_systems(*best, (infos[0], infos[1]), data)


def _versions_of(record: Record, wanted: str | None, data: Data) -> list[IndicatorSystem]:
    from .review.restated import restated_systems

    found = record.indicator_systems or restated_systems(record, data)
    if not found:
        raise NoIndicatorSystem(
            record.source.name,
            "既没有指标体系，也没有逐项列出任务的附件",
            "请给出指标通知、体系文件，或带任务分工表的方案",
        )
    return find_systems(record.model_copy(update={"indicator_systems": found}), wanted)


def _version_info(record: Record, system: IndicatorSystem, count: int, wanted: str | None) -> VersionInfo:
    from .model.versions import VersionInfo

    restated = not record.indicator_systems
    because = "方案任务分工表所列的任务" if restated else "文件中的指标体系"
    if wanted is not None:
        because = f"由“{wanted}”指定"
    elif count > 1:
        because = f"{because}，{count} 个中与另一份最相近的一个"
    return VersionInfo(
        title=system.title,
        source=record.source.name,
        document_number=record.document_number.text if record.document_number else None,
        written_date=record.written_date,
        level=system.level,
        total_points=system.total_points,
        chosen_because=because,
        restated=restated,
        sha256=record.source.sha256,
    )


def read_reviews(source: Input) -> list[Review]:
    """The reviews that ``check --format json`` wrote: one JSON object, or JSON Lines.

    Raises UnreadableDocument with the line or field where it is broken.
    """
    import json

    from .model.loading import NotAsDescribed, load_model

    problem = "不是审查结果"
    advice = "请给出 check --format json 写出的文件"
    try:
        text = payload_of(source).decode("utf-8-sig")
        lines = [text] if text.lstrip().startswith("{\n") else [line for line in text.split("\n") if line.strip()]
        values = [json.loads(line) for line in lines]
        if not values or not all(isinstance(value, dict) and "plan" in value for value in values):
            raise UnreadableDocument(source.name, problem, advice)
        return [load_model(Review, value) for value in values]
    except NotAsDescribed as error:
        raise UnreadableDocument(source.name, f"{problem}（{error}）", advice) from error
    except (ValueError, RecursionError) as error:
        raise UnreadableDocument(source.name, f"{problem}（不是正确的 JSON）", advice) from error


def doubt_verdicts(diff: SystemDiff, reviews: Sequence[Review], name: str) -> SystemDiff:
    """The comparison with the verdicts of existing reviews that it puts in doubt. Raises UsageError for another system's."""
    from .review.doubts import find_doubts

    doubts = [doubt for review in reviews for doubt in find_doubts(diff, review, name)]
    reviewed = [review.plan.title or review.plan.name for review in reviews]
    return diff.model_copy(update={"doubts": doubts, "reviewed": reviewed})


def attained_share(review: Review) -> float | None:
    """1 − points at risk / total points, what ``--fail-under`` compares with; None where no total is known."""
    total = review.summary.points_total
    return None if not total else 1 - review.summary.points_at_risk / total


def find_systems(notice: Record, wanted: str | None = None) -> list[IndicatorSystem]:
    """The indicator systems of a notice, or those whose title holds ``wanted``.

    Raises NoIndicatorSystem and UnknownSystem.
    """
    systems = notice.indicator_systems
    name = notice.source.name
    if not systems:
        raise NoIndicatorSystem(name, "文件中没有可识别的指标体系", "请换一份带指标体系表的通知")
    if wanted is None:
        return systems
    key = fold(squeeze(wanted))
    found = [system for system in systems if key and key in fold(squeeze(system.title))]
    if not found:
        titles = "、".join(f"“{system.title}”" for system in systems)
        raise UnknownSystem(name, f"没有名称含“{wanted}”的指标体系", f"可选：{titles}")
    return found


def audit_lines(system: IndicatorSystem) -> list[str]:
    """分值核对, in Chinese: printed points of each scored group and of the system beside the sums of their parts."""
    scored = [group for group in system.groups if group.kind == "scored"]
    lines = []
    for group in scored:
        points = [indicator.points for indicator in group.indicators]
        lines.append(f"{group.id}、{group.name}：{_compare(group.points, points)}")
    lines.append(f"各组合计：{_compare(system.total_points, [_worth(group) for group in scored])}")
    return lines


def _worth(group: IndicatorGroup) -> float | None:
    """The points printed for a group, else those of its items where all are known."""
    values = [indicator.points for indicator in group.indicators]
    return group.points if group.points is not None or None in values else sum(v for v in values if v is not None)


def _compare(printed: float | None, parts: Sequence[float | None]) -> str:
    known = [part for part in parts if part is not None]
    counted = round(sum(known), 4)
    open_parts = f"（另有 {len(parts) - len(known)} 项未定分值）" if len(known) < len(parts) else ""
    if printed is None:
        return f"未写明分值，各项合计 {format_points(counted)}{open_parts}"
    verdict = "一致" if abs(printed - counted) < 1e-6 else "不一致"
    return f"所印 {format_points(printed)}，各项合计 {format_points(counted)}{open_parts}，{verdict}"
