"""Questions to a store; what is expected was read in the notices."""

from __future__ import annotations

from pathlib import Path

import pytest

import doc_checker
from doc_checker.data import default_data
from doc_checker.errors import NotAStore, UsageError
from doc_checker.records import Question, Records, normal_number
from doc_checker.records.searching import parse_period
from doc_checker.records.segmenting import index_words, match_phrase
from tests.records.conftest import FILES

SECOND_BATCH = "鲁交法函〔2023〕5号"


def names(records: Records, **asked: object) -> set[str]:
    """The file names that answer a question."""
    return {Path(hit.path).name for hit in records.hits(Question(**asked))}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "typed",
    [
        "鲁交法函〔2023〕5号",
        "鲁交法函[2023]5号",
        "鲁交法函（2023）第５号",
        " 鲁交法函 【２０２３】 005 號 ",
        "鲁交法函(2023)5",
        "《鲁交法函〔2023〕5号》",
    ],
)
def test_a_number_may_be_typed_in_any_way(typed: str) -> None:
    assert normal_number(typed, default_data()) == SECOND_BATCH


@pytest.mark.parametrize(
    "typed", ["", "5号", "鲁交法函", "2023", "鲁交法函〔2023〕5号和鲁交法函〔2023〕6号", "号" * 200]
)
def test_what_is_no_number_is_told(records: Records, typed: str) -> None:
    with pytest.raises(UsageError, match="不是发文字号"):
        records.citing(typed)


def test_get_by_number_gives_every_file_of_it(records: Records) -> None:
    assert [Path(hit.path).suffix for hit in records.find("鲁交法函(2023)5号")] == [".txt", ".docx", ".html"]
    assert records.find("鲁交法函〔1999〕5号") == []


def test_get_by_path_and_its_end(records: Records, written: Path) -> None:
    whole = str(written / "2.txt")
    assert [hit.number for hit in records.find(whole)] == ["测交字〔2024〕2号"]
    assert [hit.path for hit in records.find(f"{written.name}/2.txt")] == [whole]
    assert records.find("xt") == []  # no part of a name


def test_get_by_hash(records: Records) -> None:
    hit = records.find("鲁交法函〔2023〕6号")[0]
    assert hit.sha256 is not None
    assert records.find(hit.sha256[:8].upper()) == [hit]


def test_a_duplicate_has_the_record_of_its_first(records: Records, written: Path) -> None:
    (copy,) = records.find(str(written / "3-copy-of-1.txt"))
    assert copy.state == "duplicate"
    record = records.read(copy)
    assert record is not None and "测交字〔2024〕1号" in record.decode()


def test_header_values(records: Records) -> None:
    assert names(records, agency="测交") == {"1.txt", "2.txt"}
    assert names(records, year=2021) == {"zaojiaobianzi-2021-18.txt"}
    assert names(records, issuer="枣庄市") == {"zaojiaobianzi-2021-18.txt"}
    assert names(records, document_type="通知", year=2024, agency="莱芜区") == {"laiwuqujiaozi-2024-19.txt"}
    assert names(records, format="docx") == {"lujiaofahan-2023-05.docx"}
    assert names(records, states=("unsupported", "duplicate")) == {"4.rar", "3-copy-of-1.txt"}


def test_dates_include_the_last_day(records: Records) -> None:
    assert names(records, since="2024-02-29", until="2024-02-29") == {"1.txt"}
    assert names(records, since="2024-2", until="2024年2月") == {"1.txt"}
    assert names(records, since="2024-03-01", until="2024-03") == {"2.txt"}
    assert parse_period("2024-02") == ("2024-02-01", "2024-02-29")
    assert parse_period("2023.12") == ("2023-12-01", "2023-12-31")
    assert parse_period("２０２３年") == ("2023-01-01", "2023-12-31")


