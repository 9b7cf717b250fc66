"""Who cites whom: read in the notices."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

from doc_checker.records import Records
from doc_checker.report.graph import render_graph_json, render_graphml

SECOND_BATCH = "鲁交法函〔2023〕5号"


def test_citing_by_number_and_by_title(records: Records) -> None:
    found = [(each.hit.number, each.by) for each in records.citing("鲁交法函(2023)第5号")]
    # 岱交字〔2023〕27号 gives the number in brackets; 测交字〔2024〕1号 gives the title alone.
    assert found == [("岱交字〔2023〕27号", "number"), ("测交字〔2024〕1号", "title")]


def test_a_number_that_nobody_holds_is_cited_too(records: Records) -> None:
    assert [each.hit.number for each in records.citing("测交字[2020]99号")] == ["测交字〔2024〕2号"]


def test_nobody_cites(records: Records) -> None:
    assert records.citing("枣交便字〔2021〕18号") == []


def test_graph(records: Records) -> None:
    graph = records.graph()
    nodes = {node.id: node for node in graph.nodes}
    assert nodes[SECOND_BATCH].held
    assert nodes[SECOND_BATCH].files == 3
    assert not nodes["测交字〔2020〕99号"].held
    assert nodes["测交字〔2020〕99号"].title == "关于印发旧办法的通知"
    edges = {(edge.source, edge.target, edge.by) for edge in graph.edges}
    assert edges >= {
        ("岱交字〔2023〕27号", SECOND_BATCH, "number"),
        ("测交字〔2024〕1号", SECOND_BATCH, "title"),
        ("测交字〔2024〕2号", "测交字〔2020〕99号", "number"),
        ("测交字〔2024〕2号", "测交字〔2024〕1号", "number"),
    }
    assert all(edge.source != edge.target for edge in graph.edges)
    assert {node.id for node in graph.nodes} >= {end for edge in graph.edges for end in (edge.source, edge.target)}


def test_graph_files_say_the_same(records: Records, tmp_path: Path) -> None:
    graph = records.graph()
    value = json.loads(render_graph_json(graph))
    root = ElementTree.fromstring(render_graphml(graph))
    space = {"g": "http://graphml.graphdrawing.org/xmlns"}
    assert [node.get("id") for node in root.iterfind(".//g:node", space)] == [node["id"] for node in value["nodes"]]
    edges = [(edge.get("source"), edge.get("target")) for edge in root.iterfind(".//g:edge", space)]
    assert edges == [(link["source"], link["target"]) for link in value["links"]]
    held = {
        node.get("id"): node.findtext("g:data[@key='node_held']", namespaces=space)
        for node in root.iterfind(".//g:node", space)
    }
    assert held["测交字〔2020〕99号"] == "false"
    assert held[SECOND_BATCH] == "true"
