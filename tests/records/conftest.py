"""A store made of real notices, some of them in several formats, and three short ones written here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from doc_checker.data import default_data
from doc_checker.ingestion import Ingestion, Options
from doc_checker.records import Records

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "corpus"
FILES = (
    *sorted(CORPUS.glob("notices/*/*.txt")),
    CORPUS / "renditions/html/lujiaofahan-2023-05.html",
    CORPUS / "renditions/docx/lujiaofahan-2023-05.docx",
    CORPUS / "written/daichuan-2023-27/daichuan-2023-27.txt",
)

BY_TITLE = """测试县交通运输局文件

测交字〔2024〕1号

测试县交通运输局关于开展诚信宣传的通知

各乡镇人民政府：

根据《山东省交通运输厅关于公布全省第二批“信用交通县（市、区）”试点等工作的通知》要求，现就有关事项通知如下。

一、重点任务

（一）开展诚信宣传。在车站、码头张贴海报。（责任单位：县公安局）

（二）选树诚信典型。（责任单位：各乡镇人民政府）

测试县交通运输局
2024年2月29日
"""

CITES_NOBODY = """测试县交通运输局文件

测交字〔2024〕2号

测试县交通运输局关于废止部分文件的通知

各乡镇人民政府：

经研究，废止《关于印发旧办法的通知》（测交字〔2020〕99号）。此前印发的测交字〔2024〕1号文件继续有效。

测试县交通运输局
2024年3月1日
"""


def fill(store: Path, *words: Path) -> None:
    """Take files in, in this process."""
    Ingestion(map(str, words), store, default_data(), Options(workers=0), tables=False).run()


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two short notices, a copy of one, and a file that no reader takes."""
    folder = tmp_path_factory.mktemp("written")
    (folder / "1.txt").write_text(BY_TITLE, "utf-8")
    (folder / "2.txt").write_text(CITES_NOBODY, "utf-8")
    (folder / "3-copy-of-1.txt").write_text(BY_TITLE, "utf-8")
    (folder / "4.rar").write_bytes(b"Rar!\x1a\x07\x00" + b"\0" * 40)
    return folder


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory, written: Path) -> Path:
    """The store; tests that change it take a copy."""
    place = tmp_path_factory.mktemp("stores") / "资料库"
    fill(place, *FILES, written)
    return place


@pytest.fixture
def records(store: Path) -> Iterator[Records]:
    """The store, opened."""
    with Records(store) as opened:
        yield opened
