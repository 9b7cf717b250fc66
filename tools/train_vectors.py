"""Train word vectors and document frequencies on public official text; ``make vectors CORPUS=…`` runs it.

Input: a UTF-8 text file (``.xz`` allowed), one paragraph per line. Output: one ``.npz`` with ``words`` (bytes, joined by newlines), ``df``
(paragraphs that hold the word), ``lines`` (paragraphs read), ``vectors`` (int8, one row a word, each scaled by its largest
component).
Deterministic for one worker; the shipped file was made with ``--workers 1`` and seed 1.
"""

from __future__ import annotations

import argparse
import lzma
from collections import Counter
from pathlib import Path

import jieba
import numpy as np
from gensim.models import Word2Vec

DIMENSIONS = 96
MAX_WORDS = 60_000


def read_sentences(path: Path) -> list[list[str]]:
    """Segmented paragraphs; words without a Chinese character or letter are dropped."""
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [[word for word in jieba.cut(line.strip()) if any(char.isalpha() for char in word)] for line in lines]


def train(sentences: list[list[str]], workers: int, epochs: int) -> Word2Vec:
    """Skip-gram vectors with negative sampling (Mikolov et al. 2013)."""
    return Word2Vec(
        sentences,
        vector_size=DIMENSIONS,
        window=5,
        min_count=4,
        sg=1,
        negative=8,
        sample=1e-4,
        workers=workers,
        epochs=epochs,
        seed=1,
    )


def save(model: Word2Vec, sentences: list[list[str]], out: Path) -> None:
    """Quantise to int8 and write the compressed file."""
    frequency: Counter[str] = Counter()
    for sentence in sentences:
        frequency.update(set(sentence))
    words = list(model.wv.index_to_key[:MAX_WORDS])
    matrix = model.wv[words].astype(np.float32)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    scale = np.abs(matrix).max(axis=1, keepdims=True)
    np.savez_compressed(
        out,
        words=np.frombuffer("\n".join(words).encode(), dtype=np.uint8),
        df=np.array([frequency[word] for word in words], dtype=np.int32),
        lines=np.array(len(sentences), dtype=np.int32),
        vectors=np.round(matrix / scale * 127).astype(np.int8),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=10)
    arguments = parser.parse_args()
    sentences = read_sentences(arguments.corpus)
    model = train(sentences, arguments.workers, arguments.epochs)
    save(model, sentences, arguments.out)


if __name__ == "__main__":
    main()
