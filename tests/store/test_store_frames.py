"""Lines and frames: what is packed comes back, alone or by a scan, and damage never passes for a line."""

from __future__ import annotations

import gzip
import json

from hypothesis import given
from hypothesis import strategies as st

from doc_checker.store.frames import FIELDS, envelope_of, make_frame, open_frame, record_of, scan_frames

texts = st.text(st.characters(exclude_categories=["Cs"]))


def envelope(**values: object) -> dict[str, object]:
    return {**dict.fromkeys(FIELDS), "path": "/a.txt", "state": "ok", **values}


@given(texts, st.dictionaries(texts, texts))
def test_a_line_comes_back(path: str, record: dict[str, str]) -> None:
    written = json.dumps(record, ensure_ascii=False).encode()
    line = open_frame(make_frame(envelope(path=path), written).packed)
    assert line is not None
    assert line.endswith(b"\n")
    assert record_of(line) == written
    assert envelope_of(line) == envelope(path=path)
    assert json.loads(line) == {**envelope(path=path), "record": record}


def test_a_value_that_looks_like_the_key_does_not_confuse() -> None:
    line = open_frame(
        make_frame(envelope(path='x","record":null}', error=',"record":{'), b'{"a":",\\"record\\":1"}').packed
    )
    assert line is not None
    assert record_of(line) == b'{"a":",\\"record\\":1"}'
    assert envelope_of(line)["path"] == 'x","record":null}'


def test_a_line_without_record() -> None:
    line = open_frame(make_frame(envelope(state="timeout"), None).packed)
    assert line is not None
    assert record_of(line) is None
    assert json.loads(line)["record"] is None


def test_a_shard_is_gzip() -> None:
    shard = b"".join(make_frame(envelope(path=f"/{n}"), b'{"n":%d}' % n).packed for n in range(3))
    assert [json.loads(line)["record"]["n"] for line in gzip.decompress(shard).splitlines()] == [0, 1, 2]


def test_any_flipped_bit_is_seen() -> None:
    packed = make_frame(envelope(), b'{"title":"\xe9\x80\x9a\xe7\x9f\xa5"}').packed
    whole = open_frame(packed)
    for place in range(len(packed) * 8):
        damaged = bytearray(packed)
        damaged[place // 8] ^= 1 << place % 8
        assert open_frame(bytes(damaged)) in (None, whole)  # the length in the header is the scan's


def test_a_scan_goes_round_damage() -> None:
    frames = [make_frame(envelope(path=f"/{n}"), b"{}").packed for n in range(5)]
    damaged = bytearray(b"".join(frames))
    start = len(frames[0]) + len(frames[1])
    damaged[start + 30] ^= 0xFF
    found = list(scan_frames(bytes(damaged), len(damaged)))
    assert [line is None for _, _, line in found] == [False, False, True, False, False]
    assert found[2][:2] == (start, len(frames[2]))
    cut = b"".join(frames)[:-5]
    assert [line is None for _, _, line in scan_frames(cut, len(cut))] == [False] * 4 + [True]
