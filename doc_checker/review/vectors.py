"""Word vectors and document frequencies trained on public official text (``tools/train_vectors.py``).

Source: laws, regulations, ministry rules and local notices of public collections (LawRefBook/Laws, waystowork,
China-Real-Estate-Policy-Database); 410,301 paragraphs.
"""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]


class WordVectors:
    """Unit vectors of words; a word that is not in the file is the mean of the known pieces it is made of."""

    def __init__(self, path: Path) -> None:
        import numpy as np

        with np.load(path) as stored:
            words = bytes(stored["words"]).decode().split("\n")
            self._frequency = dict(zip(words, stored["df"].tolist(), strict=True))
            self.lines = int(stored["lines"])
            matrix = stored["vectors"].astype(np.float32)
        self._matrix: Matrix = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
        self._row = {word: row for row, word in enumerate(words)}
        self._longest = max(map(len, words))
        self._known: dict[str, Matrix | None] = {}

    def idf(self, word: str) -> float:
        """Inverse document frequency, from about 1 (in every other paragraph) to 13 (never seen)."""
        frequency = self._frequency.get(word)
        if frequency is None:
            pieces = [self._frequency.get(piece, 0) for piece in self._pieces(word)] or [0]
            frequency = min(pieces) / 4
        return math.log((self.lines + 1) / (frequency + 1)) + 1

    def rows(self, words: list[str]) -> Matrix:
        """One unit vector a word, zeros for a word without any known piece."""
        import numpy as np

        result = np.zeros((len(words), self._matrix.shape[1]), dtype=np.float32)
        for position, word in enumerate(words):
            vector = self._vector(word)
            if vector is not None:
                result[position] = vector
        return result

    def _vector(self, word: str) -> Matrix | None:
        import numpy as np

        if word in self._known:
            return self._known[word]
        row = self._row.get(word)
        if row is not None:
            vector: Matrix | None = self._matrix[row]
        else:
            rows = [self._row[piece] for piece in self._pieces(word) if piece in self._row]
            mean = self._matrix[rows].sum(axis=0) if rows else None
            vector = None if mean is None else (mean / (np.linalg.norm(mean) or 1.0)).astype(np.float32)
        self._known[word] = vector
        return vector

    def _pieces(self, word: str) -> list[str]:
        """The word cut into the longest known pieces from the left; single characters count only inside two-character words."""
        pieces: list[str] = []
        place = 0
        while place < len(word):
            for end in range(min(len(word), place + self._longest), place + 1, -1):
                if word[place:end] in self._row and (place, end) != (0, len(word)):
                    pieces.append(word[place:end])
                    place = end
                    break
            else:
                place += 1
        return pieces


@lru_cache(maxsize=1)
def default_vectors() -> WordVectors:
    """The vectors shipped with the package."""
    return WordVectors(Path(__file__).with_name("vectors.npz"))
