"""一份方案、几个文件: the records of the files of one plan joined into one record.

One file is the main one: the header, the title and the clauses without prefix are its own. Each further file becomes an
attachment: under the number that it carries itself (附件2), else the one under which the main file announces its title
or that its name begins with (附件2：任务分工表.xlsx), else the next free number. Offsets count through the texts of the
files, put one after the other; pages are those of each file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, TypeVar

import regex

from .model import Attachment, Clause, Record, Source, Span
from .model.base import Frozen
from .text import fold, squeeze

T = TypeVar("T")

_ROOT = regex.compile(r"^附(\d*)(?:#\d+)?$")
_NAMED = regex.compile(r"^附(?:件|表)?[\s_-]*(\d{1,2})(?!\d)")
_LEAST = 4  # characters of a title that can be told from another
_SEPARATOR = "\n"


def join_records(records: Sequence[Record]) -> Record:
    """One record of several, read with their texts (``with_text``); a single one is returned as it is."""
    if len(records) == 1:
        return records[0]
    main = max(records, key=_weight)  # the first of equals
    further = [record for record in records if record is not main]
    numbers = _Numbers(main, further)
    offset = len(_text(main)) + len(_SEPARATOR)
    parts: list[_Part] = []
    for record in further:
        parts.append(_attach(_moved(record, offset), numbers))
        offset += len(_text(record)) + len(_SEPARATOR)
    moved = [part.record for part in parts]
    doubts = {**main.confidence, **{key: value for part in parts for key, value in part.confidence.items()}}
    return main.model_copy(
        update={
            "source": _source(main, further),
            "attachments": [*main.attachments, *(each for part in parts for each in part.attachments)],
            "clauses": [*main.clauses, *(clause for part in parts for clause in part.clauses)],
            "tasks": [*main.tasks, *(task for record in moved for task in record.tasks)],
            "doubtful": [*main.doubtful, *(name for part in parts for name in part.confidence)],
            "confidence": doubts,
            "text": _SEPARATOR.join(map(_text, (main, *further))),
            **{
                name: [value for record in (main, *moved) for value in getattr(record, name)]
                for name in ("citations", "times", "tables", "unit_lists", "rosters", "indicator_systems", "findings")
            },
        }
    )


def _weight(record: Record) -> int:
    """How much a file looks like the main one: a document number, else a title over clauses of its own."""
    if record.document_number is not None:
        return 2
    own = any(not _is_attachment(clause) and clause.id != "标题" for clause in record.clauses)
    return int(bool(record.title) and own and record.source.format != "xlsx")


def _text(record: Record) -> str:
    if record.text is None:
        raise ValueError(f"{record.source.name}: records are joined by their texts, read it with_text")
    return record.text


def _source(main: Record, further: Sequence[Record]) -> Source:
    """The main file's source with the names of all files, and a hash over all their hashes in that order."""
    records = (main, *further)
    names = "、".join(record.source.name for record in records)
    digest = hashlib.sha256("\n".join(record.source.sha256 for record in records).encode()).hexdigest()
    return main.source.model_copy(update={"name": names, "sha256": digest})


def _is_attachment(clause: Clause) -> bool:
    return bool(_ROOT.match(clause.id))


class _Numbers:
    """Which attachment numbers are taken, announced or claimed."""

    def __init__(self, main: Record, further: Iterable[Record]) -> None:
        self._used = {clause.id.partition("#")[0] for clause in main.clauses if _is_attachment(clause)}
        self._waiting = {
            _root(entry.number): _key(entry.title)
            for entry in main.attachments
            if _root(entry.number) not in self._used
        }
        # A file that is nothing but a marked attachment has the first right to its number.
        self._claimed = {
            clause.id for record in further if all(map(_is_attachment, record.clauses)) for clause in record.clauses
        }

    def is_announced(self, root: str) -> bool:
        """Whether the main file lists an attachment of this number."""
        return root in self._waiting

    def marked(self, root: str, alone: bool) -> str:
        """The number for an attachment that carries ``root``; ``alone``: its file holds nothing else."""
        own = root.partition("#")[0]
        if own in self._used or (not alone and (own in self._waiting or own in self._claimed)):
            return self._free()
        return self._take(own)

    def unmarked(self, record: Record) -> str:
        """The number for a file without a mark of its own."""
        stem = PurePath(record.source.name).stem
        titles = [key for key in (_key(record.title or ""), _key(stem)) if len(key) >= _LEAST]
        for root, announced in self._waiting.items():
            alike = any(announced in title or title in announced for title in titles)
            if len(announced) >= _LEAST and alike and root not in self._used | self._claimed:
                return self._take(root)
        named = _NAMED.match(fold(stem))
        if named and (root := _root(int(named[1]))) not in self._used | self._claimed:
            return self._take(root)
        return self._free()

    def _free(self) -> str:
        number = 1
        while (root := _root(number)) in self._used or root in self._waiting or root in self._claimed:
            number += 1
        return self._take(root)

    def _take(self, root: str) -> str:
        self._used.add(root)
        return root


