"""Full-text search over a store, several ways: size, time to build, time to ask, recall.

``python -m tools.measure_search STORE`` (after ``ingest``). The truth is whether the words stand in the text, white space and width
aside. DuckDB is measured where it is installed and the store has Parquet files.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from doc_checker.records.segmenting import index_words, match_phrase, plain
from doc_checker.store import Store

QUERIES = (
    "公积金",
    "首套房",
    "信用",
    "税",
    "2024年9月1日",
    "不动产权证书",
    "个人所得税优惠",
    "一网通办",
    "区县",
    "套住房贷款利率",
)
ROUNDS = 3


def texts(folder: Path) -> Iterator[str]:
    """The texts of all records."""
    with Store.open(folder) as store:
        for _, record in store.records():
            yield json.loads(record)["text"] or ""


def jieba_words(text: str) -> str:
    """Words of a dictionary, a space between."""
    import jieba

    return " ".join(word for word in jieba.cut(plain(text)) if word.strip())


def jieba_phrase(typed: str) -> str:
    """The phrase of the same words."""
    return '"' + jieba_words(typed).replace('"', "") + '"'


def fts(
    name: str, words: Callable[[str], str], phrase: Callable[[str], str | None], options: str, folder: Path, size: int
) -> None:
    """One kind of FTS5 index: build it, ask it, tell."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "x.sqlite"
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute(f"CREATE VIRTUAL TABLE t USING fts5(words, {options})")
        bodies = list(texts(folder))
        words("预热")
        begun = time.process_time()
        connection.execute("BEGIN")
        for number, text in enumerate(bodies):
            connection.execute("INSERT INTO t (rowid, words) VALUES (?, ?)", (number, words(text)))
        connection.execute("COMMIT")
        built = time.process_time() - begun

        def ask(query: str) -> set[int]:
            made = phrase(query)
            if made is None:
                return set()
            return {number for (number,) in connection.execute("SELECT rowid FROM t WHERE t MATCH ?", (made,))}

        tell(name, built, path.stat().st_size / size, ask, bodies)
        connection.close()


def tell(name: str, built: float, share: float, ask: Callable[[str], Iterable[int]], bodies: list[str]) -> None:
    """Ask all queries; print a row."""
    plains = [plain(body) for body in bodies]
    found = wanted = wrong = 0
    seconds = []
    for query in QUERIES:
        truth = {number for number, text in enumerate(plains) if plain(query) in text}
        rounds = []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            given = set(ask(query))
            rounds.append(time.perf_counter() - begun)
        seconds.append(min(rounds))
        found += len(given & truth)
        wanted += len(truth)
        wrong += len(given - truth)
    middle, longest = statistics.median(seconds) * 1000, max(seconds) * 1000
    print(
        f"{name}: built in {built:.1f} s of processor time, {share:.2f} of the text's bytes; "
        f"{middle:.1f} ms median, {longest:.1f} ms longest; "
        f"recall {found / wanted:.3f}, {wrong} wrong of {found + wrong}",
        flush=True,
    )


def main() -> None:
    """Measure all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path)
    folder: Path = parser.parse_args().store
    bodies = list(texts(folder))
    size = sum(len(body.encode()) for body in bodies)
    print(f"{len(bodies)} texts, {size / 1e6:.0f} MB")
    fts("pairs", index_words, match_phrase, "content='', tokenize='ascii'", folder, size)
    fts("threes (trigram)", plain, lambda q: f'"{plain(q)}"', "content='', tokenize='trigram'", folder, size)
    fts("words (jieba)", jieba_words, jieba_phrase, "content='', tokenize='unicode61'", folder, size)
    duck(folder, bodies, size)


def duck(folder: Path, bodies: list[str], size: int) -> None:
    """DuckDB, no index: LIKE over the Parquet files, whose texts are as they were read, with line breaks."""
    try:
        import duckdb
    except ImportError:
        return
    files = sorted((folder / "parquet").glob("*.parquet"))
    connection = duckdb.connect()
    source = f"read_parquet({[str(path) for path in files]!r})"
    stored = sum(path.stat().st_size for path in files)

    def ask(query: str, column: str) -> set[int]:
        # The position among the records is the order of the store.
        rows = connection.execute(
            f"SELECT n FROM (SELECT row_number() OVER () - 1 AS n, text FROM {source} WHERE state IN ('ok', 'partial')) "
            f"WHERE {column} LIKE ?",
            (f"%{query}%",),
        )
        return {number for (number,) in rows.fetchall()}

    tell("DuckDB, LIKE", 0.0, stored / size, lambda query: ask(query, "text"), bodies)
    bare = r"lower(regexp_replace(text, '\s', '', 'g'))"
    tell("DuckDB, LIKE without white space", 0.0, stored / size, lambda query: ask(query, bare), bodies)


if __name__ == "__main__":
    main()
