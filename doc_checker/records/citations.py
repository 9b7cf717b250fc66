"""Who cites whom: by document number, or by a title that one document of the store alone bears."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from .index import Index
from .searching import HIT_COLUMNS, Hit, make_hit

# A title that documents of different numbers bear names none of them; nor does one of a document without number.
_TITLES = """
SELECT title_key, min(number) AS number FROM (
  SELECT title_key, number FROM records WHERE title_key IS NOT NULL
  UNION SELECT inner_key, number FROM records WHERE inner_key IS NOT NULL
) GROUP BY title_key HAVING count(DISTINCT coalesce(number, '')) = 1 AND min(number) IS NOT NULL
"""


@dataclass(frozen=True)
class Citing:
    """A document that cites another: how often, and whether by number or by title alone."""

    hit: Hit
    by: str
    count: int
    title: str | None


@dataclass(frozen=True)
class Node:
    """A document of the citation graph. ``held``: the store has it; else it is only cited. ``files``: how many inputs hold it."""

    id: str
    number: str | None
    title: str | None
    issuer: str | None
    written_date: str | None
    held: bool
    files: int


@dataclass(frozen=True)
class Edge:
    """``source`` cites ``target`` so many times, ``by`` number, or by title alone."""

    source: str
    target: str
    by: str
    count: int


@dataclass(frozen=True)
class Graph:
    """The citation graph of a store."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def find_citing(index: Index, number: str) -> list[Citing]:
    """The inputs that cite a document number (normalised), or by title the document that alone has it; by date, then path.

    A document that prints its own number cites nobody by that.
    """
    query = f"""
    SELECT {HIT_COLUMNS}, min(c.how), count(*), max(c.title) FROM (
      SELECT doc, 'number' AS how, title FROM citations WHERE number = :number
      UNION ALL
      SELECT c.doc, 'title', c.title FROM citations AS c JOIN ({_TITLES}) AS t ON t.title_key = c.title_key
      WHERE c.number IS NULL AND t.number = :number
    ) AS c JOIN records AS r ON r.doc = c.doc WHERE r.number IS NOT :number GROUP BY r.doc ORDER BY r.date IS NULL, r.date, r.path
    """.replace(":number", "?1")
    return [Citing(make_hit(row[:11]), row[11], row[12], row[13]) for row in index.select(query, (number,))]


def make_graph(index: Index) -> Graph:
    """The documents that cite or are cited, and all that have a number; the files of one number are one document.

    A document without a number is named by its file's hash.
    """
    nodes: dict[str, Node] = {}
    names: dict[int, str] = {}
    files: Counter[str] = Counter()
    query = "SELECT doc, number, sha256, title, issuers, date, path FROM records WHERE state IN ('ok', 'partial') ORDER BY path"
    for doc, number, sha256, title, issuers, date, path in index.select(query):
        name = number or (f"sha256:{sha256}" if sha256 else path)
        names[doc] = name
        files[name] += 1
        if name not in nodes:
            nodes[name] = Node(name, number, title, _first(issuers), date, True, 1)
    edges = _edges(index, names)
    for edge in edges:
        if edge.target not in nodes:
            nodes[edge.target] = Node(edge.target, edge.target, _cited_title(index, edge.target), None, None, False, 0)
    linked = {edge.source for edge in edges} | {edge.target for edge in edges}
    kept = (
        Node(**{**vars(node), "files": files[name]})
        for name, node in sorted(nodes.items())
        if node.number is not None or name in linked
    )
    return Graph(tuple(kept), tuple(edges))


def _edges(index: Index, names: dict[int, str]) -> list[Edge]:
    found: dict[tuple[str, str], dict[int, Counter[str]]] = {}
    for doc, target, how, count in _links(index):
        source = names.get(doc)
        if source is not None and source != target:
            found.setdefault((source, target), {}).setdefault(doc, Counter())[how] += count
    edges = []
    for (source, target), files in sorted(found.items()):
        by = "number" if any(each["number"] for each in files.values()) else "title"
        edges.append(
            Edge(source, target, by, max(each.total() for each in files.values()))
        )  # files of one document say the same
    return edges


def _links(index: Index) -> Iterator[tuple[int, str, str, int]]:
    yield from index.select(
        "SELECT doc, number, 'number', count(*) FROM citations WHERE number IS NOT NULL GROUP BY doc, number"
    )
    yield from index.select(
        f"SELECT c.doc, t.number, 'title', count(*) FROM citations AS c JOIN ({_TITLES}) AS t ON t.title_key = c.title_key "
        "WHERE c.number IS NULL GROUP BY c.doc, t.number"
    )


def _cited_title(index: Index, number: str) -> str | None:
    """The title that is most often cited with a number."""
    query = "SELECT title FROM citations WHERE number = ? AND title IS NOT NULL GROUP BY title ORDER BY count(*) DESC, title LIMIT 1"
    found = index.select(query, (number,))
    return found[0][0] if found else None


def _first(issuers: str) -> str | None:

    listed: list[str] = json.loads(issuers)
    return listed[0] if listed else None
