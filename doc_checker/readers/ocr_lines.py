"""What the OCR engine returns → printed lines: pieces joined, table cells kept apart, blanks measured on the ink."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise
from statistics import median
from typing import Any

import numpy as np
import numpy.typing as npt

from .ocr_text import Glyph, is_han, restore
from .scan_rules import PixelBox, Pixels, Stroke

_MIN_INK = 2  # pixels of ink that make a column inked; one is a speck
_SURE = 0.9  # least confidence of a line under a seal that needs no second reading
_SURE_ENOUGH = 0.8  # mean confidence of a line that only the second reading found
_ONE_READING = 0.7  # its confidence then
_DIFFER = 0.6  # confidence of characters on which two readings differ
_MIN_SECOND = 5  # characters: scraps of the seal's lettering are shorter
_RED_SHARE = 0.5  # of the ink: the line is printed in red


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters on one base line, in pixels of the straightened page; ``em`` is the width of a Chinese character."""

    glyphs: tuple[Glyph, ...]
    box: tuple[float, float, float, float]
    em: float
    red: bool = False

    @property
    def middle(self) -> float:
        """The height at which the line stands."""
        return (self.box[1] + self.box[3]) / 2


def raw_pieces(output: Any) -> list[Piece]:
    """The engine's lines as pieces, one glyph per character, spaces kept."""
    if output.txts is None or output.boxes is None or not len(output.boxes):
        return []
    words = [entry for entry in (output.word_results or ()) if _is_word_list(entry)]
    place = 0
    pieces: list[Piece] = []
    for quad, text, score in zip(output.boxes, output.txts, output.scores, strict=True):
        found = words[place] if place < len(words) else ()
        # A line without characters leaves no entry of its own: only the one that spells the text belongs to it.
        if "".join(word[0] for word in found) == "".join(text.split()):
            place += 1
        else:
            found = ()
        box = _around(quad)
        if text.strip():
            glyphs = _spelled(text, found, box) if found else _spread(text, float(score), box)
            pieces.append(Piece(tuple(glyphs), box, _em(glyphs, box)))
    return pieces


def line_up(pieces: Sequence[Piece], gray: Pixels, strokes: Sequence[Stroke], red: Pixels) -> list[Piece]:
    """Printed lines from top to bottom: pieces are cut at vertical rulings, joined on one base line, and restored."""
    verticals = [stroke for stroke in strokes if not stroke.is_horizontal]
    cut = [part for piece in pieces for part in _cut(piece, verticals)]
    lines = [_restored(_joined(row), gray, red) for row in _rows(cut, verticals)]
    return sorted((line for line in lines if line.glyphs), key=lambda line: (line.box[1], line.box[0]))


def drop_seal_lettering(lines: Sequence[Piece], seals: Sequence[PixelBox]) -> list[Piece]:
    """Without what is left of a seal's own lettering: single characters and badly read scraps inside its ring."""

    def is_scrap(line: Piece) -> bool:
        middle = ((line.box[0] + line.box[2]) / 2, line.middle)
        inside = any(s[0] <= middle[0] <= s[2] and s[1] <= middle[1] <= s[3] for s in seals)
        confidence = sum(glyph.confidence for glyph in line.glyphs) / len(line.glyphs)
        return inside and (len(line.glyphs) <= 2 or confidence < 0.7)

    return [line for line in lines if not is_scrap(line)]


def is_unsure_under(lines: Sequence[Piece], seals: Sequence[PixelBox]) -> bool:
    """Whether what stands under a seal was read badly or not at all: a seal stands over a signature and a date."""
    for seal in seals:
        under = [line for line in lines if touches(line, (seal,))]
        named = [line for line in under if sum(is_han(glyph.char) for glyph in line.glyphs) >= 4]
        if not named or any(_least(line) < _SURE for line in under):
            return True
    return False


def reconcile(lines: Sequence[Piece], again: Sequence[Piece], seals: Sequence[PixelBox]) -> list[Piece]:
    """Lines under seals as the surer of two readings has them; characters on which the readings differ are doubtful."""
    result = list(lines)
    for other in again:
        if not touches(other, seals) or len(other.glyphs) < _MIN_SECOND:
            continue
        same = [i for i, line in enumerate(result) if _is_same_line(line, other)]
        if not same:
            if _mean(other) >= _SURE_ENOUGH:
                result.append(doubted(other, _ONE_READING))
        elif _least(result[same[0]]) < _SURE:
            result[same[0]] = _agreed(result[same[0]], other)
    return sorted(result, key=lambda line: (line.box[1], line.box[0]))


