"""How long extraction takes once warm: ``python -m bench.extract``. The corpus, and a notice of 20,000 characters."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import partial

from .timing import NOTICES, Row, measure_calls, print_table

LENGTH = 20_000
LONG = ("zaojiaobianzi-2021-18", "lujiaofahan-2023-05", "laiwuqujiaozi-2024-19")


def make_long_text(raw: str, length: int = LENGTH) -> str:
    """A notice of at least ``length`` characters other than white space: the body of a real one, repeated inside it.

    Its header and closing stand once; the repeated sections keep their labels.
    """
    lines = raw.splitlines()
    middle = len(lines) // 2
    body = lines[middle // 2 : middle + middle // 2]
    size = sum(len("".join(line.split())) for line in lines)
    own = sum(len("".join(line.split())) for line in body)
    times = max(0, -(-(length - size) // own))
    return "\n".join([*lines[:middle], *(body * times), *lines[middle:]])


def measure(rounds: int) -> list[Row]:
    """Reading and extracting, for each notice of the corpus and for a long one."""
    from doc_checker.data import default_data
    from doc_checker.extract import extract_record
    from doc_checker.readers import read_bytes

    data = default_data()
    texts = {path.stem: path.read_bytes() for path in sorted(NOTICES.glob("*/*.txt"))}
    rows = []
    for name, payload in texts.items():
        document = read_bytes(payload, "notice.txt")
        rows.append(measure_calls(f"extract {name}", partial(extract_record, document, data), rounds))
    for name in LONG:
        payload = make_long_text(texts[name].decode()).encode()
        document = read_bytes(payload, "notice.txt")
        shown = f"{name} at {LENGTH} characters"
        rows.append(measure_calls(f"read    {shown}", partial(read_bytes, payload, "notice.txt"), rounds))
        rows.append(measure_calls(f"extract {shown}", partial(extract_record, document, data), rounds, 0.1))
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    print_table("extraction, warm, seconds", measure(parser.parse_args(arguments).rounds))


if __name__ == "__main__":
    main()
