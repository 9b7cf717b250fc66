"""Marks on a PDF's pages: the red issuer mark and line, seals (drawn, pictures, stamps), digital signatures."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

import pypdfium2.raw as raw

from ..document import Mark
from ..text import Box
from .pdf_rules import Drawing, find_seals, has_seal_shape
from .pdf_text import BLACK, Frame, Run
from .watermarks import watermarks

_MARK_SIZE = 20.0  # points: the issuer mark is at least this large
_STAMP, _WIDGET = 13, 20
_COLOURED = 200  # darkest channel of a ground on which pale text is read
_MAX_ANNOTATIONS = 2_000
_MAX_PICTURES = 20  # of a page, shaped like a seal


def find_marks(page: Any, number: int, runs: Sequence[Run], drawing: Drawing, frame: Frame) -> list[Mark]:
    """The marks of a page, without digital signatures."""
    marks: list[Mark] = []
    width, height = frame.size
    for run in runs:
        box = run.line.box
        if run.line.size >= _MARK_SIZE and run.is_red and box is not None and box[3] < 0.6 * height:
            marks.append(Mark("issuer-mark", number, _rounded(box), run.line.text))
    lines = {_rounded(box) for box in drawing.red_lines if box[2] - box[0] >= 0.5 * width}
    marks += [Mark("red-line", number, box) for box in sorted(lines, key=lambda box: box[1])]
    marks += [Mark("seal", number, _rounded(box), detail="矢量") for box in find_seals(drawing)]
    marks += [Mark("seal", number, _rounded(box), detail="图像") for box in _seal_pictures(page, drawing, frame)]
    marks += [Mark("seal", number, _rounded(box), detail="批注") for box in _stamps(page, frame)]
    return marks


def without_watermarks(runs: list[Run], drawing: Drawing) -> list[Run]:
    """The runs without pale lettering that lies over the text, is much larger, or covers the page again and again."""
    pale = [
        run
        for run in runs
        if run.colour != BLACK and run.is_pale and run.line.box is not None and not _is_on_colour(run.line.box, drawing)
    ]
    if not pale:
        return runs
    known = {id(run) for run in pale}
    others = [run.line for run in runs if id(run) not in known]
    marks = {id(pale[place]) for place in watermarks([run.line for run in pale], others)}
    return [run for run in runs if id(run) not in marks]


def _is_on_colour(box: Box, drawing: Drawing) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    areas = [area for area, colour in drawing.fills if min(colour[:3]) < _COLOURED]
    return any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in areas + drawing.pictures)


def is_in_seal(run: Run, marks: Sequence[Mark]) -> bool:
    """Whether a run is a seal's own lettering: red, inside the seal."""
    box = run.line.box
    if not run.is_red or box is None:
        return False
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(
        mark.kind == "seal" and mark.box and mark.box[0] <= x <= mark.box[2] and mark.box[1] <= y <= mark.box[3]
        for mark in marks
    )


def _rounded(box: Box) -> Box:
    return (round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2))


def _seal_pictures(page: Any, drawing: Drawing, frame: Frame) -> list[Box]:
    """The pictures that show a seal."""
    shaped = [place for place, box in enumerate(drawing.pictures) if has_seal_shape(box)][:_MAX_PICTURES]
    if not shaped or frame.turns != page.get_rotation() // 90 % 4:
        return []
    from .seal_pictures import is_seal_picture

    boxes, things = drawing.pictures, drawing.picture_things
    return [boxes[place] for place in shaped if is_seal_picture(page, things[place], boxes[place], frame.size)]


def _stamps(page: Any, frame: Frame) -> list[Box]:
    """Boxes of stamp annotations shaped like a seal."""
    boxes = []
    for number in range(min(raw.FPDFPage_GetAnnotCount(page.raw), _MAX_ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page.raw, number)
        if not annotation:
            continue
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        box = raw.FS_RECTF()
        if kind in (_STAMP, _WIDGET) and raw.FPDFAnnot_GetRect(annotation, box):
            low, high = min(box.bottom, box.top), max(box.bottom, box.top)
            shape = frame.to_reading(box.left, low, box.right, high)
            if has_seal_shape(shape) and (kind == _STAMP or _is_signature(annotation)):
                boxes.append(shape)
        raw.FPDFPage_CloseAnnot(annotation)
    return boxes


def _is_signature(annotation: Any) -> bool:
    units = (ctypes.c_ushort * 8)()
    size = raw.FPDFAnnot_GetStringValue(annotation, b"FT", units, 16)
    return bool(2 < size <= 16) and bytes(units)[: size - 2].decode("utf-16-le", "replace") == "Sig"


def find_signatures(document: Any) -> list[Mark]:
    """The digital signatures of a file as it states them; their validity is not examined."""
    marks = []
    for number in range(min(max(0, raw.FPDF_GetSignatureCount(document.raw)), 100)):
        signature = raw.FPDF_GetSignatureObject(document.raw, number)
        if not signature:
            continue
        kind = _ascii(raw.FPDFSignatureObj_GetSubFilter, signature)
        when = _ascii(raw.FPDFSignatureObj_GetTime, signature)
        stated = [part for part in (kind, f"签署时间 {when}" if when else "", "未验证") if part]
        marks.append(Mark("signature", None, None, detail="；".join(stated)))
    return marks


def _ascii(get: Any, signature: Any) -> str:
    size = get(signature, None, 0)
    if not 1 < size < 1000:
        return ""
    buffer = ctypes.create_string_buffer(size)
    get(signature, buffer, size)
    return buffer.value.decode("ascii", "replace")