def _agreed(first: Piece, second: Piece) -> Piece:
    best, rest = (first, second) if _weight(first) >= _weight(second) else (second, first)
    mine, theirs = (["" if g.char.isspace() else g.char for g in line.glyphs] for line in (best, rest))
    confirmed = {
        block.a + i
        for block in SequenceMatcher(None, mine, theirs, autojunk=False).get_matching_blocks()
        for i in range(block.size)
    }
    glyphs = tuple(
        replace(glyph, confidence=max(glyph.confidence, 0.9) if place in confirmed else min(glyph.confidence, _DIFFER))
        for place, glyph in enumerate(best.glyphs)
    )
    return replace(best, glyphs=glyphs)


def _is_same_line(line: Piece, other: Piece) -> bool:
    overlap = min(line.box[2], other.box[2]) - max(line.box[0], other.box[0])
    return abs(line.middle - other.middle) < 0.5 * (line.box[3] - line.box[1]) and overlap > 0


def _weight(line: Piece) -> float:
    return sum(glyph.confidence**2 for glyph in line.glyphs if glyph.char.isalnum())


def _least(line: Piece) -> float:
    return min((glyph.confidence for glyph in line.glyphs if glyph.char.isalnum()), default=1.0)


def _mean(line: Piece) -> float:
    return sum(glyph.confidence for glyph in line.glyphs) / max(1, len(line.glyphs))


def touches(line: Piece, boxes: Sequence[PixelBox]) -> bool:
    """Whether a line runs into one of the boxes."""
    x0, _, x1, _ = line.box
    return any(box[0] < x1 and x0 < box[2] and box[1] < line.middle < box[3] for box in boxes)


def doubted(line: Piece, most: float) -> Piece:
    """The line with no character surer than ``most``."""
    glyphs = tuple(replace(glyph, confidence=min(glyph.confidence, most)) for glyph in line.glyphs)
    return replace(line, glyphs=glyphs)


def _is_word_list(entry: Any) -> bool:
    return isinstance(entry, tuple) and bool(entry) and len(entry[0]) == 3


def _around(quad: Any) -> tuple[float, float, float, float]:
    points = np.asarray(quad, dtype=np.float64)
    # The mean of both corners, so that a slanted line keeps the height of its print.
    return (
        float(points[[0, 3], 0].mean()),
        float(points[[0, 1], 1].mean()),
        float(points[[1, 2], 0].mean()),
        float(points[[2, 3], 1].mean()),
    )


def _spelled(text: str, words: Sequence[Any], box: tuple[float, float, float, float]) -> list[Glyph]:
    glyphs: list[Glyph] = []
    place = 0
    for char in text.strip():
        if char.isspace():
            x = glyphs[-1].box[2] if glyphs else box[0]
            glyphs.append(Glyph(" ", 1.0, (x, box[1], x, box[3])))
            continue
        _, confidence, quad = words[place]
        place += 1
        xs = [float(point[0]) for point in quad]
        glyphs.append(Glyph(char, float(confidence), (min(xs), box[1], max(xs), box[3])))
    return glyphs


def _spread(text: str, score: float, box: tuple[float, float, float, float]) -> list[Glyph]:
    """Characters without boxes of their own: spread evenly, with the line's score."""
    step = (box[2] - box[0]) / len(text)
    return [
        Glyph(char, score, (box[0] + i * step, box[1], box[0] + (i + 1) * step, box[3])) for i, char in enumerate(text)
    ]


def _centre(glyph: Glyph) -> float:
    return (glyph.box[0] + glyph.box[2]) / 2


def _em(glyphs: Sequence[Glyph], box: tuple[float, float, float, float]) -> float:
    """The advance of Chinese characters; of a line without neighbouring ones, from its height."""
    steps = [
        _centre(after) - _centre(before)
        for before, after in pairwise(glyphs)
        if is_han(before.char) and is_han(after.char)
    ]
    height = 0.78 * (box[3] - box[1])
    if len(steps) < 2:
        return height
    # The engine places characters on a coarse grid: the mean over a line is sharper than any single step. Wide steps
    # are spaces.
    usual = median(steps)
    even = [step for step in steps if 0.6 * usual <= step <= 1.4 * usual] or steps
    return min(max(sum(even) / len(even), 0.6 * height), 1.6 * height)


def _cut(piece: Piece, verticals: Sequence[Stroke]) -> list[Piece]:
    """The parts of a piece between the vertical rulings that pass through it."""
    x0, _, x1, _ = piece.box
    crossing = sorted(
        stroke.x0 for stroke in verticals if x0 < stroke.x0 < x1 and stroke.y0 <= piece.middle <= stroke.y1
    )
    if not crossing:
        return [piece]
    parts: list[Piece] = []
    edges = [float("-inf"), *crossing, float("inf")]
    for left, right in pairwise(edges):
        glyphs = tuple(glyph for glyph in piece.glyphs if left <= _centre(glyph) < right)
        # A ruling itself is read as a bar now and then.
        while glyphs and (glyphs[0].char.isspace() or glyphs[0].char in "|丨｜"):
            glyphs = glyphs[1:]
        while glyphs and (glyphs[-1].char.isspace() or glyphs[-1].char in "|丨｜"):
            glyphs = glyphs[:-1]
        if glyphs:
            box = (max(x0, left), piece.box[1], min(x1, right), piece.box[3])
            parts.append(Piece(glyphs, box, piece.em))
    return parts


