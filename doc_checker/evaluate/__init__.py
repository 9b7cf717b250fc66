"""检验: accuracy against gold, beside a keyword-only baseline, and compared with the accuracy pinned before."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..data import default_data
from ..errors import UsageError
from .baseline import Baseline, compare_baselines, make_baseline, read_baseline, write_baseline
from .comparison import Section
from .output import Outcome, render_json, render_text

if TYPE_CHECKING:
    from ..review.weights import Weights
    from .coverage import PairSet
    from .judging import Crew

__all__ = ["run_evaluation"]

BASELINE = "baseline.json"


def run_evaluation(
    gold: Path | None = None,
    baseline: Path | None = None,
    update_baseline: bool = False,
    allow_regression: bool = False,
    as_json: bool = False,
    list_wrong: bool = False,
    list_wrong_heldout: bool = False,
    weights_without: Callable[[str], Weights] | None = None,
) -> int:
    """Measure, compare with the baseline, print; returns the exit code: 1 when a measure fell below its floor.

    ``gold`` is the corpus (default) or a folder of real documents (``*.txt`` with one ``gold.json``); such a folder has
    no baseline unless one is named. ``weights_without`` gives the matcher's weights fitted without a plan, in place of
    the built-in fit.
    Raises UsageError and DataFileError.
    """
    folder = gold if gold is not None else default_corpus()
    is_real = (folder / "gold.json").is_file()
    if not is_real and not (folder.is_dir() and corpus_gold(folder)):
        raise UsageError(str(folder), "没有标准答案", "请用 --gold 指定 corpus/ 或含 gold.json 的文件夹")
    place = baseline or (None if is_real else folder / BASELINE)
    if place is None and update_baseline:
        raise UsageError("--update-baseline", "真实公文的文件夹没有默认的基线", "请用 --baseline 指定基线文件")
    old = read_baseline(place) if place is not None else None
    sections = _measure_folder(folder) if is_real else list(_measure_corpus(folder, weights_without))
    if place is None:
        outcome = Outcome(sections, None, None, (), 0)
    else:
        new = make_baseline(sections, [folder / "gold.json"] if is_real else corpus_gold(folder), folder)
        outcome = _compare(sections, place, old, new, update_baseline, allow_regression)
    text = render_json(outcome, list_wrong_heldout) if as_json else render_text(outcome, list_wrong, list_wrong_heldout)
    sys.stdout.write(text)
    return outcome.code


def default_corpus() -> Path:
    """``corpus/`` of the checkout that the package stands in; an installed package has none. Raises UsageError."""
    corpus = Path(__file__).resolve().parent.parent.parent / "corpus"
    if not (corpus / "notices").is_dir():
        raise UsageError("eval", "安装的程序不带标准答案", "请在源码目录中运行，或用 --gold 指定文件夹")
    return corpus


def corpus_gold(corpus: Path) -> list[Path]:
    """The gold files of a corpus that the baseline pins, by name (held-out ones are not pinned)."""
    places = (
        "notices/*/gold.json",
        "coverage/*.json",
        "written/coverage/*.json",
        "written/responsibility.json",
        "contrast/coverage/*.json",
        "altered/*.jsonl",
    )
    return sorted(path for place in places for path in corpus.glob(place))


def _measure_folder(folder: Path) -> list[Section]:
    from .notices import evaluate_folder

    return [evaluate_folder(folder, default_data())]


def _measure_corpus(corpus: Path, weights_without: Callable[[str], Weights] | None) -> Iterator[Section]:
    """Each section in turn; a part that a corpus lacks is left out."""
    from .coverage import read_pair_set
    from .judging import Crew, processes_for
    from .notices import evaluate_notices, find_gold

    data = default_data()
    if find_gold(corpus / "notices"):
        _progress("通知")
        yield evaluate_notices(corpus / "notices", data)
    sets = [
        read_pair_set("sample", "覆盖结论：真实方案", corpus / "coverage"),
        read_pair_set("written", "覆盖结论：自拟方案（其他领域）", corpus / "written" / "coverage"),
        read_pair_set("contrast", "覆盖结论：对比条款", corpus / "contrast" / "coverage", fitted=False),
        read_pair_set("heldout", "覆盖结论：留出的方案", corpus / "heldout" / "coverage", hidden=True),
        read_pair_set(
            "heldout_contrast", "覆盖结论：留出的对比条款", corpus / "heldout" / "contrast" / "coverage", hidden=True
        ),
    ]
    with Crew(data, processes_for(data, [pair for pairs in sets for pair in pairs.pairs])) as crew:
        yield from _measure_pairs(corpus, sets, crew, weights_without)


def _measure_pairs(
    corpus: Path, sets: Sequence[PairSet], crew: Crew, weights_without: Callable[[str], Weights] | None
) -> Iterator[Section]:
    from .altered import evaluate_altered
    from .coverage import Bench, evaluate_coverage
    from .responsibility import evaluate_responsibility

    known = [pair for pairs in sets for pair in pairs.pairs]
    fitted_on = tuple(pair for pairs in sets if pairs.fitted for pair in pairs.pairs)
    folders = tuple(corpus / name for name in ("notices", "written", "contrast", "heldout", "heldout/contrast"))
    bench = Bench(folders, default_data(), crew, tuple(known), fitted_on, weights_without)
    for pairs in sets:
        if pairs.pairs:
            _progress(pairs.title)
            yield evaluate_coverage(pairs, bench)
    for name, title, path in (
        ("known", "改动一处的方案", corpus / "altered"),
        ("heldout", "改动一处的方案：留出的改动", corpus / "heldout" / "altered"),
    ):
        if path.is_dir():
            _progress(title)
            yield evaluate_altered(name, title, path, bench, known, hidden=name == "heldout")
    for name, title, path in (
        ("sample", "任务责任：真实方案", corpus / "coverage"),
        ("written", "任务责任：自拟方案", corpus / "written"),
        ("heldout", "任务责任：留出的方案", corpus / "heldout"),
    ):
        if (path / "responsibility.json").is_file():
            _progress(title)
            yield evaluate_responsibility(name, title, path / "responsibility.json", bench, hidden=name == "heldout")


def _progress(title: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"正在检验 {title} ……\n")


def _compare(
    sections: list[Section], place: Path, old: Baseline | None, new: Baseline, update: bool, allow_regression: bool
) -> Outcome:
    """The run beside its baseline, which is written where asked for."""
    comparison = compare_baselines(old, new) if old is not None else None
    if update:
        written = write_baseline(place, new, comparison, allow_regression)
        message = f"已写入基线 {place}" if written else "成绩低于基线，基线未改动；确要调低请加 --allow-regression"
        return Outcome(sections, str(place), comparison, (message,), 0 if written else 1)
    if comparison is None:
        message = f"没有基线文件 {place}，未作比较；用 eval --update-baseline 建立"
        return Outcome(sections, str(place), None, (message,), 0)
    if comparison.fallen:
        return Outcome(sections, str(place), comparison, ("成绩低于基线",), 1)
    return Outcome(sections, str(place), comparison, (), 0)
