"""The parts of a document: header, body, closing, inner document, attachments.

Every extractor is handed the outline, so that none of them decides for itself where the body begins.
"""

from __future__ import annotations

from dataclasses import dataclass

Range = tuple[int, int]
"""Offsets into the document's text, or positions in ``Document.blocks``, half open."""


@dataclass(frozen=True)
class Part:
    """A run of blocks: the cover notice's body, the inner document that it issues, or an attachment.

    ``label`` is the printed attachment mark (附件2, 附件), ``number`` its number, ``title`` the offsets of the title
    lines (label left out). ``blocks`` is the range of blocks that follow the label and the title. ``extent`` is the
    part's text: where a reader joined a neighbouring line (an addressee, a signature) to a paragraph, the block reaches
    beyond it and is to be cut there.
    """

    kind: str  # "body" | "inner" | "attachment"
    blocks: Range
    title: Range | None = None
    label: Range | None = None
    number: int | None = None
    extent: Range = (0, 0)


@dataclass(frozen=True)
class NoteEntry:
    """An entry of the attachment note (附件：1. …): its number, if printed, and the offsets of its title."""

    number: int | None
    title: Range


@dataclass(frozen=True)
class Outline:
    """Offsets of the header and closing lines, and the parts in reading order; absent is None or empty.

    ``number`` covers the document number as printed, ``title`` all title lines, ``addressees`` the line without its
    colon. ``title`` of an order (国务院令) is that of the document it promulgates. ``inner_title`` is the printed title
    of the document that a cover carries, as inner part or as attachment.
    """

    issuer_mark: Range | None
    number: Range | None
    title: Range | None
    addressees: Range | None
    parts: tuple[Part, ...]
    attachment_note: Range | None
    signature: Range | None
    date: Range | None
    notes: tuple[Range, ...] = ()
    """Lines in brackets such as （此件主动公开）, and imprint lines (抄送, 印发): in no clause."""
    inner_title: Range | None = None
    passed: Range | None = None
    """The line in brackets under the title that says when and by whom the document was passed."""
    furniture: tuple[Range, ...] = ()
    """Lines of the web page around the text (索引号, 打印本页): in no clause."""
    attachment_entries: tuple[NoteEntry, ...] = ()
    """The entries of the attachment note."""
