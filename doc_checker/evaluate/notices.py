"""Records of notices against gold: field by field for the corpus, five header fields for a folder of real documents."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ..data import Data
from ..errors import DataFileError, DocCheckerError
from ..extract import extract_record
from ..model import Record
from ..readers import read_file
from ..text import squeeze
from .comparison import FieldScore, Section, Value, compare_values, ratio, show_share
from .values import FIELD_NAMES, values_of

FOLDER_FIELDS = {
    "document_number": "发文字号",
    "title": "标题",
    "issuer": "发文机关",
    "written_date": "成文日期",
    "addressee_line": "主送机关",
}


def read_gold(path: Path) -> dict[str, Any]:
    """A gold file. Raises DataFileError where it cannot be read or is no JSON object."""
    try:
        table = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise DataFileError(str(path), "标准答案无法读取", "请检查路径与权限") from error
    except ValueError as error:
        raise DataFileError(str(path), "标准答案不是有效的 JSON（UTF-8）", "请改正该文件") from error
    if not isinstance(table, dict):
        raise DataFileError(str(path), "标准答案应为一个 JSON 对象", "请改正该文件")
    return table


def find_gold(folder: Path) -> list[Path]:
    """The gold files of the notices under a corpus folder, by name."""
    return sorted(folder.glob("*/gold.json"))


def compare_record(document: str, gold: dict[str, Any], record: Record | None) -> list[FieldScore]:
    """A record against its gold, one score a field; no record (unreadable) has lost every value."""
    ours = values_of(record.model_dump(mode="json") if record is not None else {})
    theirs = values_of(gold)
    return [compare_values(document, name, theirs[name], ours[name]) for name in FIELD_NAMES]


def evaluate_notices(folder: Path, data: Data) -> Section:
    """Every field of the notices under ``folder`` that have gold."""
    scores: list[FieldScore] = []
    golds = find_gold(folder)
    for path in golds:
        name = path.parent.name
        scores += compare_record(name, read_gold(path), _read(path.with_name(f"{name}.txt"), data))
    return summarise("notices", "通知：逐字段与标准答案比较", scores, FIELD_NAMES, len(golds))


def evaluate_folder(folder: Path, data: Data) -> Section:
    """五个版头字段: a folder of real documents with a ``gold.json`` of the form ``{stem: {field: value}}``."""
    scores: list[FieldScore] = []
    gold = read_gold(folder / "gold.json")
    for stem, fields in gold.items():
        if not isinstance(fields, dict) or not set(fields) & set(FOLDER_FIELDS):
            advice = f"可用的字段：{'、'.join(FOLDER_FIELDS)}"
            raise DataFileError(str(folder / "gold.json"), f"“{stem}”没有可比的字段", advice)
        record = _read(folder / f"{stem}.txt", data, with_text=True)
        got = header_line_values(record) if record is not None else {}
        for name in FOLDER_FIELDS:
            if name in fields:
                scores.append(compare_values(stem, name, _header_value(fields[name]), _header_value(got.get(name))))
    return summarise("documents", "真实公文：版头字段", scores, FOLDER_FIELDS, len(gold))


def header_line_values(record: Record) -> dict[str, str | None]:
    """The header of a record (extracted with its text) in the form of such a folder's gold."""
    places = [record.spans.get(f"addressees.{i}") for i in range(len(record.addressees))]
    known = [place for place in places if place is not None]
    line = None
    if known and record.text is not None:
        line = record.text[known[0].start : known[-1].end] + "："
    return {
        "document_number": record.document_number.text if record.document_number else None,
        "title": record.title,
        "issuer": "、".join(record.issuers) or None,
        "written_date": record.written_date,
        "addressee_line": line,
    }


def _header_value(text: str | None) -> list[Value]:
    return [Value("", (("", squeeze(text)),))] if text else []


def _read(path: Path, data: Data, with_text: bool = False) -> Record | None:
    try:
        return extract_record(read_file(path), data, with_text)
    except DocCheckerError:
        return None


def summarise(
    identifier: str, title: str, scores: Sequence[FieldScore], names: Iterable[str], documents: int
) -> Section:
    """The scores of all documents as one section: values, precision, recall and exact documents of each field."""
    section = Section(identifier, title, ["字段", "标准值", "正确", "漏", "多", "精确率", "召回率", "完全一致的文件"])
    for name in names:
        own = [score for score in scores if score.field == name]
        if own:
            _add_row(section, name, own)
    total = [score for score in scores if score.gold or score.got]
    right, gold, got = (sum(getattr(s, key) for s in total) for key in ("right", "gold", "got"))
    section.measure("all.precision", ratio(right, got))
    section.measure("all.recall", ratio(right, gold))
    section.rows.append(["合计", *_numbers(total), _count_exact(scores)])
    section.counts = {"documents": documents, "values": gold}
    section.wrong = [wrong for score in scores for wrong in score.wrong]
    return section


def _add_row(section: Section, name: str, scores: Sequence[FieldScore]) -> None:
    right, gold, got = (sum(getattr(s, key) for s in scores) for key in ("right", "gold", "got"))
    section.measure(f"{name}.precision", ratio(right, got))
    section.measure(f"{name}.recall", ratio(right, gold))
    section.measure(f"{name}.exact", ratio(sum(s.exact for s in scores), len(scores)))
    shown = FIELD_NAMES.get(name) or FOLDER_FIELDS[name]
    section.rows.append([shown, *_numbers(scores), _count_exact(scores)])


def _numbers(scores: Sequence[FieldScore]) -> list[str]:
    right, gold, got = (sum(getattr(s, key) for s in scores) for key in ("right", "gold", "got"))
    shares = [show_share(ratio(right, got)), show_share(ratio(right, gold))]
    return [str(gold), str(right), str(gold - right), str(got - right), *shares]


def _count_exact(scores: Sequence[FieldScore]) -> str:
    documents = {score.document for score in scores}
    inexact = {score.document for score in scores if not score.exact}
    return f"{len(documents - inexact)}/{len(documents)}"