def _rows(pieces: Sequence[Piece], verticals: Sequence[Stroke]) -> list[list[Piece]]:
    """Pieces on one base line with no ruling between them, from left to right."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: (p.middle, p.box[0])):
        for row in reversed(rows[-12:]):
            if all(_are_side_by_side(piece, other) for other in row) and not _is_ruled_off(piece, row, verticals):
                row.append(piece)
                break
        else:
            rows.append([piece])
    return [sorted(row, key=lambda p: p.box[0]) for row in rows]


def _are_side_by_side(piece: Piece, other: Piece) -> bool:
    overlap = min(piece.box[2], other.box[2]) - max(piece.box[0], other.box[0])
    if overlap > 0.6 * min(piece.em, other.em):
        return False
    heights = (piece.box[3] - piece.box[1], other.box[3] - other.box[1])
    return abs(piece.middle - other.middle) < 0.3 * min(heights)


def _is_ruled_off(piece: Piece, row: Sequence[Piece], verticals: Sequence[Stroke]) -> bool:
    """Whether a vertical ruling stands between a piece and the nearest one of a row."""
    nearest = min(row, key=lambda other: abs(other.box[0] - piece.box[0]))
    left, right = sorted((piece, nearest), key=lambda p: p.box[0])
    low, high = left.box[2] - left.em / 2, right.box[0] + right.em / 2
    return any(low <= stroke.x0 <= high and stroke.y0 <= piece.middle <= stroke.y1 for stroke in verticals)


def _joined(row: Sequence[Piece]) -> Piece:
    if len(row) == 1:
        return row[0]
    glyphs = tuple(glyph for piece in row for glyph in piece.glyphs)
    box = (
        min(piece.box[0] for piece in row),
        min(piece.box[1] for piece in row),
        max(piece.box[2] for piece in row),
        max(piece.box[3] for piece in row),
    )
    longest = max(row, key=lambda piece: len(piece.glyphs))
    return Piece(glyphs, box, longest.em)


def _restored(piece: Piece, gray: Pixels, red: Pixels) -> Piece:
    """The piece with measured blanks, its text mended by rule, its box drawn close to the ink."""
    x0, y0 = max(0, int(piece.box[0])), max(0, int(piece.box[1]))
    x1, y1 = int(piece.box[2]) + 1, int(piece.box[3]) + 1
    strip = gray[y0:y1, x0:x1]
    if strip.size == 0 or not piece.glyphs:
        return replace(piece, glyphs=())
    ink = _ink(strip)
    columns = ink.sum(axis=0) >= _MIN_INK
    glyphs = tuple(restore(_with_blanks(piece.glyphs, columns, x0, piece.em)))
    inked = np.flatnonzero(columns)
    if len(inked):
        x0, x1 = x0 + int(inked[0]), x0 + int(inked[-1]) + 1
    share = float((red[y0:y1, x0:x1] > 0).sum()) / max(1, int(ink.sum()))
    return Piece(glyphs, (x0, piece.box[1], x1, piece.box[3]), piece.em, share >= _RED_SHARE)


def _ink(strip: Pixels) -> npt.NDArray[np.bool_]:
    """Pixels darker than half way between the paper and the darkest print."""
    paper, print_ = np.percentile(strip, (90, 2))
    result: npt.NDArray[np.bool_] = strip < (float(paper) + float(print_)) / 2
    return result


def _with_blanks(glyphs: Sequence[Glyph], columns: npt.NDArray[np.bool_], left: int, em: float) -> list[Glyph]:
    """Each glyph with the widest run of blank columns between its centre and the next glyph's, in em."""
    result: list[Glyph] = []
    for place, glyph in enumerate(glyphs):
        after = next((g for g in glyphs[place + 1 :] if not g.char.isspace()), None)
        if after is None or glyph.char.isspace():
            result.append(glyph)
            continue
        start, end = int(_centre(glyph)) - left, int(_centre(after)) - left
        result.append(replace(glyph, blank=_widest_blank(columns[max(0, start) : end]) / max(1.0, em)))
    return result


def _widest_blank(columns: npt.NDArray[np.bool_]) -> int:
    widest = run = 0
    for inked in columns.tolist():
        run = 0 if inked else run + 1
        widest = max(widest, run)
    return widest
