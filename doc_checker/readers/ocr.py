"""OCR (文字识别): a page image → positioned lines, rulings and marks, by rapidocr on onnxruntime.

The models lie inside rapidocr's wheel and nothing is ever downloaded: the engine is not started where they are missing.
Everything heavy is imported by the first page that needs it.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from ..errors import MissingExtra
from ..text import Box

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from PIL.Image import Image

    from .ocr_lines import Piece
    from .scan_rules import PixelBox, Pixels

LONG_SIDE = 2340  # pixels: an A4 page at 200 dpi; larger pages are scaled down to it, more adds time and no accuracy
FIND_SIDE = 1760  # pixels of the long side on which lines are found: a third of the memory less, the same lines
SHORT_SIDE = 1100  # pixels: smaller pages are scaled up
MIN_LINE_CONFIDENCE = 0.5  # a line below it is noise, not text
DOUBT = 0.5  # confidence of what stands under a seal that could not be taken off
_UNSURE_PAGE = 0.85  # mean confidence below which a page is tried upside down
_SURE_PAGE = 0.95  # mean confidence from which a page that lay sideways is not tried the other way round
_MODELS = {"Det": "*det*.onnx", "Rec": "*rec*.onnx"}
_LOCK = threading.Lock()
_ENGINE: Any = None


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A printed line as read: in points of the straightened page, with a confidence (0 to 1) and a box per character.

    ``red`` lines are printed in red (the issuer mark, a stamp without a frame).
    """

    text: str
    box: Box
    confidences: tuple[float, ...]
    boxes: tuple[Box, ...]
    size: float
    red: bool = False

    @property
    def confidence(self) -> float:
        """The mean confidence of the line's characters."""
        return sum(self.confidences) / max(1, len(self.confidences))


@dataclass(frozen=True, slots=True)
class Ruling:
    """A ruled line in points; horizontal or vertical."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class PageMark:
    """A seal, the red line or the issuer mark, with its box in points."""

    kind: Literal["issuer-mark", "red-line", "seal"]
    box: Box
    text: str | None = None


@dataclass(frozen=True)
class PageReading:
    """What was read on one page image; ``width`` and ``height`` in points, after ``quarter_turns`` counter-clockwise.

    Lines, rulings and marks lie on the straightened page; ``on_page`` brings a box back to the page as it was scanned.
    ``offset`` is where the page begins on its sheet, ``half`` is 1 for the second of two; ``sheet`` is the size of that
    sheet after ``sheet_turns`` counter-clockwise, before it was parted.
    """

    width: float
    height: float
    lines: tuple[ReadLine, ...]
    rulings: tuple[Ruling, ...]
    marks: tuple[PageMark, ...]
    quarter_turns: int = 0
    skew: float = 0.0
    offset: float = 0.0
    half: int = 0
    sheet: tuple[float, float] = (0.0, 0.0)
    sheet_turns: int = 0
    sideways: int = 0
    """The quarter turns counter-clockwise that its print asks for, where it does not run across the page."""

    @property
    def confidence(self) -> float:
        """The mean confidence over all characters; 0 for a page without text."""
        values = [value for line in self.lines for value in line.confidences]
        return sum(values) / len(values) if values else 0.0

    def on_page(self, box: Box) -> Box:
        """The box on the image as it was handed in, upright box around the turned one."""
        from math import cos, radians, sin

        angle = radians(self.skew)
        width, height = self.width, self.height
        points = [(x - width / 2, y - height / 2) for x in (box[0], box[2]) for y in (box[1], box[3])]
        turned = [
            (x * cos(angle) - y * sin(angle) + width / 2, x * sin(angle) + y * cos(angle) + height / 2)
            for x, y in points
        ]
        turned = _turned_back(turned, width, height, self.quarter_turns)
        turned = [(x + self.offset, y) for x, y in turned]
        turned = _turned_back(turned, *self.sheet, self.sheet_turns)
        xs, ys = [x for x, _ in turned], [y for _, y in turned]
        return (round(min(xs), 2), round(min(ys), 2), round(max(xs), 2), round(max(ys), 2))


def _turned_back(
    points: list[tuple[float, float]], width: float, height: float, turns: int
) -> list[tuple[float, float]]:
    """Points of a page of this size as they were before it was turned so many quarters counter-clockwise."""
    for _ in range(turns):
        points = [(height - y, x) for x, y in points]
        width, height = height, width
    return points


def is_available() -> bool:
    """Whether the extra ``[ocr]`` is installed (nothing is loaded)."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime", "cv2"))


