"""The list of a shift on paper: who comes, rows for whoever turns up, and a code to point a phone at."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

import segno
from reportlab.graphics.shapes import Drawing, Rect
from reportlab.lib.colors import HexColor, black
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

PLAIN, BOLD = "Vera", "VeraBd"  # reportlab's own: they hold the letters of most names here
MARGIN, CODE = 16 * mm, 30 * mm
COLUMNS = (13 * mm, 62 * mm, 43 * mm, 60 * mm)
BOX, PAD = 4.5 * mm, 2.2 * mm
FAINT = HexColor("#8a857b")


@dataclass(frozen=True)
class Roster:
    """What stands on the paper. facts: lines below the title. heads: of tick box, name, phone, note.

    rows: name, phone and note of each who comes. blank: how many empty rows. code: what the QR code holds.
    """

    title: str
    facts: Sequence[str]
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    blank: int
    code: str
    hint: str
    footer: str


def pdf(roster: Roster) -> bytes:
    """The list on as many sheets of A4 as it takes; the same list is the same bytes."""
    _fonts()
    out = BytesIO()
    document = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=MARGIN,
        title=roster.title, author="", invariant=1,
    )  # fmt: skip

    def foot(canvas: Any, _document: Any) -> None:
        canvas.setFont(PLAIN, 7.5)
        canvas.setFillColor(FAINT)
        canvas.drawString(MARGIN, 9 * mm, _spelt(roster.footer))
        canvas.drawRightString(A4[0] - MARGIN, 9 * mm, str(canvas.getPageNumber()))

    document.build([_head(roster), Spacer(0, 5 * mm), _list(roster)], onFirstPage=foot, onLaterPages=foot)
    return out.getvalue()


@cache
def _fonts() -> dict[int, int]:
    """Have the fonts ready; the letters they hold."""
    for name in (PLAIN, BOLD):
        pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
    letters: dict[int, int] = pdfmetrics.getFont(PLAIN).face.charToGlyph
    return letters


def _spelt(words: str) -> str:
    """With the letters that the font has: ń as n where there is no ń."""
    return "".join(each if ord(each) in _fonts() else _base(each) for each in unicodedata.normalize("NFC", words))


def _base(letter: str) -> str:
    bare = unicodedata.normalize("NFKD", letter)[0]
    return bare if ord(bare) in _fonts() else "?"


def _said(words: str, font: str = PLAIN, size: float = 10) -> Paragraph:
    return Paragraph(escape(_spelt(words)), ParagraphStyle(font, fontName=font, fontSize=size, leading=size * 1.25))


def _head(roster: Roster) -> Table:
    words = [_said(roster.title, BOLD, 18), Spacer(0, 2 * mm), *(_said(fact, PLAIN, 11) for fact in roster.facts)]
    code = [_code(roster.code), _said(roster.hint, PLAIN, 7.5)]
    table = Table([[words, code]], colWidths=[sum(COLUMNS) - CODE - 8 * mm, CODE + 8 * mm])
    table.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, 0), 0)])
    return table


def _code(content: str) -> Drawing:
    """A QR code with its quiet edge, in one square for each of its modules."""
    matrix = [list(line) for line in segno.make_qr(content, error="m").matrix_iter(border=2)]
    size = CODE / len(matrix)
    drawing = Drawing(CODE, CODE)
    for number, line in enumerate(reversed(matrix)):
        for column, dark in enumerate(line):
            if dark:
                drawing.add(Rect(column * size, number * size, size, size, fillColor=black, strokeColor=None))
    return drawing


def _list(roster: Roster) -> Table:
    rows = [*roster.rows, *([("", "", "")] * roster.blank)]
    heads = [_said(words, BOLD, 8) for words in roster.heads]
    table = Table([heads, *([_box(), *map(_said, row)] for row in rows)], colWidths=COLUMNS, repeatRows=1)
    table.setStyle([
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("LINEBELOW", (0, 0), (-1, 0), 1, black),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, FAINT), ("TOPPADDING", (0, 1), (-1, -1), PAD),
        ("BOTTOMPADDING", (0, 1), (-1, -1), PAD), ("NOSPLIT", (0, 0), (-1, 1)),
    ])  # fmt: skip
    return table


def _box() -> Drawing:
    """A box to tick."""
    drawing = Drawing(BOX, BOX)
    drawing.add(Rect(0, 0, BOX, BOX, fillColor=None, strokeColor=black, strokeWidth=0.8))
    return drawing
