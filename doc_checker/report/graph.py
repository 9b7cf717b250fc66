"""A citation graph as GraphML (Gephi, yEd, networkx) and as JSON (nodes and links)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from ..display import printable
from ..records import Graph

_NODE_KEYS = {
    "number": "string",
    "title": "string",
    "issuer": "string",
    "written_date": "string",
    "held": "boolean",
    "files": "int",
}
_EDGE_KEYS = {"by": "string", "count": "int"}


def render_graph_json(graph: Graph) -> str:
    """Nodes and links; ``held`` is false for a number that no input of the store bears."""
    value = {
        "schema_version": "1",
        "directed": True,
        "nodes": [asdict(node) for node in graph.nodes],
        "links": [asdict(edge) for edge in graph.edges],
    }
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def render_graphml(graph: Graph) -> str:
    """GraphML 1.0; an edge goes from the citing to the cited document."""
    return "\n".join(_graphml(graph)) + "\n"


def _graphml(graph: Graph) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    for domain, keys in (("node", {"label": "string", **_NODE_KEYS}), ("edge", _EDGE_KEYS)):
        for name, kind in keys.items():
            yield f'  <key id="{domain}_{name}" for="{domain}" attr.name="{name}" attr.type="{kind}"/>'
    yield '  <graph id="citations" edgedefault="directed">'
    for node in graph.nodes:
        label = node.number or node.title or node.id
        data = _data("node", {"label": label, **{name: getattr(node, name) for name in _NODE_KEYS}})
        yield f"    <node id={quoteattr(printable(node.id))}>{data}</node>"
    for edge in graph.edges:
        ends = f"source={quoteattr(printable(edge.source))} target={quoteattr(printable(edge.target))}"
        yield f"    <edge {ends}>{_data('edge', {name: getattr(edge, name) for name in _EDGE_KEYS})}</edge>"
    yield "  </graph>"
    yield "</graphml>"


def _data(domain: str, values: dict[str, Any]) -> str:
    return "".join(
        f'<data key="{domain}_{name}">{escape(printable(_text(value)))}</data>'
        for name, value in values.items()
        if value is not None
    )


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