def read_sheet(image: Image, dpi: float, shown: str = "") -> list[PageReading]:
    """Read an image that may hold two pages beside each other, lying any way round; see ``read_page``."""
    from .scan_sheets import parted

    halves = parted(image)
    if len(halves) > 1:
        return _read_halves(halves, dpi, shown)
    whole = read_page(image, dpi, shown)
    if whole.quarter_turns % 2 == 0:
        return [whole]
    turned = image.rotate(90 * whole.quarter_turns, expand=True)
    halves = parted(turned)
    if len(halves) < 2:
        return [whole]
    size = (turned.width * 72 / dpi, turned.height * 72 / dpi)
    read = _read_halves(halves, dpi, shown)
    return [replace(page, sheet=size, sheet_turns=whole.quarter_turns) for page in read]


def _read_halves(halves: Sequence[Image], dpi: float, shown: str) -> list[PageReading]:
    """Two pages that lie the same way round, in reading order: where they stand on their heads, the right one first."""
    readings = [read_page(half, dpi, shown) for half in halves]
    turns = max(readings, key=_worth).quarter_turns
    for place, reading in enumerate(readings):
        if reading.quarter_turns != turns and turns % 2 == 0:
            readings[place] = read_page(halves[place], dpi, shown, turns)
    offset = 72 / dpi * halves[0].width
    placed = [replace(reading, offset=offset * place) for place, reading in enumerate(readings)]
    if turns == 2:
        placed.reverse()
    return [replace(reading, half=place) for place, reading in enumerate(placed)]


def read_page(
    image: Image | npt.NDArray[np.uint8], dpi: float, shown: str = "", turns: int | None = None
) -> PageReading:
    """Read one page image (a PIL image, or an RGB or grey array) of the given resolution; ``turns`` are the quarter
    turns counter-clockwise that make it upright, where they are known.

    Raises MissingExtra where the extra ``[ocr]`` or its models are missing; ``shown`` names the file in it.
    """
    import numpy as np

    engine = _engine(shown)
    page, dpi = _scaled(_to_bgr(image), dpi)
    best = _read_upright(engine, np.ascontiguousarray(np.rot90(page, turns or 0)), dpi)
    known, turns = turns is not None, turns or 0
    for candidate in () if known else _other_turns(best):
        turned = _read_upright(engine, np.ascontiguousarray(np.rot90(page, candidate)), dpi)
        if _worth(turned) > (0.5 if best.sideways else 1.1) * _worth(best):
            best, turns = turned, candidate
            if candidate % 2 and best.confidence >= _SURE_PAGE:
                break
    return replace(best, quarter_turns=turns)


def _engine(shown: str) -> Any:
    """The engine, started once; it never reaches for the network."""
    global _ENGINE
    with _LOCK:
        if _ENGINE is None:
            advice = "请安装：pip install 'doc-checker[ocr]'，或用 --ocr never 跳过识别"
            try:
                import rapidocr
            except ImportError as error:
                raise MissingExtra(shown, f"识别扫描件需要安装 OCR 组件（{error}）", advice) from error
            folder = Path(rapidocr.__file__).parent / "models"
            models = {name: sorted(folder.glob(pattern)) for name, pattern in _MODELS.items()}
            if not all(models.values()):
                raise MissingExtra(shown, "OCR 组件不含识别模型", advice)
            params: dict[str, Any] = {
                "Global.log_level": "critical",
                "Global.use_cls": False,  # upside-down pages are turned as a whole; single short lines it turns wrongly
                "Global.max_side_len": 2 * LONG_SIDE,
                "Global.text_score": MIN_LINE_CONFIDENCE,
                "Det.limit_type": "max",
                "Det.limit_side_len": FIND_SIDE,
                "Rec.rec_batch_num": 3,  # half the default: less memory, no slower on a processor
            }
            engine = rapidocr.RapidOCR(params=params)
            from omegaconf import flag_override, open_dict

            with open_dict(engine.cfg), flag_override(engine.cfg, "allow_objects", True):
                for name, paths in models.items():
                    engine.cfg[name].session = _session(paths[0])
            _ENGINE = engine
        return _ENGINE