@pytest.mark.parametrize("typed", ["2023-02-30", "2023-13", "去年", "0000", "", "2023-04-31x"])
def test_a_date_that_is_none_is_told(records: Records, typed: str) -> None:
    with pytest.raises(UsageError, match="不是日期"):
        names(records, since=typed)


def test_a_period_turned_round_is_told(records: Records) -> None:
    with pytest.raises(UsageError, match="晚于"):
        names(records, since="2024", until="2023")


def test_units(records: Records) -> None:
    assert names(records, unit="县公安局") >= {"1.txt"}
    assert "2.txt" not in names(records, unit="县公安局")
    # 商河县交通运输局 stands in the list of the second batch.
    assert "lujiaofahan-2023-05.txt" in names(records, unit="商河县交通")


@pytest.mark.parametrize(
    "word",
    [
        "信用承诺",
        "承诺",
        "诺",
        "2023年",
        "红黑名单",
        "“双公示”",
        "信用交通县(市、区)",
        "试点",
        "十四五",
        "41个",
        "用交",
    ],
)
def test_full_text_finds_what_stands_in_the_text(records: Records, word: str) -> None:
    sources = {path.name: path.read_text("utf-8") for path in FILES if path.suffix == ".txt"}
    signs = str.maketrans("", "", "“”（）()、 ")
    wanted = {name for name, text in sources.items() if word.translate(signs) in "".join(text.split()).translate(signs)}
    assert wanted
    assert names(records, words=(word,), format="txt") & set(sources) == wanted


def test_all_words_must_be_there(records: Records) -> None:
    assert names(records, words=("诚信宣传", "公安局")) == {"1.txt"}
    assert names(records, words=("诚信宣传 公安局",)) == {"1.txt"}
    assert names(records, words=("诚信宣传", "旧办法")) == set()


@pytest.mark.parametrize("word", ['"', "。", "*", "' OR 1=1 --", "NEAR(a b)", "a AND NOT"])
def test_words_are_never_run(records: Records, word: str) -> None:
    try:
        names(records, words=(word,))
    except UsageError as error:
        assert "没有可查找的字词" in str(error)


def test_a_quotation_shows_the_place(records: Records) -> None:
    question = Question(words=("关于开展诚信宣传",))
    (hit,) = records.hits(question)
    assert "关于开展诚信宣传的通知" in (records.quote(hit, question) or "")


def test_words_of_the_index() -> None:
    assert index_words("信用承\n诺，ＧＢ/T9704") == "信用 用承 承诺 诺 gb t 9704"
    assert match_phrase("信用") == '"信用"'
    assert match_phrase("信") == '"信"*'
    assert match_phrase("月底2023") == '"月底 底 2023"'
    assert match_phrase("——") is None


def test_python_interface(store: Path, tmp_path: Path) -> None:
    with doc_checker.open_store(store) as opened:
        numbers = {r.document_number.text for r in opened.records(Question(year=2024)) if r.document_number}
        assert numbers == {"测交字〔2024〕1号", "测交字〔2024〕2号", "莱芜区交字〔2024〕19号"}
        assert len(opened) == len(FILES) + 4
        assert sum(1 for _ in opened.records()) == len(FILES) + 2
    with pytest.raises(NotAStore):
        doc_checker.open_store(tmp_path)


def test_frames(records: Records) -> None:
    for library, read in (("pandas", records.to_pandas), ("polars", records.to_polars)):
        pytest.importorskip(library, reason=f"needs {library}")
        frame = read(Question(agency="测交"), columns=["number", "year", "cited_numbers"])
        assert list(frame["number"]) == ["测交字〔2024〕1号", "测交字〔2024〕2号"]
        assert list(frame["year"]) == [2024, 2024]
        assert [list(each) for each in frame["cited_numbers"]] == [[], ["测交字〔2020〕99号", "测交字〔2024〕1号"]]
        with pytest.raises(UsageError, match="没有这一列"):
            read(columns=["nothing"])
