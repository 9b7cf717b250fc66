"""What the command line and the web desk both do: a file becomes a record, two records a review.

Each function loads only what it needs: reading and extracting never load the matcher's language libraries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .data import Data, builtin_folder, default_data, load_data
from .display import format_points
from .document import Ocr
from .errors import NoIndicatorSystem, UnknownSystem, UsageError
from .inputs import Input as Input
from .model import IndicatorSystem, Record, Review
from .text import fold, squeeze

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
    payload = _payload(source)
    if tell_format(payload, source.name) in _PLAIN:
        document = read_bytes(payload, source.name)
        from .extract import extract_record

        return extract_record(document, data, with_text)
    from .isolation import Limits, read_isolated

    return read_isolated(payload, source.name, data, how.ocr, with_text, Limits(how.seconds))


def read_joined(sources: Sequence[Input], data: Data, how: Reading | None = None) -> Record:
    """Read the files of one plan and join their records (``joining_records``). Raises as ``read_record`` does."""
    from .joining_records import join_records

    return join_records([read_record(source, data, True, how) for source in sources])


def _payload(source: Input) -> bytes:
    from .readers import read_payload

    return source.payload if source.path is None else read_payload(source.path, source.name)


def view_pages(source: Input, data: Data, ocr: Ocr = "auto") -> Iterator[bytes]:
    """The pages of a document as PNG files, with boxes around what was read.

    Raises UnreadableDocument and its kinds, UnsupportedFormat where the format has no pages.
    """
    from .viewing import view_pages as view

    yield from view(_payload(source), source.name, data, ocr)


def review_record(plan: Record, notice: Record, data: Data, wanted: str | None = None) -> Review:
    """Review a plan against the indicator system of a notice that fits it, or that ``wanted`` (part of a title) names.

    Raises NoIndicatorSystem and UnknownSystem.
    """
    from .review import choose_system, review_plan

    system, because = choose_system(plan, notice, wanted, data)
    return _with_provenance(review_plan(plan, notice, system, because, data), plan, notice)


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
    lines.append(f"各组合计：{_compare(system.total_points, [group.points for group in scored])}")
    return lines


def _compare(printed: float | None, parts: Sequence[float | None]) -> str:
    known = [part for part in parts if part is not None]
    counted = round(sum(known), 4)
    open_parts = f"（另有 {len(parts) - len(known)} 项未定分值）" if len(known) < len(parts) else ""
    if printed is None:
        return f"未写明分值，各项合计 {format_points(counted)}{open_parts}"
    verdict = "一致" if abs(printed - counted) < 1e-6 else "不一致"
    return f"所印 {format_points(printed)}，各项合计 {format_points(counted)}{open_parts}，{verdict}"