def _session(model: Path) -> Any:
    """A model ready to run. Its threads sleep while they wait: spinning, several processes fight for the cores."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.enable_cpu_mem_arena = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def _to_bgr(image: Image | npt.NDArray[np.uint8]) -> Pixels:
    """Three channels, blue first, as OpenCV has them; transparency on white."""
    import numpy as np

    if not isinstance(image, np.ndarray):
        if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
            from PIL import Image as pillow

            layer = image.convert("RGBA")
            white = pillow.new("RGBA", layer.size, "white")
            image = pillow.alpha_composite(white, layer)
        image = np.asarray(image.convert("RGB"))
    if image.ndim == 2:
        image = np.repeat(image[:, :, None], 3, axis=2)
    return np.ascontiguousarray(image[:, :, 2::-1])


def _scaled(page: Pixels, dpi: float) -> tuple[Pixels, float]:
    """The page at the size that the engine reads best, and its resolution then."""
    import cv2
    import numpy as np

    if np.isin(page[::7, ::7], (0, 255)).all():
        page = cast("Pixels", cv2.GaussianBlur(page, (3, 3), 0))  # black and white only: dither dots become greys again
    long_side, short_side = max(page.shape[:2]), min(page.shape[:2])
    factor = min(LONG_SIDE / long_side, max(1.0, SHORT_SIDE / short_side))
    if 0.95 < factor <= 1.0:
        return page, dpi
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    size = (max(1, round(page.shape[1] * factor)), max(1, round(page.shape[0] * factor)))
    return cast("Pixels", cv2.resize(page, size, interpolation=way)), dpi * factor


def _read_upright(engine: Any, page: Pixels, dpi: float) -> PageReading:
    """Straighten the page, take seals off, read it, and find what is ruled."""
    from . import scan_rules
    from .ocr_lines import (
        doubted,
        drop_seal_lettering,
        is_unsure_under,
        line_up,
        raw_pieces,
        reconcile,
        touches,
    )

    skew = scan_rules.find_skew(scan_rules.to_gray(page))
    if abs(skew) >= 0.05:
        page = scan_rules.turn(page, scan_rules.turning(page.shape, skew))
    page = scan_rules.even_out(page)
    mask = scan_rules.red_mask(page)
    red = scan_rules.find_red_marks(mask, dpi)
    sealed = page
    page = scan_rules.clear_seals(page, red.seals)
    rings: tuple[PixelBox, ...] = ()
    stuck: tuple[PixelBox, ...] = ()
    if not mask.any():
        rings = scan_rules.find_rings(scan_rules.to_gray(page), dpi)
        page, stuck = scan_rules.clear_rings(page, rings)
    for x0, y0, x1, y1 in red.seals:
        mask[y0:y1, x0:x1] = 0  # what is read there is the black print
    seals = (*red.seals, *rings)
    gray = scan_rules.to_gray(page)
    strokes = scan_rules.find_strokes(gray, dpi, (*seals, *red.lines))
    pieces = raw_pieces(_run(engine, page))
    lines = drop_seal_lettering(line_up(pieces, gray, strokes, mask), seals)
    if is_unsure_under(lines, seals):
        # What taking the seal off has hurt may be read better with the seal on.
        again = line_up(raw_pieces(_run(engine, _band(sealed, seals))), scan_rules.to_gray(sealed), strokes, mask)
        lines = reconcile(lines, drop_seal_lettering(again, seals), seals)
    lines = [doubted(line, DOUBT) if touches(line, stuck) else line for line in lines]
    scale = 72 / dpi
    read = tuple(_in_points(line, scale) for line in lines)
    return PageReading(
        width=page.shape[1] * scale,
        height=page.shape[0] * scale,
        lines=read,
        rulings=tuple(Ruling(s.x0 * scale, s.y0 * scale, s.x1 * scale, s.y1 * scale) for s in strokes),
        marks=_marks(red.lines, seals, read, scale),
        skew=skew,
        sideways=_sideways(pieces),
    )


def _run(engine: Any, page: Pixels) -> Any:
    with _LOCK:
        return engine(page, return_word_box=True, return_single_char_box=True)


def _band(page: Pixels, seals: Sequence[PixelBox]) -> Pixels:
    """The page with nothing but the lines at the height of its seals."""
    result = page.copy()
    keep = [False] * page.shape[0]
    for _, y0, _, y1 in seals:
        keep[max(0, y0) : y1] = [True] * (min(y1, page.shape[0]) - max(0, y0))
    result[[not kept for kept in keep]] = 255
    return result


def _in_points(line: Piece, scale: float) -> ReadLine:
    """A line with its boxes in points; a page number as it is printed."""
    from .ocr_text import mend_page_mark, text_of

    def box(pixels: tuple[float, float, float, float]) -> Box:
        x0, y0, x1, y1 = (round(value * scale, 2) for value in pixels)
        return (x0, y0, x1, y1)

    text = text_of(line.glyphs)
    mark = mend_page_mark(text)
    if mark is not None:
        mean = sum(glyph.confidence for glyph in line.glyphs) / len(line.glyphs)
        return ReadLine(
            mark, box(line.box), (mean,) * len(mark), (box(line.box),) * len(mark), line.em * scale, line.red
        )
    return ReadLine(
        text=text,
        box=box(line.box),
        confidences=tuple(glyph.confidence for glyph in line.glyphs),
        boxes=tuple(box(glyph.box) for glyph in line.glyphs),
        size=round(line.em * scale, 1),
        red=line.red,
    )


def _marks(
    rules: Sequence[PixelBox], seals: Sequence[PixelBox], lines: Sequence[ReadLine], scale: float
) -> tuple[PageMark, ...]:
    """Seals, the letterhead's red lines, and red lines of large print (the issuer mark)."""

    def box(pixels: tuple[int, int, int, int]) -> Box:
        x0, y0, x1, y1 = (round(value * scale, 2) for value in pixels)
        return (x0, y0, x1, y1)

    issuers = [PageMark("issuer-mark", line.box, line.text) for line in lines if line.red and line.size >= 20]
    return (
        *issuers,
        *(PageMark("red-line", box(rule)) for rule in rules),
        *(PageMark("seal", box(seal)) for seal in seals),
    )


def _other_turns(reading: PageReading) -> tuple[int, ...]:
    """Quarter turns worth trying: sideways where most print runs upwards, upside down where little could be read."""
    if reading.sideways:
        return (reading.sideways, 4 - reading.sideways)
    if reading.lines and reading.confidence < _UNSURE_PAGE:
        return (2,)
    return ()


def _sideways(pieces: Sequence[Piece]) -> int:
    """The quarter turns that make a page upright most of whose lines run upwards or downwards; 0 for one that lies well.

    The engine reads a tall line turned once: where that gives no sure text, three turns are right.
    """
    tall = wide = 0.0
    sure: list[float] = []
    for piece in pieces:
        across, down = piece.box[2] - piece.box[0], piece.box[3] - piece.box[1]
        if down > 1.5 * across:
            tall += down
            sure += [glyph.confidence for glyph in piece.glyphs]
        elif across > 1.5 * down:
            wide += across
    if tall <= wide:
        return 0
    return 1 if sum(sure) >= _UNSURE_PAGE * len(sure) else 3


def _worth(reading: PageReading) -> float:
    """How much was read and how surely."""
    return sum(value**2 for line in reading.lines for value in line.confidences)
