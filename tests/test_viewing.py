"""Boxes on the pages: each kind stands where the value is printed."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from doc_checker.errors import UnsupportedFormat
from doc_checker.extract import extract_record
from doc_checker.readers import read_file
from doc_checker.viewing import KINDS, find_regions, view_pages

CORPUS = Path(__file__).parent.parent / "corpus"
NOTICE = CORPUS / "renditions" / "pdf" / "lujiaofahan-2023-06.pdf"
PLAN = CORPUS / "renditions" / "pdf" / "laiwuqujiaozi-2024-19.pdf"


def test_regions_of_a_notice() -> None:
    document = read_file(NOTICE)
    regions = find_regions(document, extract_record(document))
    kinds = {region.kind for region in regions}
    assert kinds == {
        "issuer-mark", "red-line", "seal", "number", "title", "addressees", "signature", "date", "clause",
    }  # fmt: skip
    (seal,) = [region for region in regions if region.kind == "seal"]
    (date,) = [region for region in regions if region.kind == "date"]
    assert seal.page == date.page == 1
    assert seal.box[1] < date.box[1] < seal.box[3]
    assert all(region.kind in KINDS and 1 <= region.page <= 5 for region in regions)


def test_a_table_has_a_region_on_each_of_its_pages() -> None:
    document = read_file(PLAN)
    regions = find_regions(document, extract_record(document))
    assert [region.page for region in regions if region.kind == "table"] == [10, 11, 12, 13, 14]
    labels = {region.label for region in regions if region.kind == "clause"}
    assert {"一", "三（一）.1", "附2.一.1", "附2.加.1"} <= labels


def test_pictures_are_written_for_every_page() -> None:
    pages = list(view_pages(NOTICE.read_bytes(), "a.pdf"))
    assert len(pages) == 5
    image = Image.open(io.BytesIO(pages[0]))
    assert image.format == "PNG" and 800 < image.width < 1000
    assert (9, 105, 218) in {colour for _, colour in image.getcolors(1 << 24) or []}


def test_formats_without_pages() -> None:
    with pytest.raises(UnsupportedFormat, match="页面"):
        list(view_pages("关于印发方案的通知\n各市：\n".encode(), "a.txt"))
