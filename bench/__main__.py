"""All benchmarks: ``python -m bench`` (``make bench``)."""

from __future__ import annotations

from . import extract, readers, review

if __name__ == "__main__":
    review.main()
    extract.main()
    readers.main()
