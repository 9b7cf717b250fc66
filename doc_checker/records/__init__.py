"""查询: what a store holds, found by number, path, hash, header values, units, words and citations.

The index beside the store (``index.sqlite``) is brought up to date when it is opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from ..data import Data, default_data
from ..errors import DamagedStore, MissingExtra, UsageError
from ..store import READABLE, Row, Store
from ..store.frames import record_of
from ..store.reader import Replaced
from .citations import Citing, Edge, Graph, Node, find_citing, make_graph
from .index import Index, Progress, read_rows, reading
from .searching import Hit, Question, count_hits, find_documents, find_hits, find_paths, normal_number, quote_around
from .statistics import Statistics, count_all

if TYPE_CHECKING:
    import pandas
    import polars

    from ..model import Record


class Records:
    """A store opened for questions. Raises NotAStore, DamagedStore.

    ``damaged``: records that could not be read and are left out; more may be found while records are read.
    """

    def __init__(self, path: str | Path, data: Data | None = None, on_wait: Progress | None = None) -> None:
        self._data = data
        self.store = Store.open(path)
        try:
            self.index = Index(self.store, on_wait)
        except BaseException:
            self.store.close()
            raise
        self.damaged: list[DamagedStore] = self.index.damaged
        self._noted = {str(error) for error in self.damaged}

    def __enter__(self) -> Records:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close its files."""
        self.index.close()
        self.store.close()

    def __len__(self) -> int:
        return self.store.count()

    def hits(self, question: Question | None = None, limit: int | None = None) -> Iterator[Hit]:
        """What answers a question: with words the best first, else the newest."""
        return find_hits(self.index, question or Question(), limit)

    def count(self, question: Question | None = None) -> int:
        """How many inputs answer a question."""
        return count_hits(self.index, question or Question())

    def rows(self, question: Question | None = None) -> Iterator[Row]:
        """The rows of the manifest that answer a question, in the order of the store."""
        if question is None or question == Question():
            yield from read_rows(self.store)
            return
        for path in find_paths(self.index, question):
            yield from self._at(path)

    def lines(self, question: Question | None = None) -> Iterator[tuple[Row, bytes | None]]:
        """The rows that answer a question with their records (JSON); None for an input that gave none."""
        for row, line in self.whole_lines(question):
            yield row, record_of(line)

    def whole_lines(self, question: Question | None = None) -> Iterator[tuple[Row, bytes]]:
        """The rows that answer a question with their whole lines."""
        for row in self.rows(question):
            try:
                line = self.store.line(row)
            except Replaced:
                continue  # what replaced it follows
            except DamagedStore as error:
                self._note(error)
                continue
            yield row, line

    def records(self, question: Question | None = None) -> Iterator[Record]:
        """The records that answer a question, with their texts."""
        from ..model import Record

        for _, record in self.lines(question):
            if record is not None:
                yield Record.model_validate_json(record)

    def find(self, typed: str) -> list[Hit]:
        """The inputs that a document number, a path (or its end) or a SHA-256 (six digits or more) names."""
        return find_documents(self.index, typed, self._knowledge())

    def read(self, hit: Hit) -> bytes | None:
        """The record (JSON) of a hit, that of its first for a duplicate; None where there is none. Raises DamagedStore."""
        for row in self._at(hit.first or hit.path):
            return self.store.read(row)
        return None

    def quote(self, hit: Hit, question: Question) -> str | None:
        """Where the first of the question's words stands in the text, with what is around it; None where no words were asked."""
        if not question.words or hit.state not in READABLE:
            return None
        import json

        try:
            found = self.read(hit)
        except DamagedStore as error:
            self._note(error)
            return None
        return None if found is None else quote_around(json.loads(found)["text"] or "", question.words)

    def citing(self, number: str) -> list[Citing]:
        """Who cites a document number, typed in any way. Raises UsageError where it is none."""
        return find_citing(self.index, self.number(number))

    def number(self, typed: str) -> str:
        """A document number as records write it. Raises UsageError where it is none."""
        found = normal_number(typed, self._knowledge())
        if found is None:
            raise UsageError(typed, "不是发文字号", "请写成 鲁交法函〔2023〕5号 的样子")
        return found

    def graph(self) -> Graph:
        """The citation graph."""
        return make_graph(self.index)

    def statistics(self) -> Statistics:
        """Counts over the whole store."""
        return count_all(self.index)

    def flat(self, question: Question | None = None) -> Iterator[dict[str, Any]]:
        """One flat row for each input (columns: ``store.parquet.COLUMNS``)."""
        import json

        from ..store.parquet import flatten

        for row, record in self.lines(question):
            yield flatten(row, None if record is None else json.loads(record))

    def to_pandas(self, question: Question | None = None, columns: Iterable[str] | None = None) -> pandas.DataFrame:
        """A pandas DataFrame, a row for each input. Raises MissingExtra without pandas, UsageError for an unknown column."""
        try:
            import pandas
        except ImportError:
            raise MissingExtra("to_pandas", "需要 pandas", "请用 pip install pandas 安装") from None
        from ..store.parquet import NUMBERS

        names = _known(columns)
        rows = [tuple(row[name] for name in names) for row in self.flat(question)]
        frame = pandas.DataFrame.from_records(rows, columns=names)
        return frame.astype({name: "Int64" for name in names if name in NUMBERS})

    def to_polars(self, question: Question | None = None, columns: Iterable[str] | None = None) -> polars.DataFrame:
        """A polars DataFrame, a row for each input. Raises MissingExtra without polars, UsageError for an unknown column."""
        try:
            import polars
        except ImportError:
            raise MissingExtra("to_polars", "需要 polars", "请用 pip install polars 安装") from None
        from ..store.parquet import LISTS, NUMBERS

        types = dict.fromkeys(NUMBERS, polars.Int64()) | dict.fromkeys(LISTS, polars.List(polars.String))
        schema = {name: types.get(name, polars.String()) for name in _known(columns)}
        return polars.DataFrame([{name: row[name] for name in schema} for row in self.flat(question)], schema=schema)

    def _note(self, error: DamagedStore) -> None:
        if str(error) not in self._noted:
            self._noted.add(str(error))
            self.damaged.append(error)

    def _at(self, path: str) -> list[Row]:
        with reading(self.store):
            return self.store.find(path=path)

    def _knowledge(self) -> Data:
        if self._data is None:
            self._data = default_data()
        return self._data


def _known(columns: Iterable[str] | None) -> list[str]:
    from ..store.parquet import COLUMNS

    names = list(COLUMNS if columns is None else columns)
    for name in names:
        if name not in COLUMNS:
            raise UsageError(name, "没有这一列", f"可用：{'、'.join(COLUMNS)}")
    return names


__all__ = ["Citing", "Edge", "Graph", "Hit", "Node", "Question", "Records", "Statistics", "normal_number"]