def _root(number: int | None) -> str:
    return f"附{number or ''}"


def _key(title: str) -> str:
    return regex.sub(r"[\s\p{P}]+", "", fold(squeeze(title)))


@dataclass
class _Part:
    """A further file as attachments of the main one."""

    record: Record
    clauses: list[Clause] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    confidence: dict[str, float] = field(default_factory=dict)


def _attach(record: Record, numbers: _Numbers) -> _Part:
    """A further record (its spans moved already) with the ids that it has in the joined one."""
    own = [clause for clause in record.clauses if _is_attachment(clause)]
    body = [clause for clause in record.clauses if not _is_attachment(clause)]
    part = _Part(record)
    names: dict[str, str] = {}
    if body:
        root = numbers.unmarked(record)
        title = next((clause for clause in body if clause.id == "标题"), None)
        others = [clause for clause in body if clause is not title]
        names |= {clause.id: f"{root}.{clause.id}" for top in others for clause in top.walk()}
        names["标题"] = root
        part.clauses.append(_as_root(root, record, title, [_renamed(clause, names, 1) for clause in others]))
        part.attachments += _listed(root, part.clauses[-1].heading, numbers)
    for clause in own:
        root = numbers.marked(clause.id, alone=not body)
        names |= {each.id: root + each.id.removeprefix(clause.id) for each in clause.walk()}
        part.clauses.append(_renamed(clause, names))
        part.attachments += _listed(root, clause.heading, numbers)
    part.confidence = {
        f"clauses.{names[key]}": value
        for name, value in record.confidence.items()
        if name.startswith("clauses.") and (key := name.removeprefix("clauses.")) in names
    }
    tasks = [
        task.model_copy(
            update={
                "id": names.get(task.id, task.id),
                "responsibility_source": names.get(task.responsibility_source or "", task.responsibility_source),
            }
        )
        for task in record.tasks
    ]
    part.record = record.model_copy(update={"tasks": tasks})
    return part


def _as_root(root: str, record: Record, title: Clause | None, children: list[Clause]) -> Clause:
    """The clause over a file's body: its title as printed, else nothing but the file's name as heading."""
    heading = (title.heading or squeeze(title.text)) if title else record.title or PurePath(record.source.name).stem
    if title is not None:
        return title.model_copy(update={"id": root, "heading": heading, "children": children})
    start = min(child.span.start for child in children)
    page = children[0].span.page
    span = Span(page=page, start=start, end=start)
    return Clause(id=root, label=None, level=1, heading=heading, text="", span=span, children=children)


def _listed(root: str, title: str | None, numbers: _Numbers) -> Iterator[Attachment]:
    """The entry of an attachment that the main file does not list itself."""
    if not numbers.is_announced(root):
        number = root.removeprefix("附")
        yield Attachment(number=int(number) if number else None, title=title or "")


def _renamed(clause: Clause, names: Mapping[str, str], deeper: int = 0) -> Clause:
    children = [_renamed(child, names, deeper) for child in clause.children]
    update = {"id": names[clause.id], "level": clause.level + deeper, "children": children}
    return clause.model_copy(update=update)


def _moved(value: T, offset: int) -> T:
    """A value with every span in it moved on."""
    result: Any = value
    if isinstance(value, Span):
        result = value.model_copy(update={"start": value.start + offset, "end": value.end + offset})
    elif isinstance(value, Frozen):
        fields = type(value).model_fields
        result = value.model_copy(update={name: _moved(getattr(value, name), offset) for name in fields})
    elif isinstance(value, list):
        result = [_moved(each, offset) for each in value]
    elif isinstance(value, dict):
        result = {key: _moved(each, offset) for key, each in value.items()}
    moved: T = result
    return moved
