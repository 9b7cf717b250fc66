"""doc-checker reads Chinese official documents (公文) and reviews work plans against indicator systems (指标体系)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from os import PathLike
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from .model import Record
    from .records import Records

__version__ = "0.1.0"
__all__ = ["__version__", "ingest", "open_store"]


def ingest(
    paths: str | PathLike[str] | Iterable[str | PathLike[str]],
    *,
    store: str | PathLike[str] | None = None,
    workers: int | None = None,
    ocr: Literal["auto", "always", "never"] = "auto",
    timeout: float = 120.0,
    engine: Literal["processes", "ray"] = "processes",
    address: str | None = None,
    retry: bool = False,
    reread: bool = False,
    on_failure: Callable[[str, str, str], None] | None = None,
) -> Iterator[Record]:
    """批量读取: the records of files, folders, globs and archives, one after the other as they are read.

    Each file is read in one of ``workers`` processes (None: one for each core; 0: in this process, without protection)
    within ``timeout`` seconds. Files with the same bytes give one record. A file that gives none is told to ``on_failure``
    (path, state, error; without it: logged as a warning of the logger ``doc_checker``).

    ``store`` is a folder that keeps the records, as ``doc-checker ingest --out`` does: files that it knows are not read
    again and not given; those that failed before are with ``retry``, those that another version read with ``reread``.

    ``engine`` ``ray`` reads on the Ray cluster at ``address`` (``auto``, ``ray://HOST:10001``; None: on a Ray of this machine
    alone) as ``doc-checker ingest --engine ray`` does; needs the extra ``cluster``. ``workers`` then bounds its tasks.

    Raises DocCheckerError for the store, the disk, the cluster, and arguments that do not fit.
    """
    from .data import default_data
    from .ingestion import Options, read_records

    words = [paths] if isinstance(paths, str | PathLike) else paths
    names = (str(word) for word in words)
    options = Options(
        workers=workers, ocr=ocr, seconds=timeout, retry=retry, reread=reread, engine=engine, address=address
    )
    yield from read_records(names, store, default_data(), options, on_failure or _log_failure)


def open_store(path: str | PathLike[str]) -> Records:
    """打开资料库: what ``ingest`` keeps in a folder, to be read and asked: ``records()``, ``find()``, ``to_pandas()`` …

    A context manager; may be used while an ingestion writes. Raises NotAStore, DamagedStore.
    """
    from pathlib import Path

    from .records import Records

    return Records(Path(path))


def _log_failure(path: str, state: str, error: str) -> None:
    import logging

    logging.getLogger(__name__).warning("%s (%s): %s", path, state, error)
