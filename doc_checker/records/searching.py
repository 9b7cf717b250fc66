"""Questions to a store: by header values, units, state, format and words of the text."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ..data import Data
from ..document_numbers import find_numbers
from ..errors import UsageError
from ..store import STATES
from ..text import compact, fold, squeeze
from .index import Index
from .segmenting import match_phrase, plain

_DATE = re.compile(r"(\d{4})(?:[-./年](\d{1,2})(?:[-./月](\d{1,2})日?|月)?|年)?")
_AROUND = 24  # characters on each side of a quotation
_HASH = re.compile(r"[0-9a-f]{6,64}")


@dataclass(frozen=True)
class Question:
    """What is asked for; every part that is given must hold.

    ``words``: texts that the document contains. ``agency``: how the 机关代字 begins. ``issuer``, ``unit``: part of a name.
    ``document_type``: the 文种, whole. ``since``, ``until``: 成文日期 (2023, 2023-05 or 2023-05-01), both included.
    """

    words: tuple[str, ...] = ()
    agency: str | None = None
    year: int | None = None
    issuer: str | None = None
    document_type: str | None = None
    since: str | None = None
    until: str | None = None
    unit: str | None = None
    states: tuple[str, ...] = ()
    format: str | None = None


@dataclass(frozen=True)
class Hit:
    """One input of the store as lists show it; ``first`` names the input with the same bytes (state ``duplicate``)."""

    path: str
    state: str
    error: str | None
    format: str | None
    sha256: str | None
    first: str | None
    number: str | None
    title: str | None
    issuers: tuple[str, ...]
    document_type: str | None
    written_date: str | None


HIT_COLUMNS = "r.path, r.state, r.error, r.format, r.sha256, r.first, r.number, r.title, r.issuers, r.type, r.date"


def make_hit(found: Sequence[Any]) -> Hit:
    """The hit of a row that holds HIT_COLUMNS."""
    path, state, error, kind, sha256, first, number, title, issuers, document_type, written_date = found
    names = tuple(json.loads(issuers))
    return Hit(path, state, error, kind, sha256, first, number, title, names, document_type, written_date)


def find_hits(index: Index, question: Question, limit: int | None = None) -> Iterator[Hit]:
    """What answers a question: with words the best first, else the newest. Raises UsageError for a date that is none."""
    source, values = _source(question)
    order = "t.rank, r.path" if question.words else "r.date IS NULL, r.date DESC, r.number, r.path"
    query = f"SELECT {HIT_COLUMNS} FROM {source} ORDER BY {order} LIMIT ?"
    for found in index.each(query, (*values, -1 if limit is None else limit)):
        yield make_hit(found)


def find_paths(index: Index, question: Question) -> Iterator[str]:
    """The paths of all that answers a question, in the order of the store."""
    source, values = _source(question)
    for (path,) in index.each(f"SELECT r.path FROM {source} ORDER BY r.shard, r.offset", values):
        yield path


def count_hits(index: Index, question: Question) -> int:
    """How much answers a question."""
    source, values = _source(question)
    return int(index.select(f"SELECT count(*) FROM {source}", values)[0][0])


def _source(question: Question) -> tuple[str, list[Any]]:
    """FROM and WHERE of a question with their values."""
    tables, terms, values = "records AS r", [], list[Any]()
    if question.words:
        tables = "texts AS t JOIN records AS r ON r.doc = t.rowid"
        phrases = [_phrase(word) for each in question.words for word in each.split() or [each]]
        terms.append("t.texts MATCH ?")
        values.append(" AND ".join(phrases))
    for column, value in (("r.year", question.year), ("r.type", question.document_type), ("r.format", question.format)):
        if value is not None:
            terms.append(f"{column} = ?")
            values.append(value)
    if question.agency is not None:
        terms.append("substr(r.agency, 1, length(?)) = ?")
        values += [compact(question.agency).value] * 2
    if question.issuer is not None:
        terms.append("instr(r.issuers, ?) > 0")
        values.append(json.dumps(question.issuer.strip(), ensure_ascii=False)[1:-1])
    if question.unit is not None:
        terms.append("r.doc IN (SELECT doc FROM units JOIN record_units USING (unit) WHERE instr(name, ?) > 0)")
        values.append(question.unit.strip())
    since, until = _period(question)
    if since is not None:
        terms.append("r.date >= ?")
        values.append(since)
    if until is not None:
        terms.append("r.date <= ?")
        values.append(until)
    if question.states:
        if unknown := [state for state in question.states if state not in STATES]:
            raise UsageError(unknown[0], "没有这种状态", f"可用：{'、'.join(STATES)}")
        terms.append(f"r.state IN ({', '.join('?' * len(question.states))})")
        values += question.states
    return f"{tables} WHERE {' AND '.join(terms)}" if terms else tables, values


def quote_around(text: str, words: Iterable[str]) -> str | None:
    """The first of the words in a text, with what is around it as printed; line breaks left out, as Chinese is written."""
    bare = squeeze(text)
    folded = fold(bare)  # of the same length
    for word in (part for each in words for part in each.split()):
        match = re.search(re.escape(fold(word)), folded, re.IGNORECASE)
        if match:
            start, end = max(0, match.start() - _AROUND), match.end() + _AROUND
            return f"{'…' if start else ''}{bare[start:end]}{'…' if end < len(bare) else ''}"
    return None


def _phrase(word: str) -> str:
    phrase = match_phrase(word)
    if phrase is None:
        raise UsageError(word, "没有可查找的字词", "请写汉字、字母或数字")
    return phrase


def _period(question: Question) -> tuple[str | None, str | None]:
    since = None if question.since is None else parse_period(question.since)[0]
    until = None if question.until is None else parse_period(question.until)[1]
    if since is not None and until is not None and since > until:
        raise UsageError(f"{question.since}—{question.until}", "起始日期晚于截止日期", "请对调")
    return since, until


def parse_period(typed: str) -> tuple[str, str]:
    """First and last day (ISO) of a typed year, month or day. Raises UsageError."""
    match = _DATE.fullmatch(plain(typed))
    try:
        if match is None:
            raise ValueError
        year, month, day = (None if part is None else int(part) for part in match.groups())
        first = date(year or 0, month or 1, day or 1)
        if month is None:
            return first.isoformat(), first.replace(month=12, day=31).isoformat()
        if day is None:
            following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
            return first.isoformat(), (following - timedelta(days=1)).isoformat()
        return first.isoformat(), first.isoformat()
    except ValueError:
        raise UsageError(typed, "不是日期", "请写成 2023、2023-05 或 2023-05-01") from None


def normal_number(typed: str, data: Data) -> str | None:
    """A document number as records write it, of any way to type it (brackets, spaces, 第, full width, 号 left out)."""
    value = compact(typed.strip("《》“”\"' ")).value
    for text in (value, f"{value}号"):
        found = find_numbers(text, data)
        if len(found) == 1 and found[0].end == len(text):
            return found[0].text
    return None


def find_documents(index: Index, typed: str, data: Data) -> list[Hit]:
    """The inputs that a path, a SHA-256 (its first six digits or more) or a document number names, by path."""
    tail = typed.replace("\\", "/").lstrip("/")
    absolute = os.path.normpath(os.path.abspath(typed))
    found = _hits(index, "r.path = ?", absolute) or _hits(index, "r.path = ?", typed)
    if not found and _HASH.fullmatch(typed.lower()):
        low = typed.lower()
        found = _hits(index, "r.sha256 >= ? AND r.sha256 < ?", low, f"{low}g")
    if not found and (number := normal_number(typed, data)):
        found = _hits(index, "r.number = ?", number)
    if not found and tail:
        found = _hits(index, "substr(r.path, -length(?)) = ?", f"/{tail}", f"/{tail}")
    return found


def _hits(index: Index, condition: str, *values: str) -> list[Hit]:
    query = f"SELECT {HIT_COLUMNS} FROM records AS r WHERE {condition} ORDER BY r.path"
    return [make_hit(found) for found in index.select(query, values)]
